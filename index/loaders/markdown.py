"""Markdown. Nothing is stripped: offsets hold in the file as it is written."""

import re
from collections.abc import Iterator

from index.loaders.decode import decode_lines
from index.loaders.front_matter import read_front_matter
from index.loaders.paragraphs import text_blocks
from index.loaders.parsed import Parsed
from index.loaders.titles import stated_title
from index.spans import Span, line_spans, trimmed
from index.types import Block

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+(?P<text>\S.*?))??(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-{2,})[ \t]*\Z")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_LONGEST_MARK_LINE = 1000
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MARKUP = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)|\s*\{#[^}]*\}\s*\Z|</?\w[^>]*>")


def parse(raw: bytes, name: str) -> Parsed:
    """Read a Markdown file."""
    return parse_markdown(decode_lines(raw, name))


def parse_markdown(text: str) -> Parsed:
    """Read Markdown: front matter, headings, fences, tables, and the plain text between them."""
    front = read_front_matter(text)
    blocks = [Block(start, end, "metadata") for start, end in trimmed(text, 0, front.end)]
    blocks += _Reader(text, front.end).blocks()
    first = next((block for block in blocks if block.kind == "heading"), None)
    heading = stated_title(plain_heading(text[first.start : first.end])) if first else None
    return Parsed(
        text,
        tuple(blocks),
        front.title or heading,
        front.published,
        "front matter" if front.title else "first heading" if heading else None,
        "front matter" if front.published else None,
    )


def plain_heading(markup: str) -> str:
    """Return a heading's text without links, emphasis and anchors."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", markup)).split())


class _Reader:
    """Goes through the lines once, and knows the headings it stands under."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._lines = list(line_spans(text, start, len(text)))
        self._path: list[tuple[int, str]] = []
        self._prose: Span | None = None
        self._prose_heading: str | None = None

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self._lines):
            structure, behind = self._structure(at)
            if behind > at:
                yield from self._flush()
                yield from structure
                at = behind
            else:
                start, end = self._lines[at]
                if self._prose is None:
                    self._prose, self._prose_heading = (start, end), self._heading_path()
                else:
                    self._prose = (self._prose[0], end)
                at += 1
        yield from self._flush()

    def _structure(self, at: int) -> tuple[list[Block], int]:
        """Return the blocks of what begins in line ``at`` and the line behind it; prose has none."""
        line = self._line(at)
        if fence := _FENCE.match(line):
            return self._code(at, fence[1])
        if line.lstrip().startswith("<!--"):
            return self._comment(at)
        if len(line) > _LONGEST_MARK_LINE:
            return [], at
        if heading := _HEADING.match(line):
            start, end = heading.span("text")
            return self._heading(at, len(heading[1]), start, end), at + 1
        if self._is_underlined(at):
            level = 1 if "=" in self._line(at + 1) else 2
            return self._heading(at, level, 0, len(line)), at + 2
        if _RULE.match(line):
            return [], at + 1
        if "|" in line and "|" in self._line(at + 1) and _TABLE_RULE.match(self._line(at + 1)):
            return self._table(at)
        return [], at

    def _line(self, at: int) -> str:
        return self._text[slice(*self._lines[at])] if at < len(self._lines) else ""

    def _heading_path(self) -> str | None:
        return " > ".join(title for _, title in self._path) or None

    def _flush(self) -> list[Block]:
        if self._prose is None:
            return []
        start, end = self._prose
        self._prose = None
        return text_blocks(self._text, start, end, heading=self._prose_heading)

    def _heading(self, at: int, level: int, start: int, end: int) -> list[Block]:
        offset = self._lines[at][0]
        spans = trimmed(self._text, offset + start, offset + end) if start >= 0 else []
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        blocks = [Block(first, last, "heading", None, self._heading_path()) for first, last in spans]
        if blocks:
            title = plain_heading(self._text[blocks[0].start : blocks[0].end])
            self._path.append((level, title))
        return blocks

    def _is_underlined(self, at: int) -> bool:
        line = self._line(at)
        begins = self._prose is None or not self._line(at - 1).strip()
        return (
            begins
            and bool(line.strip())
            and not _RULE.match(line)
            and bool(_UNDERLINE.match(self._line(at + 1)))
        )

    def _code(self, at: int, fence: str) -> tuple[list[Block], int]:
        closing = at + 1
        while closing < len(self._lines) and not self._line(closing).strip().startswith(fence):
            closing += 1
        start = self._lines[at][1]
        end = self._lines[closing][0] if closing < len(self._lines) else len(self._text)
        heading = self._heading_path()
        code = [Block(first, last, "code", None, heading) for first, last in trimmed(self._text, start, end)]
        return code, min(closing + 1, len(self._lines))

    def _comment(self, at: int) -> tuple[list[Block], int]:
        start = self._lines[at][0]
        closing = self._text.find("-->", start)
        end = len(self._text) if closing < 0 else closing + len("-->")
        behind = at + 1
        while behind < len(self._lines) and self._lines[behind][0] < end:
            behind += 1
        if self._text[end : self._lines[behind - 1][1]].strip():
            return [], at  # text goes on behind the comment: no block of its own
        return [Block(first, last, "metadata") for first, last in trimmed(self._text, start, end)], behind

    def _table(self, at: int) -> tuple[list[Block], int]:
        rows: list[Block] = []
        heading = self._heading_path()
        behind = at
        while "|" in self._line(behind):
            if behind != at + 1:
                spans = trimmed(self._text, *self._lines[behind])
                rows += [Block(start, end, "table_row", None, heading) for start, end in spans]
            behind += 1
        return rows, behind
