"""Where the text of a page stands -> the order in which a person reads it: columns, tables, margins.

A PDF file or a scan places words; what is a column or a row of a table, only the gaps between them tell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.loaders.page_lines import Line, Paragraph, continued, paragraphs

_SAME_ROW = 0.3
"""Of the font's height: how far baselines of one row may be apart."""

_JUSTIFIED_GAP = 1.2
_ALIGNED = 3.0
_FEWEST_LINES = 5
_FEWEST_ROWS = 2
_PROSE_WIDTH = 0.6
_PROSE_CHARACTERS = 20
_MAY_CROSS = 0.2
"""Of all lines: headings and figures may go across both columns."""

_MARGIN_LINES = 2
_FEWEST_PAGES = 3
_RUNNING_SHARE = 0.6
_MARKER = re.compile(r"[-*+•‣◦▪–o]|\(?(?:\d{1,3}|[A-Za-z])[.)]")
_NUMBER = re.compile(r"[^\w\s]{0,2}\d[\d.,' ]*[^\w\s]{0,2}")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are read one after the other: of one column, or the rows of a table."""

    lines: tuple[Line, ...]
    table: bool = False


def regions(pieces: Sequence[Line]) -> list[Region]:
    """Return what stands on a page, in reading order.

    Args:
        pieces: Stretches of lines without a wide gap in them, in the order of the file.
    """
    rows = _rows(pieces)
    gutter = _gutter([piece for row in rows for piece in _closed(row)])
    if gutter is None:
        return _tables_and_text(rows)
    found: list[Region] = []
    left: list[Sequence[Line]] = []
    right: list[Sequence[Line]] = []
    for row in sorted(rows, key=lambda row: -row[0].baseline):
        if any(piece.left < gutter < piece.right for piece in row):
            found += [*_tables_and_text(left), *_tables_and_text(right), *_tables_and_text([row])]
            left, right = [], []
        else:
            left += [side] if (side := [piece for piece in row if piece.right <= gutter]) else []
            right += [side] if (side := [piece for piece in row if piece.left >= gutter]) else []
    return [*found, *_tables_and_text(left), *_tables_and_text(right)]


def page_paragraphs(found: Iterable[Region]) -> list[Paragraph]:
    """Return the paragraphs and table rows of a page; one may go on from a column to the next."""
    result: list[Paragraph] = []
    for region in found:
        if region.table:
            result += (
                Paragraph(line.text, line.size, row=True, goes_on=position > 0)
                for position, line in enumerate(region.lines)
            )
            continue
        grouped = paragraphs(region.lines)
        whole = continued(result[-1], grouped[0]) if result and grouped and not result[-1].row else None
        if whole is not None:
            result[-1:] = [whole]
            del grouped[0]
        result += grouped
    return result


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without what stands at the head or foot of most of them, page numbers included."""
    if len(pages) < _FEWEST_PAGES:
        return [list(page) for page in pages]
    keys = [dict(_running_lines(page)) for page in pages]
    counts = Counter(key for page in keys for key in page)
    most = _RUNNING_SHARE * sum(bool(page) for page in pages)
    running = {key for key, count in counts.items() if count >= max(most, _FEWEST_PAGES)}
    return [
        [line for line in page if line not in {found[key] for key in running & found.keys()}]
        for page, found in zip(pages, keys, strict=True)
    ]


def _running_lines(page: Sequence[Line]) -> Iterator[tuple[tuple[str, int, bool], Line]]:
    """Yield what stands in the outermost rows of a page, behind what a running line keeps on every page.

    That is its words, but for numbers, its size, and whether it is at the head or the foot.
    """
    heights = sorted({round(line.baseline) for line in page})
    for line in page:
        at_foot = round(line.baseline) in heights[:_MARGIN_LINES]
        if at_foot or round(line.baseline) in heights[-_MARGIN_LINES:]:
            yield (_DIGITS.sub("#", line.text), round(line.size), at_foot), line


def _rows(pieces: Iterable[Line]) -> list[list[Line]]:
    """Group neighbours in the file that stand on one baseline, from left to right."""
    rows: list[list[Line]] = []
    for piece in pieces:
        before = rows[-1][-1] if rows else None
        if before and abs(before.baseline - piece.baseline) < _SAME_ROW * before.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_marked(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _marked(row: list[Line]) -> list[Line]:
    """Put the sign that begins a list item together with the item."""
    if len(row) > 1 and _MARKER.fullmatch(row[0].text):
        return [_joined(row[:2], " "), *row[2:]]
    return row


def _closed(row: Sequence[Line]) -> list[Line]:
    """Close the gaps that may be between the words of a justified line."""
    closed: list[Line] = []
    for piece in row:
        if closed and piece.left - closed[-1].right < _JUSTIFIED_GAP * piece.size:
            closed[-1] = _joined([closed[-1], piece], " ")
        else:
            closed.append(piece)
    return closed


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Return where a gap runs down between two columns of prose, None where there is none."""
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    first, last = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    candidates = [first + (last - first) * share / 100 for share in range(35, 66)]
    crossings = [sum(piece.left < x < piece.right for piece in pieces) for x in candidates]
    fewest = min(crossings)
    if fewest > _MAY_CROSS * len(pieces):
        return None
    best = [x for x, count in zip(candidates, crossings, strict=True) if count == fewest]
    gutter = best[len(best) // 2]
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.left >= gutter]
    return gutter if _is_prose(left) and _is_prose(right) and _stand_beside(left, right) else None


def _is_prose(pieces: Sequence[Line]) -> bool:
    if len(pieces) < _FEWEST_LINES:
        return False
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    return (
        median(piece.right - piece.left for piece in pieces) >= _PROSE_WIDTH * width
        and median(len(piece.text) for piece in pieces) >= _PROSE_CHARACTERS
    )


def _stand_beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    tops = [max(piece.baseline for piece in side) for side in (left, right)]
    bottoms = [min(piece.baseline for piece in side) for side in (left, right)]
    shared = min(tops) - max(bottoms)
    return shared > (min(top - bottom for top, bottom in zip(tops, bottoms, strict=True))) / 2


def _tables_and_text(rows: Sequence[Sequence[Line]]) -> list[Region]:
    """Part rows whose pieces stand below each other from those that are text with a gap in it."""
    found: list[Region] = []
    at = 0
    while at < len(rows):
        behind = _table_end(rows, at)
        table = behind - at >= _FEWEST_ROWS
        behind = behind if table else at + 1
        joined = tuple(_joined(row, " | " if table else " ") for row in rows[at:behind])
        if found and not table and not found[-1].table:
            found[-1] = Region((*found[-1].lines, *joined))
        else:
            found.append(Region(joined, table))
        at = behind
    return found


def _table_end(rows: Sequence[Sequence[Line]], at: int) -> int:
    behind = at
    while (
        behind < len(rows)
        and len(rows[behind]) > 1
        and (behind == at or _aligned(rows[behind - 1], rows[behind]))
    ):
        behind += 1
    return behind


def _aligned(above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Tell whether the cells of a row stand below those of another.

    The outer edges don't count: those of justified prose are aligned too.
    """
    edges = _inner_edges(above)
    inner = _inner_edges(below)
    met = sum(any(abs(edge - other) <= _ALIGNED for other in edges) for edge in inner)
    return met >= (len(below) - 1) / 2 and met > 0


def _inner_edges(row: Sequence[Line]) -> set[float]:
    """Return where cells begin, but for the first, and where those end that hold a number."""
    numbers = {piece.right for piece in row if _NUMBER.fullmatch(piece.text)}
    return {piece.left for piece in row[1:]} | numbers


def _joined(row: Sequence[Line], gap: str) -> Line:
    text = gap.join(piece.text for piece in row)
    return replace(row[0], text=text, right=max(piece.right for piece in row))
