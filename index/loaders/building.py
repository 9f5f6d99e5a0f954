"""A text put together piece by piece, with its blocks: for formats whose files hold no running text."""

import re

from index.loaders.decode import normalise
from index.loaders.paragraphs import text_blocks
from index.loaders.parsed import Parsed
from index.types import Block, BlockKind

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TIGHT: frozenset[BlockKind] = frozenset({"list_item", "table_row"})


class TextBuilder:
    """Gathers blocks in order, and knows the headings they stand under.

    Blocks are a blank line apart; list items, and rows of a table, stand line by line.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._path: list[tuple[int, str]] = []

    def add(
        self, text: str, kind: BlockKind = "paragraph", *, place: str | None = None, page: int | None = None
    ) -> None:
        """Append a block; one without visible text is passed over."""
        text = clean(text)
        if text:
            tight = bool(self._blocks) and kind in _TIGHT and self._blocks[-1].kind == kind
            start = self._append(text, tight=tight)
            self._blocks.append(Block(start, self._length, kind, page, self._heading_path(), place))

    def add_heading(self, level: int, text: str, *, place: str | None = None) -> None:
        """Append a heading, which stands over what follows until one of that level or a higher one.

        Args:
            level: 1 is the highest.
            text: On one line or several.
            place: Where it stands.
        """
        self.leave(level)
        text = " ".join(clean(text).split())
        self.add(text, "heading", place=place)
        if text:
            self._path.append((level, text))

    def enter(self, level: int, name: str) -> None:
        """Put what follows under a heading that isn't part of the text, such as a sheet's name."""
        self.leave(level)
        self._path.append((level, name))

    def leave(self, level: int) -> None:
        """End all sections of that level and below."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()

    def add_prose(self, text: str, *, place: str | None = None) -> None:
        """Append plain text of any length, in its own paragraphs and lists."""
        text = clean(text)
        if text:
            start = self._append(text, tight=False)
            heading = self._heading_path()
            self._blocks += (
                Block(start + block.start, start + block.end, block.kind, None, heading, place)
                for block in text_blocks(text)
            )

    def parsed(
        self,
        *,
        title: str | None = None,
        title_from: str | None = None,
        published: str | None = None,
        published_from: str | None = None,
    ) -> Parsed:
        """Return what has been gathered, with what the file states of itself."""
        return Parsed("".join(self._parts), tuple(self._blocks), title, published, title_from, published_from)

    def _heading_path(self) -> str | None:
        return " > ".join(title for _, title in self._path) or None

    def _append(self, text: str, *, tight: bool) -> int:
        """Append text and return where it starts."""
        if self._parts:
            gap = "\n" if tight else "\n\n"
            self._parts.append(gap)
            self._length += len(gap)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


def clean(text: str) -> str:
    """Return ``text`` without control characters, and without blank lines and trailing space around it."""
    return _CONTROL.sub("", normalise(text)).strip("\n").rstrip()
