"""Word documents, by way of python-docx: the only importer of it."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError
from index.loaders.advice import PRINT_TO_PDF
from index.loaders.building import TextBuilder
from index.loaders.office import refuse_unreadable, stated
from index.loaders.parsed import Parsed

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element as Element
else:
    WordDocument = Element = Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_NOT_TEXT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback"})
_WRAPPERS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"})
_NOTES = ("footnotes", "endnotes")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0]+")


def parse(raw: bytes, name: str) -> Parsed:
    """Read a Word document: its text with what was inserted and without what was deleted, tables, notes."""
    refuse_unreadable(raw, name)
    import docx

    document = docx.Document(io.BytesIO(raw))
    reader = _Reader(document)
    reader.read(document.element.body)
    reader.read_notes()
    parsed = reader.builder.parsed(**stated(document.core_properties)._asdict())
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text; {PRINT_TO_PDF}")
    return parsed


class _Reader:
    """Goes through the XML itself: python-docx passes over inserted text, text boxes and content controls."""

    def __init__(self, document: WordDocument) -> None:
        self.builder = TextBuilder()
        self._document = document
        self._levels = dict(_heading_levels(document))

    def read(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in _WRAPPERS:
                self.read(child)

    def read_notes(self) -> None:
        """Append what stands at the foot of pages or behind the text."""
        from lxml import etree

        for relation in self._document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind not in _NOTES or relation.is_external:
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            for note in etree.fromstring(relation.target_part.blob, parser):
                if note.get(f"{_W}type") is None:  # the others are the lines that part notes from text
                    text = " ".join(filter(None, map(_text_of, note.iter(f"{_W}p"))))
                    self.builder.add(text, place=kind.removesuffix("s"))

    def _paragraph(self, paragraph: Element) -> None:
        text = _text_of(paragraph)
        level = self._level(paragraph)
        if level is not None:
            self.builder.add_heading(level, text)
        elif paragraph.find(f"{_W}pPr/{_W}numPr") is not None or _style_id(paragraph).startswith("List"):
            self.builder.add(f"- {text}" if text else "", "list_item")
        else:
            self.builder.add(text)
        for box in _text_boxes(paragraph):
            self.read(box)

    def _table(self, table: Element) -> None:
        for row in table.iter(f"{_W}tr"):
            if _closest_table(row) is not table:
                continue  # of a table in a cell, which stands in that cell's text
            cells = [
                " ".join(filter(None, map(_text_of, cell.iter(f"{_W}p"))))
                for cell in row.iter(f"{_W}tc")
                if _closest_table(cell) is table
            ]
            if any(cells):
                self.builder.add(" | ".join(" ".join(cell.split()) for cell in cells), "table_row")

    def _level(self, paragraph: Element) -> int | None:
        own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None and str(own.get(f"{_W}val")).isdigit():
            return int(str(own.get(f"{_W}val"))) + 1
        return self._levels.get(_style_id(paragraph))


def _heading_levels(document: WordDocument) -> Iterator[tuple[str, int]]:
    """Yield the ids of the styles that make a paragraph a heading, with its level."""
    for style in document.styles:
        style_name = style.name or ""
        if found := _HEADING.match(style_name):
            yield style.style_id, int(found[1])
        elif style_name.lower() == "title":
            yield style.style_id, 1


def _style_id(paragraph: Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val"))


def _text_of(paragraph: Element) -> str:
    """Return the text of a paragraph, without that of text boxes that are anchored in it."""
    parts: list[str] = []
    pending = [paragraph]
    while pending:
        element = pending.pop()
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in _BREAKS:
            parts.append(_BREAKS[element.tag])
        elif element.tag not in _NOT_TEXT and element.tag != f"{_W}txbxContent":
            pending += reversed(element)
    return _SPACES.sub(" ", "".join(parts)).strip()


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    for box in paragraph.iter(f"{_W}txbxContent"):
        if all(above.tag != f"{_MC}Fallback" for above in box.iterancestors()):
            yield box


def _closest_table(element: Element) -> Element | None:
    return next(element.iterancestors(f"{_W}tbl"), None)
