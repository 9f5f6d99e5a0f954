"""PDF, by way of pypdfium2: the only importer of it."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_double
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError, LoadError, OcrNotFoundError
from index.loaders.advice import NOTHING_TO_ADD, SAVE_ANEW
from index.loaders.dates import iso_date
from index.loaders.images import no_text, refuse_many_pages
from index.loaders.ocr import INSTALL, Ocr
from index.loaders.page_lines import Line
from index.loaders.page_text import page_text
from index.loaders.parsed import Parsed
from index.loaders.scanned import SeenPage, seen_page, unclear_warning
from index.loaders.titles import stated_title

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage
else:
    PdfDocument = PdfPage = PdfTextPage = Any

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

_DOTS_A_POINT = 200 / 72
"""In which pages are drawn to be read: 300 dots an inch give as many wrong characters, 150 a quarter more."""
_MOST_DOTS = 12_000_000
_STAMP_LINES = 2
_STAMP_CHARACTERS = 100
_MUCH_OF_A_PAGE = 0.5


@dataclass(frozen=True, slots=True)
class _Page:
    """What the text layer of a page holds."""

    lines: list[Line]
    is_picture: bool
    """It shows more than that."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in a file."""

    stated: dict[str, str]
    pages: list[_Page]
    seen: dict[int, SeenPage]
    """Of the pages that were read from their pictures, by their place among all."""


def parse(raw: bytes, name: str, *, password: str | None = None, ocr: Ocr | None = None) -> Parsed:
    """Read a PDF file: its text, and pages without text from their pictures.

    Raises:
        OcrNotFoundError: it has no text, and nothing reads pictures.
        EmptyDocumentError: no text is found in it.
        LoadError: it is protected or damaged, or has too many pages that are pictures.
    """
    with _PDFIUM:
        read = _read(raw, name, password, ocr)
    text, blocks = page_text(
        [list(read.seen[at].lines) if at in read.seen else page.lines for at, page in enumerate(read.pages)]
    )
    unread = [at for at, page in enumerate(read.pages, start=1) if page.is_picture and ocr is None]
    if not text:
        raise _without_text(name, read, unread)
    title, published = stated_title(read.stated.get("Title")), iso_date(read.stated.get("CreationDate"))
    if not any(page.lines and not page.is_picture for page in read.pages):
        published = None  # the day of the scan
    return Parsed(
        text,
        blocks,
        title,
        published,
        "document property Title" if title else None,
        "document property CreationDate" if published else None,
        _unread_warning(unread) if unread else unclear_warning(list(read.seen.values())),
        whole=not unread,
    )


def _without_text(name: str, read: _Read, unread: list[int]) -> LoadError:
    if unread:
        return OcrNotFoundError(
            f"{name} has no text layer: its pages are scanned or drawn; to read them, {INSTALL}"
        )
    if read.seen:
        return no_text(name)
    return EmptyDocumentError(f"{name} holds no text, its pages are empty: {NOTHING_TO_ADD}")


def _unread_warning(pages: list[int]) -> str:
    which = f"page {pages[0]} is a picture" if len(pages) == 1 else f"pages {_ranges(pages)} are pictures"
    return f"{which}, left out; to read such pages, {INSTALL} and add the file again"


def _ranges(numbers: list[int]) -> str:
    """Return ``2, 5-7`` for 2, 5, 6 and 7."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def _read(raw: bytes, name: str, password: str | None, ocr: Ocr | None) -> _Read:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with closing(pypdfium2.PdfDocument(raw, password=password)) as document:
            pages = [_page(document, at) for at in range(len(document))]
            seen = {}
            if ocr is not None:
                pictures = [at for at, page in enumerate(pages) if page.is_picture]
                refuse_many_pages(len(pictures), len(raw), name)
                seen = {at: _seen(document, at, pages[at].lines, ocr) for at in pictures}
            return _Read(document.get_metadata_dict(), pages, seen)
    except pypdfium2.PdfiumError as exc:
        if exc.err_code == FPDF_ERR_PASSWORD:
            remedy = "give its password with --password" if password is None else "check --password"
            raise LoadError(f"{name} is password-protected; {remedy}") from exc
        raise LoadError(
            f"{name} is damaged, cut off or no PDF ({str(exc).rstrip('.')}); {SAVE_ANEW}"
        ) from exc


def _page(document: PdfDocument, at: int) -> _Page:
    with closing(document[at]) as page, closing(page.get_textpage()) as textpage:
        lines = list(_lines(textpage))
        return _Page(lines, _is_picture(page, lines))


def _is_picture(page: PdfPage, lines: list[Line]) -> bool:
    """Tell whether a page shows text that its text layer doesn't hold, as far as that can be told unseen.

    Scanners and those who file what is scanned put a line of their own over each page.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFPage_CountObjects

    if not lines:
        return bool(FPDFPage_CountObjects(page) > 0)
    heights = {round(line.baseline) for line in lines}
    if len(heights) > _STAMP_LINES or sum(len(line.text) for line in lines) > _STAMP_CHARACTERS:
        return False
    width, height = page.get_size()
    for image in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _MUCH_OF_A_PAGE * width * height:
            return True
    return False


def _seen(document: PdfDocument, at: int, known: list[Line], ocr: Ocr) -> SeenPage:
    """Read a page from its picture; what its text layer holds is kept as it stands there."""
    with closing(document[at]) as page:
        width, height = page.get_size()
        scale = min(_DOTS_A_POINT, (_MOST_DOTS / (width * height)) ** 0.5)
        picture = page.render(scale=scale).to_pil().convert("RGB")
    found = seen_page(ocr.lines(picture), scale=1 / scale)
    lines = [replace(line, baseline=line.baseline + height) for line in found.lines]
    lines = [line for line in lines if not any(_is_at(line, other) for other in known)]
    both = sorted([*known, *lines], key=lambda line: (-line.baseline, line.left))
    return SeenPage(tuple(both), found.unclear)


def _is_at(line: Line, other: Line) -> bool:
    same_height = abs(line.baseline - other.baseline) < min(line.size, other.size) / 2
    return same_height and line.left < other.right and other.left < line.right


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
