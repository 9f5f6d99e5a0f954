"""Plain text: .txt."""

import re

from index.loaders.dates import DATE_PATTERN, iso_from_match
from index.loaders.decode import decode_lines
from index.loaders.paragraphs import text_blocks
from index.loaders.parsed import Parsed
from index.loaders.titles import stated_title
from index.spans import trimmed
from index.types import Block

_DATE = re.compile(rf"\s*(?:date|published(?:[ ]on)?)\b[ \t]*[:=]?[ \t]*{DATE_PATTERN}", re.IGNORECASE)
_FIELD = re.compile(r"\s*(title|author|source|url)[ \t]*:[ \t]*(\S[^\n]{0,200})(?:\n|\Z)", re.IGNORECASE)


def parse(raw: bytes, name: str) -> Parsed:
    """Read a text file."""
    return parse_text(decode_lines(raw, name))


def parse_text(text: str) -> Parsed:
    """Read text whose first lines may state a date (with text behind it or not), a title or a source."""
    published: str | None = None
    title: str | None = None
    head: list[Block] = []
    at = 0
    while True:
        if (found := _DATE.match(text, at)) and (date := iso_from_match(found)):
            published = published or date
        elif found := _FIELD.match(text, at):
            if found[1].lower() == "title":
                title = title or stated_title(found[2])
        else:
            break
        head += [Block(start, end, "metadata") for start, end in trimmed(text, at, found.end())]
        at = found.end()
    return Parsed(
        text,
        (*head, *text_blocks(text, at)),
        title,
        published,
        "first lines" if title else None,
        "first lines" if published else None,
    )
