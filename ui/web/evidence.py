"""The evidence panel as HTML: the passages that were read for an answer, the cited words marked.

A click in it opens the document whole, at the place (``ui.web.whole``).
"""

from collections.abc import Sequence
from pathlib import PurePath

from markupsafe import Markup

from rag.types import Answer, Citation, Passage
from ui.web import originals, texts
from ui.web.html import Mark, attribute, date_and_place, dotted, join, marked, show, show_line
from ui.web.originals import Originals
from ui.web.session import Pick, Turn


def render(turn: Turn | None, pick: Pick | None, *, number: int = 0, kept: Originals) -> Markup:
    """Return the panel for the turn of that number, with what is picked in it selected.

    A pick that the turn doesn't have selects nothing. ``kept`` are the originals of its documents.
    """
    return panel(_body(turn, pick, number, kept), pick, turn=number)


def panel(body: Markup, pick: Pick | None, *, turn: int) -> Markup:
    """Return the panel around what it shows of the turn of that number."""
    return Markup(
        '<section class="evidence" data-turn="{}" data-number="{}" aria-label="{}"><header><h2>{}</h2>'
        '<button type="button" class="close" data-key="close" aria-label="{}">×</button></header>'
        '<div class="evidence-body" role="region" aria-label="{}" tabindex="0">{}</div></section>'
    ).format(
        turn,
        pick.number if pick is not None and pick.kind == "citation" else 0,
        texts.EVIDENCE,
        texts.EVIDENCE,
        texts.CLOSE_EVIDENCE,
        texts.EVIDENCE,
        body,
    )


def _body(turn: Turn | None, pick: Pick | None, number: int, kept: Originals) -> Markup:
    if turn is None or turn.answer is None:
        return Markup('<p class="quiet">{}</p>').format(texts.EVIDENCE_HINT)
    return join(
        [
            Markup('<p class="about" dir="auto">{}</p>').format(show(turn.question)),
            Markup('<p class="keys quiet">{}</p>').format(texts.EVIDENCE_KEYS)
            if len(turn.answer.citations) > 1
            else Markup(""),
            _passages(turn.answer, pick, number, kept),
        ]
    )


def _passages(answer: Answer, pick: Pick | None, turn: int, kept: Originals) -> Markup:
    cited, homeless = _place_citations(answer)
    rows = {
        number: _passage(passage, cited.get(number, []), pick, Pick("passage", number), turn, kept)
        for number, passage in enumerate(answer.passages, start=1)
    }
    shown = [rows[number] for number in cited] + [_quote(citation, pick, turn, kept) for citation in homeless]
    rest = [row for number, row in rows.items() if number not in cited]
    if not shown:
        if not rest:
            return Markup('<p class="quiet">{}</p>').format(texts.EVIDENCE_NONE)
        return Markup("<h3>{}</h3><ul>{}</ul>").format(texts.NEAREST, join(rest))
    return Markup("<h3>{}</h3><ul>{}</ul>{}").format(
        texts.CITED,
        join(shown),
        Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
            texts.also_read(len(rest)), join(rest)
        )
        if rest
        else "",
    )


def _place_citations(answer: Answer) -> tuple[dict[int, list[Citation]], list[Citation]]:
    """Return the citations by the number of the passage they lie in, and those that lie in none."""
    cited: dict[int, list[Citation]] = {}
    homeless: list[Citation] = []
    for citation in answer.citations:
        for number, passage in enumerate(answer.passages, start=1):
            if _holds(passage, citation):
                cited.setdefault(number, []).append(citation)
                break
        else:
            homeless.append(citation)
    return cited, homeless


def _holds(passage: Passage, citation: Citation) -> bool:
    return (
        passage.doc_id == citation.doc_id and passage.start <= citation.start and citation.end <= passage.end
    )


def _passage(
    passage: Passage,
    citations: Sequence[Citation],
    pick: Pick | None,
    own: Pick,
    turn: int,
    kept: Originals,
) -> Markup:
    marks = [
        Mark(citation.start - passage.start, citation.end - passage.start, citation.marker)
        for citation in citations
    ]
    # Where words in it are cited, their place is told: a passage may go on over several pages.
    chosen = [one for one in citations if pick == Pick("citation", one.marker)]
    of = next(iter([*chosen, *citations]), passage)
    return _item(of, passage.text, marks, pick, own, turn, kept)


def _quote(citation: Citation, pick: Pick | None, turn: int, kept: Originals) -> Markup:
    marks = [Mark(0, len(citation.quote), citation.marker)]
    return _item(citation, citation.quote, marks, pick, Pick("citation", citation.marker), turn, kept)


def _item(
    of: Citation | Passage,
    text: str,
    marks: Sequence[Mark],
    pick: Pick | None,
    own: Pick,
    turn: int,
    kept: Originals,
) -> Markup:
    """Return a passage; ``own`` is what a click on its way to the whole document picks."""
    markers = [mark.marker for mark in marks]
    selected = (
        pick.number if pick is not None and pick.kind == "citation" and pick.number in markers else None
    )
    return Markup(
        '<li class="passage{}"><div class="passage-head"><p>{}<span class="title">{}</span></p>{}'
        '<p class="ways">{}{}</p></div>'
        '<blockquote dir="auto">{}</blockquote></li>'
    ).format(
        " selected" if pick == own or selected is not None else "",
        join(Markup('<span class="chip still">{}</span>').format(marker) for marker in markers),
        show_line(of.title),
        details(of),
        _to_whole(Pick("citation", markers[0]) if markers else own, turn),
        to_original(of, kept),
        marked(text, marks, selected=selected),
    )


def _to_whole(pick: Pick, turn: int) -> Markup:
    return Markup(
        '<button type="button" class="plain" data-key="{}" data-turn="{}" data-kind="{}" data-number="{}"'
        ' data-whole="true">{}</button>'
    ).format(f"whole-{turn}-{pick.kind}-{pick.number}", turn, pick.kind, pick.number, texts.WHOLE_DOCUMENT)


def to_original(of: Citation | Passage, kept: Originals) -> Markup:
    """Return a link to the original of the document, at the page, if it is kept."""
    return originals.link(kept.get(of.doc_id), doc_id=of.doc_id, title=of.title, page=of.page)


def details(of: Citation | Passage) -> Markup:
    """Return when a text was published, where in it something stands, and the file it came from."""
    files = [
        Markup('<span class="file" title="{}">{}</span>').format(
            attribute(source), show_line(PurePath(source).name or source)
        )
        for source in (of.source, *of.also_in)
    ]
    return Markup('<span class="quiet">{}</span>').format(
        dotted([*date_and_place(of.published, texts.where(of)), *files])
    )
