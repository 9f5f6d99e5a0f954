"""Stretches of a text as (start, end) offsets of its code points."""

from collections.abc import Iterator

Span = tuple[int, int]


def trimmed(text: str, start: int, end: int) -> list[Span]:
    """Return the span without the white space around it: none where nothing else is in it."""
    piece = text[start:end]
    stripped = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return [(start, start + len(stripped))] if stripped else []


def line_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the lines of ``text[start:end]`` without their line breaks; a last empty one isn't there."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1
