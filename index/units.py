"""A section of a document -> units that a chunk takes whole, with their sizes and what cuts cost."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.sentences import sentence_spans
from index.spans import Span, line_spans, trimmed
from index.tokens import count_tokens, word_piece_estimate
from index.types import Block

_UNCOUNTED_CHARACTERS = 1200
"""A longer stretch is too long without being counted: prose has four to six characters a token."""

# What a cut costs, where a chunk of the target size costs 1 and an almost empty one 2.
_BETWEEN_SENTENCES = 0.3
_BETWEEN_ITEMS = 0.3
_WITHIN_SENTENCE = 0.6
_BEFORE_LIST = 2.0
_BEHIND_HEADING = 8.0
_BEFORE_HEADING = -0.3

_CLAUSE_END = re.compile(r"[,;:)—–][\"'”’»]*\s")
_SPACE = re.compile(r"\s")
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_REGIONAL_INDICATORS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_LONGEST_CLUSTER = 20


class Limits(NamedTuple):
    """What a chunk may hold."""

    tokens: int
    pieces: int
    """Word pieces, as ``word_piece_estimate`` counts them."""


@dataclass(slots=True)
class Unit:
    """A block, or a part of one that is too long."""

    start: int
    end: int
    tokens: int
    pieces: int
    cut_cost: float
    """Of beginning a chunk here."""
    block: Block


class _Part(NamedTuple):
    start: int
    end: int
    tokens: int
    pieces: int
    cut_cost: float | None
    """None where the block decides."""

    def fits(self, limits: Limits) -> bool:
        return self.tokens <= limits.tokens and self.pieces <= limits.pieces


def units_of(text: str, section: Sequence[Block], limits: Limits) -> list[Unit]:
    """Return the units of neighbouring blocks: each within ``limits``, no visible character lost.

    The size of a unit includes what lies between it and the next.
    """
    units: list[Unit] = []
    for position, block in enumerate(section):
        before = section[position - 1] if position else None
        behind = section[position + 1] if position + 1 < len(section) else None
        introduces = behind is not None and behind.kind == "list_item" and block.kind == "paragraph"
        cost = _cost_of_cut(
            before, block, starts_table=position < 2 or section[position - 2].kind != block.kind
        )
        for part in _parts(text, block, limits, to_sentences=introduces):
            if units:
                _add_gap(text, units[-1], part.start)
            cut_cost = cost if part.cut_cost is None else part.cut_cost
            units.append(Unit(part.start, part.end, part.tokens, part.pieces, cut_cost, block))
    return units


def _add_gap(text: str, unit: Unit, next_start: int) -> None:
    """Count what lies between two units of one chunk: white space mostly, or markup that is in no block."""
    gap = text[unit.end : next_start]
    if gap.strip():
        tokens = count_tokens(gap)
        unit.tokens += tokens
        unit.pieces += word_piece_estimate(gap, tokens)
    elif "\n" in gap:
        unit.tokens += 1


def _cost_of_cut(before: Block | None, block: Block, *, starts_table: bool) -> float:
    if before is None:
        return 0.0
    if before.kind == "heading":
        return _BEHIND_HEADING
    if block.kind == "heading":
        return _BEFORE_HEADING
    if block.kind == before.kind and block.kind in ("list_item", "table_row"):
        behind_head_row = block.kind == "table_row" and starts_table
        return _BEFORE_LIST if behind_head_row else _BETWEEN_ITEMS
    return _BEFORE_LIST if block.kind == "list_item" else 0.0


def _parts(text: str, block: Block, limits: Limits, *, to_sentences: bool) -> Iterator[_Part]:
    """Yield the block whole or, where too long, its parts.

    The first has no cost of its own: what the block costs counts there.
    """
    for start, end in trimmed(text, block.start, block.end):
        whole = None if to_sentences else _measured(text, start, end)
        if whole and whole.fits(limits):
            yield whole
            return
        cost: float | None = None
        for span in _pauses(text, block, start, end):
            part = _measured(text, *span, cost)
            if part and part.fits(limits):
                yield part
            else:
                yield from _cut(text, *span, limits, cost)
            cost = _BETWEEN_SENTENCES


def _pauses(text: str, block: Block, start: int, end: int) -> Iterator[Span]:
    if block.kind in ("code", "table_row"):
        for line in line_spans(text, start, end):
            yield from trimmed(text, *line)
    else:
        yield from sentence_spans(text, start, end)


def _measured(text: str, start: int, end: int, cut_cost: float | None = None) -> _Part | None:
    """Return the stretch with its size, or None where it is too long whatever its tokens."""
    if end - start > _UNCOUNTED_CHARACTERS:
        return None
    piece = text[start:end]
    tokens = count_tokens(piece)
    return _Part(start, end, tokens, word_piece_estimate(piece, tokens), cut_cost)


def _cut(text: str, start: int, end: int, limits: Limits, first_cost: float | None) -> Iterator[_Part]:
    """Halve what is too long, best at a clause or a word, until half a chunk holds it."""
    half = Limits(limits.tokens // 2, limits.pieces // 2)
    cost = first_cost
    stack = [(start, end)]
    while stack:
        for start, end in trimmed(text, *stack.pop()):
            part = _measured(text, start, end, cost)
            if part and (end - start < 2 or part.fits(half)):
                yield part
                cost = _WITHIN_SENTENCE
            else:
                middle = _place_to_cut(text, start, end)
                stack += [(middle, end), (start, middle)]


def _place_to_cut(text: str, start: int, end: int) -> int:
    middle = (start + end) // 2
    reach = min((end - start) // 3, 200)
    for pattern in (_CLAUSE_END, _SPACE):
        places = [match.end() for match in pattern.finditer(text, middle - reach, middle + reach)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    for place in range(middle, max(start, middle - _LONGEST_CLUSTER), -1):
        if not _joined(text, start, place):
            return place
    return middle


def _joined(text: str, start: int, place: int) -> bool:
    """Tell whether a cut at ``place`` would tear one visible character apart."""
    left, right = text[place - 1], text[place]
    return (
        unicodedata.category(right).startswith("M")
        or _ZERO_WIDTH_JOINER in (left, right)
        or right in _SKIN_TONES
        or (right in _REGIONAL_INDICATORS and _length_of_flags(text, start, place) % 2 == 1)
    )


def _length_of_flags(text: str, start: int, end: int) -> int:
    """Return how many regional indicators, of which two make a flag, stand before ``end``."""
    first = end
    while first > start and text[first - 1] in _REGIONAL_INDICATORS:
        first -= 1
    return end - first
