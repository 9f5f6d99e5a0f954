"""The corners of a line in a picture, and what becomes of them when the picture is turned."""

from collections.abc import Sequence
from math import dist
from statistics import median
from typing import NamedTuple

Point = tuple[float, float]
"""Pixels from the left, pixels from the top."""

_TALL = 1.5
_LONG = 2.0
"""To the usual thickness of a line: a single letter is higher than wide too."""


class Corners(NamedTuple):
    """Of a line as it is read: where it begins and ends at its top, ends and begins at its foot."""

    top_start: Point
    top_end: Point
    foot_end: Point
    foot_start: Point

    @property
    def length(self) -> float:
        """From its beginning to its end."""
        return (dist(self.top_start, self.top_end) + dist(self.foot_start, self.foot_end)) / 2

    @property
    def thickness(self) -> float:
        """From its top to its foot."""
        return (dist(self.top_start, self.foot_start) + dist(self.top_end, self.foot_end)) / 2


def usual_thickness(lines: Sequence[Corners]) -> float:
    """Return the thickness of most lines, whichever way they run."""
    return median(min(line.length, line.thickness) for line in lines)


def runs_down(line: Corners, usual: float) -> bool:
    """Tell whether a line that was taken to run from left to right runs from top to bottom or up.

    Args:
        line: The line.
        usual: The usual thickness of lines around it.
    """
    return line.thickness > max(_TALL * line.length, _LONG * usual)


def begun_later(line: Corners, quarters: int) -> Corners:
    """Return the same corners for text that is turned clockwise by so many quarters."""
    at = quarters % 4
    return Corners(*line[at:], *line[:at])


def turned_back(line: Corners, quarters: int, size: tuple[int, int]) -> Corners:
    """Return where the corners are once the picture has been turned back, anticlockwise.

    Args:
        line: Its corners in the picture.
        quarters: How often to turn it.
        size: Width and height of the picture before.
    """
    width, height = size
    for _ in range(quarters % 4):
        line = Corners(*((y, width - x) for x, y in line))
        width, height = height, width
    return line


def beginning(line: Corners, times: float) -> Corners:
    """Return the first part of a line, so many times as long as it is thick at most."""
    share = min(1.0, times * line.thickness / max(line.length, 1.0))
    start, end, foot_end, foot_start = line
    return Corners(start, _between(start, end, share), _between(foot_start, foot_end, share), foot_start)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def moved(line: Corners, *, by: Point = (0.0, 0.0), scale: float = 1.0) -> Corners:
    """Return the corners scaled, then moved."""
    return Corners(*((x * scale + by[0], y * scale + by[1]) for x, y in line))
