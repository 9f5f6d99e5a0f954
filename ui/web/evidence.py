"""The evidence panel as HTML: the passages that were read for an answer, the cited words marked."""

from collections.abc import Sequence
from pathlib import PurePath

from markupsafe import Markup

from rag.types import Answer, Citation, Passage
from ui.web import texts
from ui.web.html import Mark, attribute, date_and_page, dotted, join, marked, show, show_line
from ui.web.session import Pick, Turn


def render(turn: Turn | None, pick: Pick | None) -> Markup:
    """Return the panel for one turn, with what is picked in it selected.

    A pick that the turn doesn't have selects nothing.
    """
    return Markup(
        '<aside class="evidence" aria-label="{}"><header><h2>{}</h2>'
        '<button type="button" class="close" aria-label="{}">×</button></header>'
        '<div class="evidence-body" tabindex="0">{}</div></aside>'
    ).format(texts.EVIDENCE, texts.EVIDENCE, texts.CLOSE_EVIDENCE, _body(turn, pick))


def _body(turn: Turn | None, pick: Pick | None) -> Markup:
    if turn is None or turn.answer is None:
        return Markup('<p class="quiet">{}</p>').format(texts.EVIDENCE_HINT)
    return join(
        [
            Markup('<p class="about" dir="auto">{}</p>').format(show(turn.question)),
            _passages(turn.answer, pick),
        ]
    )


def _passages(answer: Answer, pick: Pick | None) -> Markup:
    cited, homeless = _place_citations(answer)
    rows = {
        number: _passage(passage, cited.get(number, []), pick, number)
        for number, passage in enumerate(answer.passages, start=1)
    }
    shown = [rows[number] for number in cited] + [_quote(citation, pick) for citation in homeless]
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


def _passage(passage: Passage, citations: Sequence[Citation], pick: Pick | None, number: int) -> Markup:
    marks = [
        Mark(citation.start - passage.start, citation.end - passage.start, citation.marker)
        for citation in citations
    ]
    return _item(passage, passage.text, marks, pick, picked=pick == Pick("passage", number))


def _quote(citation: Citation, pick: Pick | None) -> Markup:
    return _item(
        citation, citation.quote, [Mark(0, len(citation.quote), citation.marker)], pick, picked=False
    )


def _item(
    of: Citation | Passage, text: str, marks: Sequence[Mark], pick: Pick | None, *, picked: bool
) -> Markup:
    markers = [mark.marker for mark in marks]
    selected = (
        pick.number if pick is not None and pick.kind == "citation" and pick.number in markers else None
    )
    return Markup(
        '<li class="passage{}"><div class="passage-head">{}<span class="title">{}</span>{}</div>'
        '<blockquote dir="auto">{}</blockquote></li>'
    ).format(
        " selected" if picked or selected is not None else "",
        join(Markup('<span class="chip still">{}</span>').format(marker) for marker in markers),
        show_line(of.title),
        _details(of),
        marked(text, marks, selected=selected),
    )


def _details(of: Citation | Passage) -> Markup:
    file = Markup('<span class="file" title="{}">{}</span>').format(
        attribute(of.source), show_line(PurePath(of.source).name or of.source)
    )
    return Markup('<span class="quiet">{}</span>').format(
        dotted([*date_and_page(of.published, of.page), file])
    )
