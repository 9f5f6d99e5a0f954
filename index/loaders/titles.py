"""A document's title: what it states, else its first sentence."""

import re
from collections.abc import Sequence

from index.sentences import sentence_spans
from index.types import Block

LONGEST_TITLE = 80
FILE_NAME = "file name"
"""Where a title came from that isn't in the file. A table's first cells would be a worse one."""
_LONGEST_STATED = 200
_JUNK = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|document\d*|slide \d+|title|home|index|"
    r"[\w .()-]+\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|tex|dvi|indd|qxd|html?|txt|md))",
    re.IGNORECASE,
)
_SEARCHED_CHARACTERS = 2000


def stated_title(value: object) -> str | None:
    """Return a title from metadata on one line, or None if it says nothing, like "untitled" or "x.doc"."""
    if not isinstance(value, str):
        return None
    title = " ".join(value.split())
    return None if not title or _JUNK.fullmatch(title) else shortened(title, _LONGEST_STATED)


def title_from_text(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the first heading, else the first sentence cut at 80 characters; None without any text."""
    told = [block for block in blocks if block.kind != "metadata"]
    for block in told:
        if block.kind == "heading":
            return shortened(" ".join(text[block.start : block.end].split()), _LONGEST_STATED)
    for block in told:
        spans = sentence_spans(text, block.start, min(block.end, block.start + _SEARCHED_CHARACTERS))
        if spans:
            start, end = spans[0]
            return shortened(" ".join(text[start:end].split()), LONGEST_TITLE)
    return None


def shortened(text: str, longest: int) -> str:
    """Return ``text`` cut before a word, with "…", to at most ``longest`` characters."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    if not text[longest - 1].isspace() and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:–—-") + "…"
