"""Document -> chunks: passages of some 160 tokens with exact offsets, cut where the text itself pauses.

A document falls into sections (a new outermost heading begins one), a section into units: blocks, or the
sentences of a block that is too long for one chunk. Which neighbouring units make a chunk is then the
cheapest way to cut the section, found by dynamic programming: each chunk costs something, more the farther
it is below the target, and so does each cut, by what it tears apart.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from index.tokens import count_tokens, word_piece_estimate
from index.types import Block, ChunkSpan, Document
from index.units import Limits, Unit, units_of

TARGET_TOKENS = 160
MAX_TOKENS = 185
MODEL_WORD_PIECES = 254
"""What an encoder of 256 positions takes besides its two special ones."""

HEADER_PART_BYTES = 80
"""Title and heading are cut at this many UTF-8 bytes each, so that the header leaves room for the text."""


def with_header(text: str, *, title: str, published: str | None, heading: str | None) -> str:
    """Return ``text`` behind a line of title, date and heading: what is embedded and read.

    Nothing is said twice: a title with which the text begins is left out, and one with which the heading
    path begins is left out there. A long title is cut at its end, a long path at its outermost headings.
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
    limits = Limits(MAX_TOKENS, room)
    units = units_of(document.text, section, limits)
    for first, behind in pairwise(_cheapest_cuts(units, limits)):
        head = units[first]
        yield ChunkSpan(
            head.start, units[behind - 1].end, head.block.page, head.block.heading, head.block.place
        )


def _room(document: Document, heading: str | None) -> int:
    """Return how many word pieces the header leaves."""
    header = _header(document.title, document.published, heading, "")
    return MODEL_WORD_PIECES - (word_piece_estimate(header, count_tokens(header)) if header else 0)


def _cheapest_cuts(units: Sequence[Unit], limits: Limits) -> list[int]:
    """Return where the chunks begin, as indexes of units, and the number of units at the end."""
    tokens = [0, *accumulate(unit.tokens for unit in units)]
    pieces = [0, *accumulate(unit.pieces for unit in units)]
    best = [0.0]
    began = [0]
    for end in range(1, len(units) + 1):
        cheapest, cheapest_begin = float("inf"), end - 1
        for begin in range(end - 1, -1, -1):
            size = tokens[end] - tokens[begin]
            if begin < end - 1 and (size > limits.tokens or pieces[end] - pieces[begin] > limits.pieces):
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
