"""An element tree, of HTML or of what trafilatura extracts from it, -> text with blocks."""

import re
from typing import TYPE_CHECKING, Any

from index.loaders.building import TextBuilder
from index.loaders.parsed import Parsed
from index.types import BlockKind
from index.words import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

_SKIPPED = word_set("""
    script style noscript template svg math canvas iframe object nav footer aside form button select title
    meta link
""")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset({"item", "li", "dt", "dd"})
_ROWS = frozenset({"row", "tr"})
_CELLS = frozenset({"cell", "td", "th"})
_LINE_BREAKS = frozenset({"lb", "br"})
_INLINE = word_set("""
    a abbr b bdi bdo big cite code data del dfn em font hi i ins kbd label mark q ref ruby s samp small span
    strike strong sub sup time tt u var wbr
""")
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0]+")
_RUN = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r"[ \n]*\n[ \n]*")


def read_tree(root: Element) -> Parsed:
    """Return the text under ``root``, a block an element, without tags, scripts, menus and forms."""
    builder = TextBuilder()
    read_into(builder, root)
    return builder.parsed()


def read_into(builder: TextBuilder, root: Element, *, place: str | None = None) -> None:
    """Append the text under ``root`` to a text, as ``read_tree`` gives it."""
    reader = _Reader(builder, place)
    reader.read(root, "paragraph")
    reader.flush("paragraph")


class _Reader:
    def __init__(self, builder: TextBuilder, place: str | None) -> None:
        self._builder = builder
        self._place = place
        self._inline: list[str] = []
        self._marker = ""

    def read(self, element: Element, kind: BlockKind) -> None:
        self._add_inline(element.text)
        for child in element:
            if isinstance(child.tag, str):  # comments and instructions have a function there
                self._read_child(child, _local_name(child.tag), kind)
            self._add_inline(child.tail)

    def _read_child(self, child: Element, tag: str, kind: BlockKind) -> None:
        if tag in _SKIPPED or child.get("hidden") is not None:
            return
        if tag in _LINE_BREAKS:
            self._inline.append("\n")
        elif tag in _HEADINGS or (tag == "head" and child.get("rend")):
            self.flush(kind)
            self._heading(child, _HEADINGS.get(tag) or _HEADINGS.get(child.get("rend") or "", 2))
        elif tag in _ROWS:
            self.flush(kind)
            self._row(child)
        elif tag == "pre" or (tag == "code" and "\n" in "".join(child.itertext()).strip()):
            self.flush(kind)
            self._emit("".join(child.itertext()).strip("\n").rstrip(), "code")
        elif tag in _ITEMS:
            self.flush(kind)
            self._marker = "- "
            self.read(child, "list_item")
            self.flush("list_item")
            self._marker = ""
        elif tag in _INLINE:
            self.read(child, kind)
        else:
            self.flush(kind)
            self.read(child, kind)
            self.flush(kind)

    def flush(self, kind: BlockKind) -> None:
        """End the block that inline text has gathered for."""
        text = _AROUND_BREAK.sub("\n", _RUN.sub(" ", "".join(self._inline))).strip()
        self._inline = []
        if text:
            self._emit(self._marker + text if kind == "list_item" else text, kind)
            self._marker = ""

    def _add_inline(self, text: str | None) -> None:
        if text:
            self._inline.append(_SPACE.sub(" ", text))

    def _heading(self, element: Element, level: int) -> None:
        text = _SPACE.sub(" ", "".join(element.itertext())).strip()
        self._builder.add_heading(level, text, place=self._place)

    def _row(self, row: Element) -> None:
        cells = [cell for cell in row if isinstance(cell.tag, str) and _local_name(cell.tag) in _CELLS]
        if any(_has_blocks(cell) for cell in cells):
            # A table that lays out the page: its cells hold paragraphs, not values.
            for cell in cells:
                self.read(cell, "paragraph")
                self.flush("paragraph")
            return
        values = [_SPACE.sub(" ", "".join(cell.itertext())).strip() for cell in cells]
        if any(values):
            self._emit(" | ".join(values), "table_row")

    def _emit(self, text: str, kind: BlockKind) -> None:
        self._builder.add(text, kind, place=self._place)


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def _has_blocks(cell: Element) -> bool:
    tags = [_local_name(element.tag) for element in cell.iter() if isinstance(element.tag, str)]
    return tags.count("p") > 1 or any(tag in _ROWS or tag in _ITEMS or tag in _HEADINGS for tag in tags)
