"""A document whole, as HTML: opened at a place, with the words that an answer cites marked."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from index.types import Block, Document, Original
from rag.types import Citation, Passage
from ui.web import originals, texts
from ui.web.evidence import details, panel, to_original
from ui.web.html import Mark, attribute, dotted, join, marked, show_date, show_line
from ui.web.originals import Originals
from ui.web.session import Pick, Turn

SHOWN_CHARACTERS = 400_000
"""What a browser scrolls through smoothly; of a longer text, this much around the place is shown."""


_NO_CITATION = 0
"""The marker of what is marked but not cited."""


def picked(turn: Turn, pick: Pick) -> Citation | Passage | None:
    """Return what a pick means, if the turn has it."""
    if turn.answer is None:
        return None
    if pick.kind == "citation":
        return next((one for one in turn.answer.citations if one.marker == pick.number), None)
    return turn.answer.passages[pick.number - 1] if 1 <= pick.number <= len(turn.answer.passages) else None


def render(turn: Turn, pick: Pick, document: Document | None, *, number: int, kept: Originals) -> Markup:
    """Return the panel with the document of what is picked; None where it is gone.

    ``kept`` are the originals of the turn's documents.
    """
    place = picked(turn, pick)
    original = Markup("") if place is None or document is None else to_original(place, kept)
    back = Markup(
        '<div class="ways back"><button type="button" class="plain" data-key="back" data-turn="{}"'
        ' data-kind="{}" data-number="{}">{}</button>{}</div>'
    ).format(number, pick.kind, pick.number, texts.BACK_TO_PASSAGES, original)
    if place is None or document is None:
        gone = Markup('<p class="quiet">{}</p>').format(texts.DOCUMENT_GONE)
        return panel(join([back, gone]), pick, turn=number)
    head = Markup('<h3 class="whole-title">{}</h3><p class="whole-about">{}</p>').format(
        show_line(document.title), details(place)
    )
    citations = turn.answer.citations if turn.answer is not None else ()
    marks = [Mark(c.start, c.end, c.marker) for c in citations if c.doc_id == document.doc_id]
    chosen = pick.number if pick.kind == "citation" else _NO_CITATION
    if pick.kind == "passage":
        marks.append(Mark(place.start, place.end, _NO_CITATION))
    middle = (place.start + place.end) // 2
    return panel(join([back, head, _text(document, marks, chosen, middle)]), pick, turn=number)


def render_alone(document: Document | None, start: int, end: int, original: Original | None) -> Markup:
    """Return a document in a dialog of its own, the characters from ``start`` to ``end`` marked.

    None is one that is gone; an empty range marks nothing. ``original`` is its file, if that is kept.
    """
    close = Markup('<form method="dialog"><button class="close" aria-label="{}">×</button></form>').format(
        texts.CLOSE_DOCUMENT
    )
    if document is None:
        return Markup('<dialog class="reader" aria-label="{}"><header>{}</header><p>{}</p></dialog>').format(
            texts.DOCUMENT, close, texts.DOCUMENT_REMOVED
        )
    marks = [Mark(start, end, _NO_CITATION)] if start < end else []
    about = [show_line(document.source)]
    if document.published:
        about.insert(0, show_date(document.published))
    return Markup(
        '<dialog class="reader" aria-label="{}" data-place="{}"><header><div><h2>{}</h2>'
        '<p class="quiet">{}</p>{}</div>{}</header>'
        '<div class="reader-body" role="region" aria-label="{}" tabindex="0">{}</div></dialog>'
    ).format(
        attribute(document.title),
        f"{document.doc_id}-{start}-{end}",
        show_line(document.title),
        dotted(about),
        originals.link(
            original, doc_id=document.doc_id, title=document.title, page=_page_at(document, start)
        ),
        close,
        texts.DOCUMENT,
        _text(document, marks, _NO_CITATION, (start + end) // 2),
    )


def _page_at(document: Document, place: int) -> int | None:
    """Return the page that a character is on, None in a format without pages."""
    pages = [block.page for block in document.blocks if block.start <= place and block.page is not None]
    return pages[-1] if pages else None


def _text(document: Document, marks: Sequence[Mark], chosen: int, middle: int) -> Markup:
    """Return the text, or of a very long one what lies around the character ``middle``."""
    first = max(0, min(middle - SHOWN_CHARACTERS // 2, len(document.text) - SHOWN_CHARACTERS))
    last = min(len(document.text), first + SHOWN_CHARACTERS)
    shown = join(
        _piece(document.text, start, end, block, marks, chosen)
        for start, end, block in _pieces(document, first, last)
    )
    cut = Markup('<p class="quiet">…</p>')
    return Markup('<div class="whole" dir="auto">{}{}{}</div>').format(
        cut if first else "", shown, cut if last < len(document.text) else ""
    )


def _pieces(document: Document, first: int, last: int) -> Iterator[tuple[int, int, Block | None]]:
    """Yield the blocks, and what lies between them, within the characters from ``first`` to ``last``."""
    at = first
    for block in document.blocks:
        start, end = max(block.start, at), min(block.end, last)
        if start >= end:
            continue
        if at < start:
            yield at, start, None
        yield start, end, block
        at = end
    if at < last:
        yield at, last, None


def _piece(
    text: str, start: int, end: int, block: Block | None, marks: Sequence[Mark], chosen: int
) -> Markup:
    within = [
        Mark(mark.start - start, mark.end - start, mark.marker)
        for mark in marks
        if mark.start < end and start < mark.end
    ]
    shown = marked(text[start:end], within, selected=chosen)
    kind = block.kind if block is not None else ""
    return Markup('<span class="block {}">{}</span>').format(kind, shown) if kind else shown
