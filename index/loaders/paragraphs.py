"""The shape of plain text: paragraphs, and lists, whether marked or only implied."""

import re
from collections.abc import Iterator, Sequence

from index.spans import Span, line_spans, trimmed
from index.types import Block, BlockKind

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_MARKER = re.compile(r"[^\S\n]*(?:[-*+•‣◦▪]|\(?(?:\d{1,3}|[A-Za-z])[.)])[^\S\n]+\S")
_SENTENCE_END = re.compile(r"[.!?…:。！？]['\"”’»)\]]*\Z")
_LAST_OF_CLAUSES = re.compile(r"[;,](?:\s+(?:and|or))?\Z")
_TAIL_ITEM = re.compile(r":\s+(?=[^\s:.!?]+[^:.!?]*\Z)")
_LONGEST_ITEM_WORDS = 25
_FEWEST_ITEMS = 2


def text_blocks(
    text: str, start: int = 0, end: int | None = None, *, page: int | None = None, heading: str | None = None
) -> list[Block]:
    """Return the blocks of plain text in ``text[start:end]``: paragraphs and list items.

    Blank lines part paragraphs; a paragraph of several lines is one. Items are lines with a marker, and
    short paragraphs, or capitalised lines, without a full stop behind one that ends in a colon.
    """
    spans = list(_paragraphs(text, start, len(text) if end is None else end))
    pieces: list[tuple[Span, BlockKind]] = []
    at = 0
    while at < len(spans):
        following = _implied_items(text, spans, at)
        if following:
            pieces += _introduction(text, spans[at])
            pieces += [(span, "list_item") for span in following]
        else:
            pieces += _lines(text, spans[at])
        at += 1 + len(following)
    return [Block(first, last, kind, page, heading) for (first, last), kind in pieces]


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    for gap in _BLANK_LINES.finditer(text, start, end):
        yield from trimmed(text, start, gap.start())
        start = gap.end()
    yield from trimmed(text, start, end)


def _implied_items(text: str, spans: Sequence[Span], introduction: int) -> list[Span]:
    """Return the paragraphs that the one before them introduces as a list, or none."""
    start, end = spans[introduction]
    said = text[max(start, end - 300) : end]
    if not (said.endswith(":") or _TAIL_ITEM.search(said)) or _MARKER.match(said):
        return []
    items: list[Span] = []
    for first, last in (spans[at] for at in range(introduction + 1, len(spans))):
        item = text[first:last]
        previous = text[items[-1][0] : items[-1][1]] if items else ""
        closes_clauses = bool(_LAST_OF_CLAUSES.search(previous)) and item.endswith(".")
        if not _is_item(item) and not closes_clauses:
            break
        items.append((first, last))
        if closes_clauses:
            break
    return items if len(items) >= _FEWEST_ITEMS else []


def _is_item(line: str) -> bool:
    return (
        "\n" not in line
        and not _SENTENCE_END.search(line)
        and not _MARKER.match(line)
        and len(line.split()) <= _LONGEST_ITEM_WORDS
    )


def _introduction(text: str, span: Span) -> list[tuple[Span, BlockKind]]:
    """Part "…these: First item" into the line that introduces and the item that runs on behind it."""
    start, end = span
    tail = _TAIL_ITEM.search(text, start, end)
    if tail is None or text[start:end].endswith(":"):
        return [(span, "paragraph")]
    return [((start, tail.start() + 1), "paragraph"), ((tail.end(), end), "list_item")]


def _lines(text: str, span: Span) -> list[tuple[Span, BlockKind]]:
    """Part a paragraph at its list lines; wrapped lines stay with the item they continue."""
    start, end = span
    lines = [line for whole in line_spans(text, start, end) for line in trimmed(text, *whole)]
    marked = [bool(_MARKER.match(text, *line)) for line in lines]
    if _has_marked_list(text, lines, marked):
        begins = marked
    elif _is_bare_list([text[first:last].strip() for first, last in lines]):
        begins = [False] + [True] * (len(lines) - 1)
    else:
        return [(span, "paragraph")]
    pieces: list[tuple[Span, BlockKind]] = []
    for line, is_item in zip(lines, begins, strict=True):
        if is_item or not pieces:
            pieces.append((line, "list_item" if is_item else "paragraph"))
        else:
            pieces[-1] = ((pieces[-1][0][0], line[1]), pieces[-1][1])
    return pieces


def _has_marked_list(text: str, lines: Sequence[Span], marked: Sequence[bool]) -> bool:
    """Tell list lines from prose in which a wrapped line happens to begin with a dash or a number."""
    if not any(marked):
        return False
    first = marked.index(True)
    introduced = first == 0 or text[slice(*lines[first - 1])].endswith(":")
    return introduced or sum(marked) >= _FEWEST_ITEMS


def _is_bare_list(lines: Sequence[str]) -> bool:
    items = lines[1:]
    return (
        lines[0].endswith(":")
        and len(items) >= _FEWEST_ITEMS
        and all(_is_item(item) and (item[0].isupper() or item[0].isdecimal()) for item in items)
    )
