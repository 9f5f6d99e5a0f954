"""From a chosen answer to its wording and the exact quotes it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.errors import DocumentNotFoundError
from index.sentences import sentence_at
from index.types import Document, PassageStore
from rag.answers import Evidence, further
from rag.calibration import Calibration
from rag.questions import Wanted
from rag.quotes import LONGEST_LIST_QUOTE, Quote, Stretch, introduced_items, list_items, quote_around, spoken
from rag.reckoning import with_dates
from rag.retrieval import ReadPassage
from rag.types import Citation
from rag.wording import enumerated, names_around, tidy

MAX_CITATIONS = 3


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What one passage says to the question."""

    short: str
    """The bare answer, or several joined with "; "; "" where whole sentences are wanted."""
    text: str
    citation: Citation


def documents_of(store: PassageStore, passages: Iterable[ReadPassage]) -> dict[str, Document]:
    """Return, by id, those documents of some passages that are still there."""
    documents = {}
    for doc_id in {passage.chunk.doc_id for passage in passages}:
        try:
            documents[doc_id] = store.document(doc_id)
        except DocumentNotFoundError:
            continue
    return documents


def cite(
    evidence: Sequence[Evidence],
    wanted: Wanted,
    documents: Mapping[str, Document],
    *,
    calibration: Calibration,
) -> tuple[Excerpt, ...]:
    """Return what the passages of an answer say, the best first, numbered from 1.

    Args:
        evidence: Of one answer, best first.
        wanted: What kind of answer the question wants: a span or a list.
        documents: The documents of its evidence; evidence from any other is left out.
        calibration: Scores citations. Beside the best passage only those that would do alone are cited.
    """
    usable = [e for e in evidence if e.passage.chunk.doc_id in documents]
    cited = [e for e in usable if e is usable[0] or e.score >= calibration.threshold]
    excerpts = (_excerpt(e, wanted, documents[e.passage.chunk.doc_id], calibration) for e in cited)
    return _numbered(islice(_distinct(excerpts), MAX_CITATIONS))


def cite_statements(
    chosen: Sequence[Evidence], documents: Mapping[str, Document], *, calibration: Calibration
) -> tuple[Excerpt, ...]:
    """Return what whole sentences say, in the order given, numbered from 1."""
    usable = [e for e in chosen if e.passage.chunk.doc_id in documents]
    excerpts = (
        _statement(e, documents[e.passage.chunk.doc_id], calibration.statement_confidence(e.score))
        for e in usable
    )
    return _numbered(_distinct(excerpts))


def check(excerpts: tuple[Excerpt, ...], documents: Mapping[str, Document]) -> tuple[Excerpt, ...]:
    """Return the excerpts whose quote stands in its document, character for character, where it says.

    Without the first, whose words the answer is, there is no answer: none is returned.
    """
    exact = tuple(excerpt for excerpt in excerpts if is_exact(excerpt, documents))
    return exact if exact[:1] == excerpts[:1] else ()


def is_exact(excerpt: Excerpt, documents: Mapping[str, Document]) -> bool:
    """Say whether the quote is what the document holds there."""
    cited = excerpt.citation
    return bool(cited.quote) and documents[cited.doc_id].text[cited.start : cited.end] == cited.quote


def _excerpt(evidence: Evidence, wanted: Wanted, document: Document, calibration: Calibration) -> Excerpt:
    chunk = evidence.passage.chunk
    within = (chunk.start, chunk.end)
    start, end = chunk.start + evidence.start, chunk.start + evidence.end
    short = evidence.text if wanted.form == "span" else ""
    if wanted.form == "list" or len(evidence.cells) > 1:
        items = _items(evidence, document, wanted.count)
        start, end = items[0][0], items[-1][1]
        short = "; ".join(document.text[slice(*item)] for item in items)
    quote = quote_around(document, start, end, within=within)
    introduced = introduced_items(document, quote.end, within=within)
    if introduced and introduced[-1][1] - quote.start <= LONGEST_LIST_QUOTE:
        quote = quote_around(document, start, introduced[-1][1], within=within)
    score = calibration.confidence(evidence.score)
    return _quoted(evidence, document, quote, short=" ".join(short.split()), score=score)


def _statement(evidence: Evidence, document: Document, score: float) -> Excerpt:
    """Quote a sentence, with the list that it introduces or in which it stands."""
    chunk = evidence.passage.chunk
    within = (chunk.start, chunk.end)
    start, end = chunk.start + evidence.start, chunk.start + evidence.end
    items = introduced_items(document, end, within=within) or list_items(document, start, end, within=within)
    if items and items[-1][1] - start <= LONGEST_LIST_QUOTE:
        start, end = min(start, items[0][0]), items[-1][1]
    return _quoted(
        evidence, document, quote_around(document, start, end, within=within), short="", score=score
    )


def _quoted(evidence: Evidence, document: Document, quote: Quote, *, short: str, score: float) -> Excerpt:
    return Excerpt(
        short=short,
        text=_dated(spoken(document, quote), short, evidence.passage.info.published),
        citation=citation_of(evidence.passage, document, quote, score=score),
    )


def citation_of(passage: ReadPassage, document: Document, quote: Quote, *, score: float) -> Citation:
    """Return the citation, numbered 1, of words of a passage."""
    chunk, info = passage.chunk, passage.info
    return Citation(
        marker=1,
        doc_id=chunk.doc_id,
        source=info.source,
        title=info.title,
        published=info.published,
        page=quote.page or chunk.page,
        start=quote.start,
        end=quote.end,
        quote=document.text[quote.start : quote.end],
        score=score,
        also_in=info.sources[1:],
        place=quote.place or chunk.place,
    )


def _dated(said: str, short: str, published: str | None) -> str:
    """Return a statement with calendar dates for such words of it as "Friday".

    Where there is a bare answer, only its own words get one.
    """
    start = said.find(short)
    return said if start < 0 else with_dates(said, published, start=start, end=start + len(short) or None)


def _items(evidence: Evidence, document: Document, count: int | None) -> tuple[Stretch, ...]:
    """Return the items that a list question asks for.

    They are the cells of a table that it names, those of the list in which the span lies, those that the span
    itself enumerates, the names that its sentence enumerates with it, or the passage's further answers, if
    those lie near each other; where their number isn't the one asked for, the span is the only item.
    """
    text, chunk = document.text, evidence.passage.chunk
    within = (chunk.start, chunk.end)
    start, end = chunk.start + evidence.start, chunk.start + evidence.end
    for items in (
        _cells(evidence),
        list_items(document, start, end, within=within),
        enumerated(text, start, end),
        _names_in_sentence(text, start, end, within),
        _further(evidence, count),
    ):
        tidied = tuple(tidy(text, *item) for item in items)
        if len(tidied) > 1 and count in {None, len(tidied)}:
            return tidied
    return ((start, end),)


def _further(evidence: Evidence, count: int | None) -> tuple[Stretch, ...]:
    """Return where in the document the passage's further answers lie; none if too far apart to be quoted."""
    found = further(evidence, count=count)
    offset = evidence.passage.chunk.start
    near = found[-1][1] - found[0][0] <= LONGEST_LIST_QUOTE
    return tuple((offset + start, offset + end) for start, end in found) if near else ()


def _cells(evidence: Evidence) -> tuple[Stretch, ...]:
    """Return where in the document the cells lie that answer; none if too far apart to be quoted."""
    offset, cells = evidence.passage.chunk.start, evidence.cells
    near = bool(cells) and cells[-1][1] - cells[0][0] <= LONGEST_LIST_QUOTE
    return tuple((offset + start, offset + end) for start, end in cells) if near else ()


def _names_in_sentence(text: str, start: int, end: int, within: Stretch) -> tuple[Stretch, ...]:
    sentence = sentence_at(text, start, *within)
    if sentence is None or end > sentence[1]:
        return ()
    first, last = sentence
    names = names_around(text[first:last], start - first, end - first)
    return tuple((first + begin, first + stop) for begin, stop in names)


def _numbered(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
    return tuple(
        replace(excerpt, citation=replace(excerpt.citation, marker=marker))
        for marker, excerpt in enumerate(excerpts, start=1)
    )


def _distinct(excerpts: Iterator[Excerpt]) -> Iterator[Excerpt]:
    """Leave out what quotes characters that an earlier one quotes."""
    seen: list[Citation] = []
    for excerpt in excerpts:
        new = excerpt.citation
        if not any(new.doc_id == old.doc_id and new.start < old.end and old.start < new.end for old in seen):
            seen.append(new)
            yield excerpt
