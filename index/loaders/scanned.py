"""Lines seen in a picture -> lines of a page: straightened and in order, without those that are unclear."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import atan2, cos, sin
from statistics import median

from index.loaders.corners import Point
from index.loaders.ocr import SeenLine
from index.loaders.page_lines import Line

LEAST_CONFIDENCE = 0.75
"""Over a page that was blurred and made smaller in eight ways, lines above it had 1% of their characters
wrong, those between 0.6 and it 19%, those below that 60%."""

_MIDDLE = 0.3
"""Of the font's height: how far the middle of a line is above its baseline."""
_NEAR = 4
"""Lines above and below."""
_LARGER = 1.3
_MUCH_LARGER = 1.6
"""To the usual font: up to it, a full line of that font may seem larger by its letters alone."""
_SHORT = 0.7
"""Of the longest line around: a heading seldom fills its line."""
_ALIKE = 0.25
_USUAL_HEIGHT = 12.0
_NOTABLE = 0.1


@dataclass(frozen=True, slots=True)
class _Straight:
    """A line of a page that isn't askew any more, in pixels."""

    text: str
    left: float
    right: float
    top: float
    """Of its middle."""
    height: float
    """Of its font, as its letters tell."""

    @property
    def length(self) -> float:
        """From its beginning to its end."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What a page holds by its picture."""

    lines: tuple[Line, ...]
    """From top to bottom, and from left to right."""
    unclear: int = 0
    """Lines that were left out."""


def seen_page(seen: Sequence[SeenLine], *, scale: float | None = None) -> SeenPage:
    """Return a page as it was read.

    Args:
        seen: Lines in any order.
        scale: Points to a pixel; without it, such that most text is 12 points high.
    """
    clear = [line for line in seen if line.confidence >= LEAST_CONFIDENCE]
    if not clear:
        return SeenPage((), len(seen))
    angle = _angle(clear)
    straight = sorted((_straightened(line, angle) for line in clear), key=lambda one: (one.top, one.left))
    scale = scale or _USUAL_HEIGHT / _usual_height(straight)
    lines = (_line(one, _font_height(straight, at), scale) for at, one in enumerate(straight))
    return SeenPage(tuple(lines), len(seen) - len(clear))


def unclear_warning(pages: Sequence[SeenPage]) -> str | None:
    """Return what to tell of the lines that were left out, None where they are few."""
    left_out = sum(page.unclear for page in pages)
    total = left_out + sum(len(page.lines) for page in pages)
    if left_out <= _NOTABLE * total:
        return None
    return f"{left_out} of {total} lines were too unclear to be read; a sharper or larger picture would help"


def _angle(lines: Sequence[SeenLine]) -> float:
    """Return by how much lines fall to the right, in radians; long ones tell best."""
    longest = sorted(lines, key=lambda line: -line.corners.length)[: max(1, len(lines) // 2)]
    return median(
        atan2(end[1] - start[1], end[0] - start[0])
        for start, end in ((line.corners.top_start, line.corners.top_end) for line in longest)
    )


def _straightened(seen: SeenLine, angle: float) -> _Straight:
    lefts, tops = zip(*(_turned(point, -angle) for point in seen.corners), strict=True)
    middle = sum(tops) / len(tops)
    return _Straight(seen.text, min(lefts), max(lefts), middle, seen.height)


def _font_height(lines: Sequence[_Straight], at: int) -> float:
    """Return the height of the font of most text around a line, or the line's own where that stands out."""
    near = lines[max(at - _NEAR, 0) : at + _NEAR + 1]
    around, everywhere = (_usual_height(some) for some in (near, lines))
    usual = everywhere if abs(around - everywhere) <= _ALIKE * everywhere else around
    ratio = lines[at].height / usual
    is_short = lines[at].length < _SHORT * max(line.length for line in near)
    stands_out = ratio > _MUCH_LARGER or ratio < 1 / _LARGER or (ratio > _LARGER and is_short)
    return lines[at].height if stands_out else usual


def _usual_height(lines: Sequence[_Straight]) -> float:
    """Return the height that most characters have."""
    return median(chain.from_iterable([line.height] * len(line.text) for line in lines))


def _line(one: _Straight, font_height: float, scale: float) -> Line:
    baseline = -one.top - _MIDDLE * font_height
    return Line(one.text, one.left * scale, one.right * scale, baseline * scale, font_height * scale)


def _turned(point: Point, angle: float) -> Point:
    x, y = point
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
