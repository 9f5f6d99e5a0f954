"""One answer as HTML: its words with their numbers, versions side by side, or "not in your documents"."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from rag.types import Answer, Citation, Claim, Passage, Version
from ui.confidence import surety
from ui.render import shorten
from ui.web import texts
from ui.web.html import attribute, date_and_place, dotted, join, plain_place, show, show_date, show_line

NEAREST_SHOWN = 3


def render_answer(answer: Answer, number: int, *, searched: int, read: int) -> Markup:
    """Return an answer of the turn ``number``, for which so many passages were searched and read."""
    return join(
        [
            _notice(answer),
            _understood(answer),
            _versions(answer, number) if answer.versions else _paragraph(answer, number),
            _sources(answer.citations, number),
            _confidence(answer),
            _work(answer, searched, read),
        ]
    )


def render_abstention(answer: Answer, number: int, *, searched: int, read: int) -> Markup:
    """Return the card that says that the documents don't say, with what came nearest and was done for it."""
    nearest = join(
        _nearest(passage, number, place)
        for place, passage in enumerate(answer.passages[:NEAREST_SHOWN], start=1)
    )
    return Markup('{}{}<div class="card abstained"><h3>{}</h3><p>{}</p>{}</div>{}').format(
        _notice(answer),
        _understood(answer),
        texts.ABSTAINED,
        show(texts.sentence(answer.reason)),
        Markup("<h4>{}</h4><ul>{}</ul>").format(texts.NEAREST, nearest) if nearest else "",
        _work(answer, searched, read),
    )


def _confidence(answer: Answer) -> Markup:
    sure = surety(answer.confidence)
    kind, said, advice = sure.replace(" ", "-"), texts.CONFIDENCE[sure], texts.CONFIDENCE_ADVICE[sure]
    if not all(claim.supported for claim in answer.claims):
        kind, said, advice = "unsure", texts.PARTLY_SUPPORTED, texts.PARTLY_SUPPORTED_ADVICE
    return Markup('<p class="confidence {}"><b>{}</b> <span class="quiet">· {}</span></p>').format(
        kind, said, advice
    )


def _notice(answer: Answer) -> Markup:
    """Return why a language model that was asked for didn't write the answer."""
    if not answer.notice:
        return Markup("")
    return Markup('<p class="notice" role="status">{}</p>').format(show(texts.sentence(answer.notice)))


def _understood(answer: Answer) -> Markup:
    """Return the question as it was searched, where the conversation added something to it."""
    if answer.standalone_question == answer.question:
        return Markup("")
    return Markup('<p class="understood quiet" dir="auto">{}: {}</p>').format(
        texts.UNDERSTOOD_AS, show(answer.standalone_question)
    )


def _paragraph(answer: Answer, number: int) -> Markup:
    return Markup('<p class="answer" dir="auto">{}</p>').format(_cited(answer, number, 0, len(answer.text)))


def _versions(answer: Answer, number: int) -> Markup:
    """Return what the documents say, side by side, newest first.

    What the text says between them, which leads from one to the next, is left out unless it is a claim.
    """
    ranges = sorted((version.start, version.end) for version in answer.versions)
    ends = [0, *(end for _, end in ranges)]
    starts = [*(start for start, _ in ranges), len(answer.text)]
    besides = [
        _cited(answer, number, end, start)
        for end, start in zip(ends, starts, strict=True)
        if any(end <= claim.start and claim.end <= start for claim in answer.claims)
    ]
    return Markup('<p class="disagree">{}</p>{}<ul class="versions">{}</ul>').format(
        texts.DISAGREE,
        join(Markup('<p class="answer" dir="auto">{}</p>').format(text) for text in besides),
        join(
            _version(answer, version, number, newest=place == 0)
            for place, version in enumerate(answer.versions)
        ),
    )


def _version(answer: Answer, version: Version, number: int, *, newest: bool) -> Markup:
    return Markup(
        '<li class="version"><p class="version-head"><span class="quiet">{}</span>{}</p>{}'
        '<p class="answer" dir="auto">{}</p></li>'
    ).format(
        show_date(version.published) if version.published else texts.WITHOUT_DATE,
        Markup(' <span class="badge">{}</span>').format(texts.NEWEST) if newest and version.published else "",
        Markup('<p class="short" dir="auto">{}</p>').format(show(version.short)) if version.short else "",
        _cited(answer, number, version.start, version.end),
    )


def _cited(answer: Answer, number: int, start: int, end: int) -> Markup:
    """Return ``answer.text[start:end]`` with the citations of each claim behind it."""
    cited = {citation.marker: citation for citation in answer.citations}
    parts: list[Markup] = []
    at = start
    for claim in answer.claims:
        if claim.start < start or claim.end > end:
            continue
        parts.append(show(answer.text[at : claim.start]))
        parts.append(_claim(answer, claim))
        parts += [_glued(chip(cited[marker], number)) for marker in claim.markers if marker in cited]
        at = claim.end
    parts.append(show(answer.text[at:end]))
    return join(parts)


def _claim(answer: Answer, claim: Claim) -> Markup:
    words = _with_short(answer.text[claim.start : claim.end], answer.short)
    if claim.supported:
        return words
    return Markup('<span class="unsupported">{} <small>({})</small></span>').format(words, texts.UNSUPPORTED)


def _with_short(text: str, short: str) -> Markup:
    """Return ``text`` with the bare answers in it made strong."""
    answers = sorted(filter(None, short.split("; ")), key=len, reverse=True)
    if not answers:
        return show(text)
    pieces = re.split(f"({'|'.join(map(re.escape, answers))})", text)
    return join(
        Markup("<strong>{}</strong>").format(show(piece)) if place % 2 else show(piece)
        for place, piece in enumerate(pieces)
    )


def _glued(button: Markup) -> Markup:
    """Return a citation's number behind a word joiner, so that it doesn't begin a line."""
    return Markup('<span class="cite"><span class="glue" aria-hidden="true">&#8288;</span>{}</span>').format(
        button
    )


def chip(citation: Citation, number: int) -> Markup:
    """Return a citation's number, to point at for its quote and to click for its passage."""
    return Markup(
        '<button type="button" class="chip" data-key="{}" data-turn="{}" data-kind="citation"'
        ' data-number="{}" aria-label="{}" data-preview="{}" data-about="{}">{}</button>'
    ).format(
        f"chip-{number}-{citation.marker}",
        number,
        citation.marker,
        attribute(texts.citation(citation.marker, citation.title)),
        attribute(shorten(citation.quote)),
        attribute(plain_place(citation.title, citation.published, texts.where(citation))),
        citation.marker,
    )


def _sources(citations: Sequence[Citation], number: int) -> Markup:
    """Return a line a cited document, in order of first citation."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.doc_id, []).append(citation)
    return Markup('<ul class="sources">{}</ul>').format(
        join(
            Markup("<li><span>{}</span> {}</li>").format(
                join(chip(citation, number) for citation in group), _place(group[0])
            )
            for group in by_document.values()
        )
    )


def _work(answer: Answer, searched: int, read: int) -> Markup:
    """Return what was done for the answer, as far as it is known."""
    usage = answer.usage
    done = [
        text
        for count, text in (
            (searched, texts.searched(searched)),
            (read, texts.read(read)),
            (len(answer.model), texts.written_by(answer.model)),
            (
                usage.input_tokens + usage.output_tokens,
                texts.tokens(usage.input_tokens, usage.output_tokens),
            ),
            (answer.timings.get("total", 0), texts.seconds(answer.timings.get("total", 0))),
        )
        if count
    ]
    return Markup('<p class="work quiet">{}</p>').format(" · ".join(done)) if done else Markup("")


def _nearest(passage: Passage, number: int, place: int) -> Markup:
    return Markup(
        '<li><button type="button" class="nearest" data-key="{}" data-turn="{}" data-kind="passage"'
        ' data-number="{}">{}<span class="excerpt" dir="auto">{}</span></button></li>'
    ).format(f"nearest-{number}-{place}", number, place, _place(passage), show(shorten(passage.text)))


def _place(of: Citation | Passage) -> Markup:
    known = date_and_place(of.published, texts.where(of))
    return Markup('<span class="place"><span class="title">{}</span>{}</span>').format(
        show_line(of.title), Markup(' <span class="quiet">{}</span>').format(dotted(known)) if known else ""
    )
