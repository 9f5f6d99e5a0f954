"""Document -> chunks: passages of some 160 tokens with exact offsets, cut where the text itself pauses.

A document falls into sections (a new outermost heading begins one), a section into units: blocks, or the
sentences of a block that is too long for one chunk. Which neighbouring units make a chunk is then the
cheapest way to cut the section, found by dynamic programming: each chunk costs something, more the farther
it is below the target, and so does each cut, by what it tears apart.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from index.sentences import sentence_spans
from index.tokens import count_tokens, word_piece_estimate
from index.types import Block, ChunkSpan, Document

TARGET_TOKENS = 160
MAX_TOKENS = 185
MODEL_WORD_PIECES = 254
"""What an encoder of 256 positions takes besides its two special ones."""

HEADER_PART_BYTES = 80
"""Title and heading are cut at this many UTF-8 bytes each, so that the header leaves room for the text."""

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

Span = tuple[int, int]


class _Part(NamedTuple):
    start: int
    end: int
    tokens: int
    pieces: int
    """Word pieces, estimated high."""
    cut_cost: float | None
    """Of beginning a chunk here; None where the block decides."""

    def fits(self, tokens: int, pieces: int) -> bool:
        return self.tokens <= tokens and self.pieces <= pieces


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    tokens: int
    pieces: int
    cut_cost: float
    block: Block


def with_header(text: str, *, title: str, published: str | None, heading: str | None) -> str:
    """Return ``text`` behind a line of title, date and heading: what is embedded and read.

    A title with which the text or the heading begins is left out; long ones are cut.
    """
    header = _header(title, published, heading, text)
    return f"{header}\n{text}" if header else text


def chunk_document(document: Document) -> tuple[ChunkSpan, ...]:
    """Cut a document into chunks, in order and without overlap.

    Together they hold every character of every block but metadata, white space aside. No chunk is blank or
    begins or ends with white space. With its header a chunk has at most 256 BERT word pieces.
    """
    chunks: list[ChunkSpan] = []
    for section in _sections(document.blocks):
        chunks.extend(_chunk_section(document, section))
    return tuple(chunks)


def _header(title: str, published: str | None, heading: str | None, text: str) -> str:
    if heading and (heading == title or heading.startswith(f"{title} > ")):
        heading = heading[len(title) :].removeprefix(" > ")
    if text.startswith(title.removesuffix("…").rstrip()):
        title = ""
    parts = (_cut_bytes(title), published, _cut_bytes(heading or "", keep_end=True))
    return " | ".join(part for part in parts if part)


def _cut_bytes(text: str, *, keep_end: bool = False) -> str:
    """Return ``text``, or of a long one its beginning or, of a heading path, its innermost end."""
    raw = text.encode()
    if len(raw) <= HEADER_PART_BYTES:
        return text
    cut = raw[-HEADER_PART_BYTES:] if keep_end else raw[:HEADER_PART_BYTES]
    return cut.decode(errors="ignore")


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks that a chunk may span; metadata parts them."""
    searched = [block for block in blocks if block.kind != "metadata"]
    depth = _common_depth(searched)
    section: list[Block] = []
    current: str | None = None
    pending: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            pending.append(block)
            continue
        key = (block.heading or "").split(" > ")[depth : depth + 1]
        name = key[0] if key else None
        if block.kind == "metadata" or name != current:
            if section:
                yield section
            section = []
            current = name
        if block.kind == "metadata":
            if pending:
                yield pending
        else:
            section += [*pending, block]
        pending = []
    if section or pending:
        yield section + pending


def _common_depth(blocks: Sequence[Block]) -> int:
    """Return how many outermost headings all text of the document shares: those part nothing."""
    paths = [(block.heading or "").split(" > ") for block in blocks if block.kind != "heading"]
    if not paths:
        return 0
    first, last = min(paths), max(paths)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return shared


def _chunk_section(document: Document, section: Sequence[Block]) -> Iterator[ChunkSpan]:
    room = min(_room(document, heading) for heading in {block.heading for block in section})
    units = _units(document.text, section, room)
    for first, behind in pairwise(_cheapest_cuts(units, room)):
        head = units[first]
        yield ChunkSpan(head.start, units[behind - 1].end, head.block.page, head.block.heading)


def _room(document: Document, heading: str | None) -> int:
    """Return how many word pieces the header leaves."""
    header = _header(document.title, document.published, heading, "")
    return MODEL_WORD_PIECES - (word_piece_estimate(header, count_tokens(header)) if header else 0)


def _units(text: str, section: Sequence[Block], room: int) -> list[_Unit]:
    units: list[_Unit] = []
    for position, block in enumerate(section):
        before = section[position - 1] if position else None
        behind = section[position + 1] if position + 1 < len(section) else None
        introduces = behind is not None and behind.kind == "list_item" and block.kind == "paragraph"
        cost = _cost_of_cut(
            before, block, starts_table=position < 2 or section[position - 2].kind != block.kind
        )
        for part in _parts(text, block, room, to_sentences=introduces):
            if units:
                _add_gap(text, units[-1], part.start)
            cut_cost = cost if part.cut_cost is None else part.cut_cost
            units.append(_Unit(part.start, part.end, part.tokens, part.pieces, cut_cost, block))
    return units


def _add_gap(text: str, unit: _Unit, next_start: int) -> None:
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


def _parts(text: str, block: Block, room: int, *, to_sentences: bool) -> Iterator[_Part]:
    """Yield the block whole or, where too long, its parts.

    The first has no cost of its own: what the block costs counts there.
    """
    whole = _trimmed(text, block.start, block.end)
    if whole is None:
        return
    start, end = whole
    part = None if to_sentences else _measured(text, start, end)
    if part and part.fits(MAX_TOKENS, room):
        yield part
        return
    by_line = block.kind in ("code", "table_row")
    cost: float | None = None
    for span in _lines(text, start, end) if by_line else sentence_spans(text, start, end):
        part = _measured(text, *span, cost)
        if part and part.fits(MAX_TOKENS, room):
            yield part
        else:
            yield from _cut(text, *span, room, cost)
        cost = _BETWEEN_SENTENCES


def _measured(text: str, start: int, end: int, cut_cost: float | None = None) -> _Part | None:
    """Return the stretch with its size, or None where it is too long whatever its tokens."""
    if end - start > _UNCOUNTED_CHARACTERS:
        return None
    piece = text[start:end]
    tokens = count_tokens(piece)
    return _Part(start, end, tokens, word_piece_estimate(piece, tokens), cut_cost)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop + 1
        if line := _trimmed(text, start, stop):
            yield line
        start = stop


def _cut(text: str, start: int, end: int, room: int, first_cost: float | None) -> Iterator[_Part]:
    """Halve what is too long, best at a clause or a word, until half a chunk holds it."""
    cost = first_cost
    stack = [(start, end)]
    while stack:
        span = _trimmed(text, *stack.pop())
        if span is None:
            continue
        start, end = span
        part = _measured(text, start, end, cost)
        if part and (end - start < 2 or part.fits(TARGET_TOKENS // 2, room // 2)):
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
        if not _joined(text, place):
            return place
    return middle


def _joined(text: str, place: int) -> bool:
    """Tell whether a cut at ``place`` would tear one visible character apart."""
    left, right = text[place - 1], text[place]
    return (
        unicodedata.category(right).startswith("M")
        or _ZERO_WIDTH_JOINER in (left, right)
        or right in _SKIN_TONES
        or (right in _REGIONAL_INDICATORS and _length_of_flags(text, place) % 2 == 1)
    )


def _length_of_flags(text: str, end: int) -> int:
    """Return how many regional indicators, of which two make a flag, stand before ``end``."""
    start = end
    while start and text[start - 1] in _REGIONAL_INDICATORS:
        start -= 1
    return end - start


def _cheapest_cuts(units: Sequence[_Unit], room: int) -> list[int]:
    """Return where the chunks begin, as indexes of units, and the number of units at the end."""
    tokens = [0, *accumulate(unit.tokens for unit in units)]
    pieces = [0, *accumulate(unit.pieces for unit in units)]
    best = [0.0]
    began = [0]
    for end in range(1, len(units) + 1):
        cheapest, cheapest_begin = float("inf"), end - 1
        for begin in range(end - 1, -1, -1):
            size = tokens[end] - tokens[begin]
            if begin < end - 1 and (size > MAX_TOKENS or pieces[end] - pieces[begin] > room):
                break
            shortfall = max(0.0, 1 - size / TARGET_TOKENS)
            cost = best[begin] + units[begin].cut_cost + 1 + shortfall * shortfall
            if cost < cheapest:
                cheapest, cheapest_begin = cost, begin
        best.append(cheapest)
        began.append(cheapest_begin)
    cuts = [len(units)]
    while cuts[-1] > 0:
        cuts.append(began[cuts[-1]])
    return cuts[::-1]
