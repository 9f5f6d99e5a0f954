"""The conversation as HTML: questions, answers with numbered citations, and "not in your documents"."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from index.types import DocumentInfo
from rag.types import Answer, Citation, Claim, Passage
from ui.render import shorten
from ui.web import texts
from ui.web.html import attribute, date_and_page, dotted, join, show, show_date, show_line
from ui.web.session import Turn, Turns

LIKELY_FROM = 0.6
"""Confidence from which an answer is called likely; not calibrated, and the page says so."""
NEAREST_SHOWN = 3
TITLES_SHOWN = 5


def render(turns: Turns, documents: Sequence[DocumentInfo]) -> Markup:
    """Return the whole conversation, or a welcome that says what can be asked about."""
    if not turns:
        return _welcome(documents)
    return Markup('<ol class="turns" aria-live="polite" aria-busy="{}">{}</ol>').format(
        "true" if turns[-1].pending else "false",
        join(_turn(turn, number) for number, turn in enumerate(turns, start=1)),
    )


def _welcome(documents: Sequence[DocumentInfo]) -> Markup:
    return Markup('<div class="welcome"><h2>{}</h2><p>{}</p>{}</div>').format(
        texts.WELCOME, texts.WELCOME_PROMISE, _titles(documents) if documents else _nothing_to_ask()
    )


def _nothing_to_ask() -> Markup:
    return Markup(
        '<p class="quiet">{}</p><p><button type="button" class="action" data-go="documents">{}</button></p>'
    ).format(texts.WELCOME_EMPTY, texts.ADD_DOCUMENTS)


def _titles(documents: Sequence[DocumentInfo]) -> Markup:
    rows = [
        Markup("<li>{}{}</li>").format(
            show_line(info.title),
            Markup(' <span class="quiet">{}</span>').format(show_date(info.published))
            if info.published
            else "",
        )
        for info in documents[:TITLES_SHOWN]
    ]
    if len(documents) > TITLES_SHOWN:
        rows.append(Markup('<li class="quiet">{}</li>').format(texts.more(len(documents) - TITLES_SHOWN)))
    return Markup('<h3>{}</h3><ul class="titles">{}</ul>').format(texts.ANSWERS_COME_FROM, join(rows))


def _turn(turn: Turn, number: int) -> Markup:
    return Markup(
        '<li class="turn" data-turn="{}">'
        '<p class="question" dir="auto"><span class="unseen">{} </span>{}</p><div class="reply">{}</div></li>'
    ).format(number, texts.YOU_ASKED, show(turn.question), _reply(turn, number))


def _reply(turn: Turn, number: int) -> Markup:
    if turn.answer is not None:
        return _abstention(turn.answer, number) if turn.answer.abstained else _answer(turn.answer, number)
    if turn.error is not None:
        return Markup('<div class="card failed" role="alert"><h3>{}</h3><p>{}</p></div>').format(
            texts.FAILED, show(texts.sentence(turn.error))
        )
    if turn.stopped:
        return Markup('<p class="stage">{}</p>').format(texts.STOPPED)
    return Markup('<p class="stage working">{}</p>').format(
        texts.stage(turn.stage) if turn.stage is not None else texts.STARTING
    )


def _answer(answer: Answer, number: int) -> Markup:
    likely = answer.confidence >= LIKELY_FROM
    return Markup(
        '<p class="answer" dir="auto">{}</p>{}'
        '<p class="confidence {}"><b>{}</b> <span class="quiet">{}</span></p>'
    ).format(
        _claims(answer, number),
        _sources(answer.citations, number),
        "likely" if likely else "unsure",
        texts.LIKELY if likely else texts.UNSURE,
        texts.UNCALIBRATED,
    )


def _claims(answer: Answer, number: int) -> Markup:
    """Return the answer's text with each claim's citations behind it."""
    cited = {citation.marker: citation for citation in answer.citations}
    parts: list[Markup] = []
    at = 0
    for claim in answer.claims:
        parts.append(show(answer.text[at : claim.start]))
        parts.append(_claim(answer, claim))
        parts += [_glued(_chip(cited[marker], number)) for marker in claim.markers if marker in cited]
        at = claim.end
    parts.append(show(answer.text[at:]))
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


def _glued(chip: Markup) -> Markup:
    """Return a citation's number behind a word joiner, so that it doesn't begin a line."""
    return Markup('<span class="cite"><span class="glue" aria-hidden="true">&#8288;</span>{}</span>').format(
        chip
    )


def _chip(citation: Citation, number: int) -> Markup:
    return Markup(
        '<button type="button" class="chip" data-turn="{}" data-kind="citation" data-number="{}"'
        ' aria-label="{}" title="{}">{}</button>'
    ).format(
        number,
        citation.marker,
        attribute(texts.citation(citation.marker, citation.title)),
        attribute(shorten(citation.quote)),
        citation.marker,
    )


def _sources(citations: Sequence[Citation], number: int) -> Markup:
    """Return a line a cited document, in order of first citation."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.doc_id, []).append(citation)
    return Markup('<ul class="sources">{}</ul>').format(
        join(
            Markup("<li>{} {}</li>").format(
                join(_chip(citation, number) for citation in group), _place(group[0])
            )
            for group in by_document.values()
        )
    )


def _abstention(answer: Answer, number: int) -> Markup:
    nearest = join(
        _nearest(passage, number, place)
        for place, passage in enumerate(answer.passages[:NEAREST_SHOWN], start=1)
    )
    return Markup('<div class="card abstained"><h3>{}</h3><p>{}</p>{}</div>').format(
        texts.ABSTAINED,
        show(texts.sentence(answer.reason)),
        Markup("<h4>{}</h4><ul>{}</ul>").format(texts.NEAREST, nearest) if nearest else "",
    )


def _nearest(passage: Passage, number: int, place: int) -> Markup:
    return Markup(
        '<li><button type="button" class="nearest" data-turn="{}" data-kind="passage" data-number="{}">'
        '{}<span class="excerpt" dir="auto">{}</span></button></li>'
    ).format(number, place, _place(passage), show(shorten(passage.text)))


def _place(of: Citation | Passage) -> Markup:
    known = date_and_page(of.published, of.page)
    return Markup('<span class="place"><span class="title">{}</span>{}</span>').format(
        show_line(of.title), Markup(' <span class="quiet">{}</span>').format(dotted(known)) if known else ""
    )
