"""PDF, by way of pypdfium2: the only importer of it."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_double
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError, LoadError
from index.loaders.dates import iso_date
from index.loaders.paragraphs import text_blocks
from index.loaders.parsed import Parsed
from index.loaders.pdf_layout import page_paragraphs, regions, without_running_lines
from index.loaders.pdf_lines import Line, body_size, is_heading
from index.loaders.titles import stated_title
from index.types import Block

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage
else:
    PdfDocument = PdfTextPage = Any

_PDFIUM = threading.Lock()
"""PDFium is not thread-safe."""

_CHARACTERS = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x02: "-", 0xFFFE: "-",
    0xA0: " ", 0x09: " ",
    0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•",
}  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff]")
_SOFT_HYPHEN_INSIDE = re.compile("\u00ad(?!\\Z)")
_LINE_BREAKS = frozenset({0x0A, 0x0D})
_SPACES = frozenset({0x20, 0xA0, 0x09})
_WIDE_GAP = 0.6
"""Of the font's height: wider than between most words, though not between all words of justified lines."""

_HYPHENS_AT_LINE_END = frozenset({0x02, 0xFFFE})
"""What PDFium puts in place of a hyphen and the line break behind it."""


def parse(raw: bytes, name: str, *, password: str | None = None) -> Parsed:
    """Read a PDF file."""
    with _PDFIUM:
        stated, pages = _read(raw, name, password)
    pages = without_running_lines(pages)
    body = body_size(line for lines in pages for line in lines)
    text, blocks = _assemble(pages, body)
    if not text:
        raise EmptyDocumentError(
            f"{name} has no text layer: its {len(pages)} pages are scanned or drawn; run OCR over it first"
        )
    title, published = stated_title(stated.get("Title")), iso_date(stated.get("CreationDate"))
    return Parsed(
        text,
        blocks,
        title,
        published,
        "document property Title" if title else None,
        "document property CreationDate" if published else None,
    )


def _read(raw: bytes, name: str, password: str | None) -> tuple[dict[str, str], list[list[Line]]]:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with closing(pypdfium2.PdfDocument(raw, password=password)) as document:
            return document.get_metadata_dict(), [_page_lines(document, at) for at in range(len(document))]
    except pypdfium2.PdfiumError as exc:
        if exc.err_code == FPDF_ERR_PASSWORD:
            remedy = "give its password with --password" if password is None else "--password is another's"
            raise LoadError(f"{name} is password-protected; {remedy}") from exc
        raise LoadError(f"{name} is damaged, cut off or no PDF: {exc}") from exc


def _page_lines(document: PdfDocument, at: int) -> list[Line]:
    with closing(document[at]) as page, closing(page.get_textpage()) as textpage:
        return list(_lines(textpage))


def _lines(page: PdfTextPage) -> Iterator[Line]:
    from pypdfium2.raw import FPDFText_GetUnicode

    codes = [FPDFText_GetUnicode(page, at) for at in range(page.count_chars())]
    start = 0
    for end, code in enumerate([*codes, 0x0A]):
        if code in _LINE_BREAKS:
            yield from _pieces(page, codes, start, end)
            start = end + 1
        elif code in _HYPHENS_AT_LINE_END:
            yield from _pieces(page, codes, start, end + 1)
            start = end + 1


def _line(page: PdfTextPage, codes: list[int], start: int, end: int) -> Iterator[Line]:
    text = "".join(_CHARACTERS.get(code) or chr(code) for code in codes[start:end])
    text = _SOFT_HYPHEN_INSIDE.sub("", " ".join(_UNPRINTABLE.sub("", text).split()))
    if not text:
        return
    visible = [at for at in range(start, end) if not chr(codes[at]).isspace()]
    left, bottom, _, top = page.get_charbox(visible[0], loose=True)
    right = page.get_charbox(visible[-1], loose=True)[2]
    yield Line(text, left, right, _baseline(page, visible[0]), top - bottom)


def _pieces(page: PdfTextPage, codes: list[int], start: int, end: int) -> Iterator[Line]:
    """Yield the stretches of a line between gaps that are wider than any between words."""
    begin = start
    for at in range(start + 1, end - 1):
        if codes[at] in _SPACES and codes[at - 1] not in _SPACES:
            behind = next((later for later in range(at, end) if codes[later] not in _SPACES), end)
            if behind < end and _is_wide(page, at - 1, behind):
                yield from _line(page, codes, begin, at)
                begin = behind
    yield from _line(page, codes, begin, end)


def _is_wide(page: PdfTextPage, before: int, behind: int) -> bool:
    _, bottom, right, top = page.get_charbox(before, loose=True)
    left = page.get_charbox(behind, loose=True)[0]
    return bool(left - right > _WIDE_GAP * (top - bottom))


def _baseline(page: PdfTextPage, at: int) -> float:
    from pypdfium2.raw import FPDFText_GetCharOrigin

    x, y = c_double(), c_double()
    FPDFText_GetCharOrigin(page, at, byref(x), byref(y))
    return y.value


def _assemble(pages: list[list[Line]], body: float) -> tuple[str, tuple[Block, ...]]:
    """Join the pages; a heading stands over what follows until one as large or larger."""
    parts: list[str] = []
    length = 0
    blocks: list[Block] = []
    path: list[tuple[float, str]] = []
    for number, lines in enumerate(pages, start=1):
        for paragraph in page_paragraphs(regions(lines)):
            gap = "" if not parts else "\n" if paragraph.goes_on else "\n\n"
            start = length + len(gap)
            parts += [gap, paragraph.text]
            length = start + len(paragraph.text)
            heads = not paragraph.row and is_heading(paragraph, body)
            if heads:
                path = [(size, title) for size, title in path if size > paragraph.size]
            over = " > ".join(title for _, title in path) or None
            if heads:
                blocks.append(Block(start, length, "heading", number, over))
                path.append((paragraph.size, " ".join(paragraph.text.split())))
            elif paragraph.row:
                blocks.append(Block(start, length, "table_row", number, over))
            else:
                blocks += (
                    Block(start + one.start, start + one.end, one.kind, number, over)
                    for one in text_blocks(paragraph.text)
                )
    return "".join(parts), tuple(blocks)
