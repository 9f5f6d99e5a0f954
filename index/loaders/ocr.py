"""Pictures -> the lines of text in them, whichever way up they are.

Where lines are and what they say is up to models; ``index.loaders.rapid`` has some.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from index.loaders.corners import (
    Corners,
    beginning,
    begun_later,
    moved,
    runs_down,
    turned_back,
    usual_thickness,
)

if TYPE_CHECKING:
    from PIL.Image import Image
else:
    Image = Any

INSTALL = "run: pip install 'rag[ocr]'"

LARGEST_SIDE = 1600
_LEAST_SIDE = 736
_TALLEST = 1.5
_OVERLAP = 0.1
_LONGEST_LINE = 150
_DARK = 128
_MANY_SMALL = 0.4
_SPREAD_OF_CAPITALS = 0.64
_SPREAD_OF_SMALL = 0.47
"""Of a font's height: rows of ink, of letters of which most are small."""
_ASKED = 5
_FIRST_LETTERS = 6.0
"""Times a line's height: of a whole line, made small enough for the question, letters would be hairs."""


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of text in a picture."""

    text: str
    corners: Corners
    """In the picture turned so that most of its text is upright."""
    height: float
    """Of its font, in pixels, as far as its letters tell."""
    confidence: float
    """0 to 1."""


class Ocr(Protocol):
    """Reads what is written in a picture."""

    def lines(self, picture: Image) -> Sequence[SeenLine]:
        """Return the lines in an RGB picture, in no particular order."""
        ...


class Models(Protocol):
    """What finds lines in a picture, and reads a line."""

    def boxes(self, picture: Image) -> Sequence[Corners]:
        """Return where lines are; each box begins at its upper left corner, however its text runs."""
        ...

    def text(self, line: Image) -> tuple[str, float]:
        """Return what a picture of one line says, and how sure that is, 0 to 1; "" for nothing."""
        ...

    def is_upside_down(self, line: Image) -> bool:
        """Tell whether the text in a picture of one line stands on its head."""
        ...


class LineReader:
    """Reads pictures with models: lines are looked for in a smaller picture and read from the picture itself.

    Of 3,221 characters on a page in 7 to 12 points, scanned badly at 200 dots an inch, 26 came out wrong with
    1,600 pixels for the search, and 33 with 1,280; but several times as many where lines were read from the
    smaller picture too, which is what these models do on their own.
    """

    def __init__(self, models: Models) -> None:
        self._models = models

    def lines(self, picture: Image) -> list[SeenLine]:
        """Return the lines in an RGB picture, in no particular order."""
        boxes = [box for box in self._boxes(picture) if _may_be_text(box)]
        if not boxes:
            return []
        usual = usual_thickness(boxes)
        quarters = self._quarters(picture, boxes, usual)
        found = []
        for box in boxes:
            line = begun_later(box, quarters)
            upright = begun_later(line, 1) if runs_down(line, usual) else line
            alone = _cut_out(picture, upright)
            text, confidence = self._models.text(alone)
            if text:
                corners = turned_back(line, quarters, picture.size)
                found.append(SeenLine(text, corners, font_height(alone, text), confidence))
        return found

    def _boxes(self, picture: Image) -> Iterator[Corners]:
        for top, foot in _pieces(picture.size):
            margin = round(_OVERLAP * (foot - top))
            above = max(top - margin, 0)
            piece = picture.crop((0, above, picture.width, min(foot + margin, picture.height)))
            scale = _search_scale(piece.size)
            searched = piece if scale == 1 else _scaled(piece, scale)
            for box in self._models.boxes(searched):
                line = moved(box, by=(0.0, above), scale=1 / scale)
                middle = sum(y for _, y in line) / len(line)
                if top <= middle < foot or foot == picture.height <= middle:
                    yield line

    def _quarters(self, picture: Image, boxes: Sequence[Corners], usual: float) -> int:
        """Return by how many quarters the picture is turned clockwise, as most of its text says."""
        length = sum(max(box.length, box.thickness) for box in boxes)
        down = sum(box.thickness for box in boxes if runs_down(box, usual))
        quarters = 1 if down > length / 2 else 0
        longest = sorted((begun_later(box, quarters) for box in boxes), key=lambda line: -line.length)[
            :_ASKED
        ]
        asked = [_cut_out(picture, beginning(line, _FIRST_LETTERS)) for line in longest]
        votes = sum(self._models.is_upside_down(line) for line in asked)
        return quarters + 2 if votes > len(longest) / 2 else quarters


def font_height(line: Image, text: str) -> float:
    """Return the height of a line's font, from how its ink is spread over the rows of its picture.

    The boxes that models find have margins that hardly grow with the letters: by them, a heading half as
    large again as its text seems a tenth larger. Rows full of letters count whole, those that only some of
    them reach count as much.
    """
    from PIL import ImageOps, ImageStat
    from PIL.Image import Resampling

    shades = ImageOps.autocontrast(line.convert("L"), cutoff=1)
    if ImageStat.Stat(shades).median[0] >= _DARK:
        shades = ImageOps.invert(shades)
    rows = shades.resize((1, line.height), Resampling.BOX).tobytes()
    ink = sorted(row - min(rows) for row in rows)
    fullest = ink[-max(1, len(ink) // 6) :]
    letters = [letter for letter in text if letter.isalnum()]
    small = sum(letter.islower() for letter in letters) > _MANY_SMALL * len(letters)
    spread = sum(ink) / max(sum(fullest) / len(fullest), 1.0)
    return spread / (_SPREAD_OF_SMALL if small else _SPREAD_OF_CAPITALS)


def _pieces(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield where pieces of a picture begin and end that aren't much higher than wide.

    A whole web page made small enough to be searched at once would be too small to be read.
    """
    width, height = size
    count = max(1, -(-height // round(_TALLEST * width)))
    return pairwise(round(height * number / count) for number in range(count + 1))


def _search_scale(size: tuple[int, int]) -> float:
    """Return the scale in which lines are looked for: small pictures are enlarged."""
    largest = LARGEST_SIDE / max(size)
    return min(largest, max(1.0, _LEAST_SIDE / min(size)))


def _scaled(picture: Image, scale: float) -> Image:
    width, height = picture.size
    return picture.resize((max(1, round(width * scale)), max(1, round(height * scale))), reducing_gap=3.0)


def _may_be_text(box: Corners) -> bool:
    """Tell text from rules and borders."""
    short, long = sorted((box.length, box.thickness))
    return short >= 1 and long <= _LONGEST_LINE * short


def _cut_out(picture: Image, line: Corners) -> Image:
    """Return a line by itself, upright and straight."""
    from PIL.Image import Resampling, Transform

    start, end, foot_end, foot_start = line
    size = (max(1, round(line.length)), max(1, round(line.thickness)))
    return picture.transform(
        size, Transform.QUAD, (*start, *foot_start, *foot_end, *end), resample=Resampling.BICUBIC
    )
