"""From a span of a document to what is quoted for it: whole sentences, and a list's introduction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.sentences import sentence_spans
from index.types import Block, Document

LONGEST_SENTENCE = 600
"""Characters. A longer one (a table, a log, text without full stops) is cut around the span."""
LONGEST_INTRODUCTION = 300
MOST_ITEM_SENTENCES = 3
"""An item with more is a section, of a contract for instance, and isn't told with its neighbours."""
LONGEST_LIST_QUOTE = 700

_MARKER = re.compile(r"\s*(?:[-*+•‣◦▪–]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+")
_ANSWER_MARK = re.compile(r"\A(?:A|Answer):\s+")
"""What an FAQ writes before an answer."""
_CLOSING = ".!?…:;,。！？\"'”’»)]"

Stretch = tuple[int, int]
"""Start and end in a document's text."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What is quoted: ``document.text[start:end]``."""

    start: int
    end: int
    page: int | None
    """On which it starts."""
    place: str | None
    """Where it starts in a format that has other places than pages."""
    parts: tuple[Stretch, ...]
    """Those stretches of it that say the answer, in order: its sentences, or introduction and items."""


def quote_around(document: Document, start: int, end: int, *, within: Stretch) -> Quote:
    """Return the sentences that hold ``document.text[start:end]``.

    Where that is an item of a list, the line that introduces the list comes too.

    Args:
        document: The document.
        start: Where the span begins.
        end: Where it ends.
        within: The passage; an introduction is taken only if it lies there and is short.
    """
    blocks = _blocks(document, *within)
    touched = [i for i, block in enumerate(blocks) if block.start < end and start < block.end]
    if not touched:
        return Quote(start, end, None, None, ((start, end),))
    parts = [
        sentence
        for i in touched
        for sentence in sentence_spans(document.text, *_without_marker(document.text, blocks[i]))
        if sentence[0] < end and start < sentence[1]
    ] or [(blocks[touched[0]].start, blocks[touched[-1]].end)]  # nothing but the mark of an item
    introduction = _introduction(document.text, blocks, touched[0])
    if introduction and introduction[0] >= within[0] and parts[-1][1] - introduction[0] <= LONGEST_LIST_QUOTE:
        parts.insert(0, introduction)
    elif parts[-1][1] - parts[0][0] > LONGEST_SENTENCE:
        parts = [_cut(document.text, parts[0][0], parts[-1][1], start, end)]
    first = next((block for block in blocks if block.start <= parts[0][0] < block.end), None)
    page, place = (first.page, _place(document, first)) if first else (None, None)
    return Quote(parts[0][0], parts[-1][1], page, place, tuple(parts))


def _place(document: Document, block: Block) -> str | None:
    """Return where a block stands in a document without pages: its own place, else its headings."""
    if block.place is not None or block.page is not None or block.heading is None:
        return block.place
    return None if block.heading == document.title else block.heading.removeprefix(f"{document.title} > ")


def spoken(document: Document, quote: Quote) -> str:
    """Return the parts of a quote as running text, on one line; list items are parted by semicolons."""
    said = ""
    for start, end in quote.parts:
        part = " ".join(_ANSWER_MARK.sub("", document.text[start:end]).split())
        separator = "" if not said else " " if said[-1] in _CLOSING else "; "
        said = f"{said}{separator}{part}"
    return said


def list_items(document: Document, start: int, end: int, *, within: Stretch) -> tuple[Stretch, ...]:
    """Return every item of the list that ``document.text[start:end]`` is in, in order, without their markers.

    The sentence that introduces a list counts as part of it.

    Args:
        document: The document.
        start: Where the span begins.
        end: Where it ends.
        within: The passage; a list that goes on outside it is returned as far as it lies in it.

    Returns:
        None of them where the span doesn't lie in a list, or where its items are the sections of a text.
    """
    blocks = _blocks(document, *within)
    at = next((i for i, block in enumerate(blocks) if block.start <= start and end <= block.end), None)
    if at is None:
        return ()
    if blocks[at].kind == "list_item":
        at = _first_item(blocks, at)
    else:
        at += 1
        introduction = _introduction(document.text, blocks, at) if at < len(blocks) else None
        if introduction is None or start < introduction[0]:
            return ()
    blocks = list(takewhile(lambda block: block.kind == "list_item", blocks[at:]))
    items = tuple(_without_marker(document.text, block) for block in blocks)
    longest = max((len(sentence_spans(document.text, *item)) for item in items), default=0)
    return items if longest <= MOST_ITEM_SENTENCES else ()


def introduced_items(document: Document, end: int, *, within: Stretch) -> tuple[Stretch, ...]:
    """Return the items of the list that a sentence ending at ``end`` with a colon introduces, if it does."""
    if document.text[end - 1] != ":":
        return ()
    behind = [block for block in _blocks(document, *within) if block.start >= end]
    if not behind or behind[0].kind != "list_item":
        return ()
    return list_items(document, behind[0].start, behind[0].end, within=within)


def _blocks(document: Document, start: int, end: int) -> list[Block]:
    return [b for b in document.blocks if b.kind != "metadata" and b.start < end and start < b.end]


def _first_item(blocks: Sequence[Block], at: int) -> int:
    """Return where the run of list items begins in which block ``at`` stands."""
    while at > 0 and blocks[at - 1].kind == "list_item":
        at -= 1
    return at


def _introduction(text: str, blocks: Sequence[Block], at: int) -> Stretch | None:
    """Return the sentence that introduces the list of which block ``at`` is an item."""
    before = _first_item(blocks, at) - 1
    if blocks[at].kind != "list_item" or before < 0 or blocks[before].kind == "heading":
        return None
    start, end = sentence_spans(text, blocks[before].start, blocks[before].end)[-1]
    return (start, end) if text[end - 1] == ":" and end - start <= LONGEST_INTRODUCTION else None


def _without_marker(text: str, item: Block) -> Stretch:
    marker = _MARKER.match(text, item.start, item.end)
    return (marker.end() if marker else item.start, item.end)


def _cut(text: str, first: int, last: int, start: int, end: int) -> Stretch:
    """Return the part of ``text[first:last]`` around ``text[start:end]`` that is short enough to quote."""
    margin = max(0, LONGEST_SENTENCE - (end - start)) // 2
    left, right = max(first, start - margin), min(last, end + margin)
    while first < left < start and not text[left - 1].isspace():
        left += 1
    while end < right < last and not text[right].isspace():
        right -= 1
    while left < start and text[left].isspace():
        left += 1
    while end < right and text[right - 1].isspace():
        right -= 1
    return left, right
