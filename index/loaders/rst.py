"""reStructuredText. Nothing is stripped: offsets hold in the file as it is written."""

import re
from collections.abc import Iterator

from index.loaders.dates import iso_date
from index.loaders.decode import decode_lines
from index.loaders.paragraphs import text_blocks
from index.loaders.parsed import Parsed
from index.loaders.titles import stated_title
from index.spans import line_spans, trimmed
from index.types import Block, BlockKind

_ADORNMENT = re.compile(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*\Z")
_FIELD = re.compile(r":(?P<name>[\w -]+):[ \t]+(?P<value>\S.*)\Z")
_EXPLICIT = re.compile(r"\.\. ")
_TELLING_DIRECTIVE = re.compile(
    r"\.\. (?:note|warning|tip|important|caution|danger|hint|attention|error|admonition|topic|sidebar|"
    r"versionadded|versionchanged|deprecated|seealso|epigraph|pull-quote|glossary)::",
    re.IGNORECASE,
)
_CODE_DIRECTIVE = re.compile(r"\.\. (?:code(?:-block)?|sourcecode|parsed-literal)::", re.IGNORECASE)


def parse(raw: bytes, name: str) -> Parsed:
    """Read a reStructuredText file: sections, fields at its head, literal blocks, and the text between."""
    return _Reader(decode_lines(raw, name)).parsed()


class _Reader:
    """Goes through the lines once, and knows the headings it stands under."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = list(line_spans(text, 0, len(text)))
        self._styles: list[str] = []
        self._path: list[tuple[int, str]] = []
        self._fields: dict[str, str] = {}
        self._in_head = True

    def parsed(self) -> Parsed:
        blocks = tuple(self._blocks())
        heading = next((block for block in blocks if block.kind == "heading"), None)
        title = stated_title(self._text[heading.start : heading.end]) if heading else None
        published = iso_date(self._fields.get("date"))
        return Parsed(
            self._text,
            blocks,
            title,
            published,
            "first heading" if title else None,
            "field date" if published else None,
        )

    def _blocks(self) -> Iterator[Block]:
        at = 0
        prose = 0
        while at < len(self._lines):
            behind, special = self._special(at)
            if behind > at:
                heading = self._heading_path()
                yield from self._prose(prose, at, heading)
                yield from special
                prose = at = behind
            else:
                self._in_head = self._in_head and not self._line(at).strip()
                at += 1
        yield from self._prose(prose, at, self._heading_path())

    def _special(self, at: int) -> tuple[int, Iterator[Block]]:
        """Return the line behind what begins in line ``at`` and isn't prose, with its blocks."""
        line = self._line(at)
        if title_lines := self._title(at):
            return title_lines, self._heading(at, title_lines)
        if self._in_head and (field := _FIELD.match(line)):
            self._fields.setdefault(field["name"].lower(), field["value"])
            return at + 1, self._spanning(at, at + 1, "metadata")
        if _CODE_DIRECTIVE.match(line.lstrip()):
            return self._indented(at), self._spanning(at + 1, self._indented(at), "code")
        if _EXPLICIT.match(line) and not _TELLING_DIRECTIVE.match(line):
            return self._indented(at), self._spanning(at, self._indented(at), "metadata")
        if at and self._line(at - 1).strip() == "" and self._opens_literal(at):
            behind = self._indented(at - 1)
            return behind, self._spanning(at, behind, "code")
        return at, iter(())

    def _title(self, at: int) -> int:
        """Return the line behind a section title that begins in line ``at``, 0 where none does."""
        line, below = self._line(at).rstrip(), self._line(at + 1).rstrip()
        if _ADORNMENT.match(line) and below.strip() and _ADORNMENT.match(self._line(at + 2)):
            return at + 3 if self._line(at + 2).rstrip() == line else 0
        begins = at == 0 or not self._line(at - 1).strip()
        is_title = line and not line[0].isspace() and not _ADORNMENT.match(line)
        if begins and is_title and _ADORNMENT.match(below) and len(below) >= min(len(line), 4):
            return at + 2
        return 0

    def _heading(self, at: int, behind: int) -> Iterator[Block]:
        over = behind - at == len(("line above", "title", "line below"))
        style = self._line(behind - 1)[0] * (2 if over else 1)
        if style not in self._styles:
            self._styles.append(style)
        level = self._styles.index(style)
        self._path = [(depth, title) for depth, title in self._path if depth < level]
        for start, end in trimmed(self._text, *self._lines[behind - 2]):
            yield Block(start, end, "heading", None, self._heading_path())
            self._path.append((level, self._text[start:end]))

    def _indented(self, at: int) -> int:
        """Return the line behind the lines below ``at`` that are indented or blank."""
        behind = at + 1
        while behind < len(self._lines) and not self._line(behind)[:1].strip():
            behind += 1
        return behind

    def _opens_literal(self, at: int) -> bool:
        if not self._line(at)[:1].isspace():
            return False
        above = at - 1
        while above >= 0 and not self._line(above).strip():
            above -= 1
        opener = self._line(above) if above >= 0 else ""
        return opener.rstrip().endswith("::") and not _EXPLICIT.match(opener.lstrip())

    def _spanning(self, first: int, behind: int, kind: BlockKind) -> Iterator[Block]:
        if first >= behind or first >= len(self._lines):
            return
        start, end = self._lines[first][0], self._lines[min(behind, len(self._lines)) - 1][1]
        heading = self._heading_path()
        yield from (Block(*span, kind, None, heading) for span in trimmed(self._text, start, end))

    def _prose(self, first: int, behind: int, heading: str | None) -> Iterator[Block]:
        if first < behind:
            start, end = self._lines[first][0], self._lines[behind - 1][1]
            yield from text_blocks(self._text, start, end, heading=heading)

    def _line(self, at: int) -> str:
        return self._text[slice(*self._lines[at])] if 0 <= at < len(self._lines) else ""

    def _heading_path(self) -> str | None:
        return " > ".join(title for _, title in self._path) or None
