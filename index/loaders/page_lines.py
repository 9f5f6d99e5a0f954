"""Lines of a page -> paragraphs and headings, by where they stand and how large they are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.words import word_set

_MARKER = re.compile(r"(?:[-*+•‣◦▪–]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*\Z")
_HYPHENATED = re.compile(r"(\w+)[-\u00ad\u2010]\Z")
_KEEPS_HYPHEN = word_set("self well ex half non high low long short all cross so-called anti pre post co")
_WIDE_GAP = 1.35
_FULL_LINE = 0.8
_SAME_SIZE = 0.12
_HEADING_SIZE = 1.15
_LONGEST_HEADING = 150
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; coordinates are in points, y grows upwards."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    """Height of the font."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    text: str
    """A line that was only wrapped goes on behind a space; others keep their line break."""
    size: float
    row: bool = False
    """A row of a table, its cells parted by bars."""
    goes_on: bool = False
    """The row above is of the same table."""


def body_size(lines: Iterable[Line]) -> float:
    """Return the font height that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_heading(paragraph: Paragraph, body: float) -> bool:
    """Tell a heading by its size; a long text in large print is none."""
    return (
        paragraph.size > _HEADING_SIZE * body
        and len(paragraph.text) <= _LONGEST_HEADING
        and not paragraph.text.endswith(".")
    )


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group the lines of one page, in reading order."""
    if not lines:
        return []
    pitches = [above.baseline - below.baseline for above, below in pairwise(lines)]
    usual = median([pitch for pitch in pitches if pitch > 0] or [0.0])
    right = max(line.right for line in lines)
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        if _begins_paragraph(above, below, usual, right):
            groups.append([below])
        else:
            groups[-1].append(below)
    return [Paragraph(_joined(group, right), group[0].size) for group in groups]


def _begins_paragraph(above: Line, below: Line, usual_pitch: float, right: float) -> bool:
    if abs(above.size - below.size) > _SAME_SIZE * above.size:
        return True
    ended = bool(_SENTENCE_END.search(above.text))
    pitch = above.baseline - below.baseline
    if pitch < 0:
        return ended  # the next column: a paragraph may go on in it
    if pitch > _WIDE_GAP * max(usual_pitch, above.size * 0.9):
        return True
    indented = below.left > above.left + 0.8 * below.size
    return ended and not above.text.endswith(":") and (indented or not _is_full(above, right))


def _is_full(line: Line, right: float) -> bool:
    return line.right - line.left >= _FULL_LINE * (right - line.left)


def continued(above: Paragraph, below: Paragraph) -> Paragraph | None:
    """Return a paragraph with its continuation in the next column, None where the other begins anew."""
    goes_on = below.text[:1].islower() and not _SENTENCE_END.search(above.text)
    if not goes_on or abs(above.size - below.size) > _SAME_SIZE * above.size:
        return None
    mended = _mended(above.text, below.text)
    return Paragraph(f"{above.text} {below.text}" if mended is None else mended, above.size)


def _mended(above: str, below: str) -> str | None:
    """Return a text that goes on behind a hyphen at the end of its line, None where there is none."""
    hyphenated = _HYPHENATED.search(above[-_LONGEST_WORD:])
    if hyphenated is None:
        return None
    word_goes_on = hyphenated[1].isalpha() and below[:1].islower()
    mends = word_goes_on and hyphenated[1].lower() not in _KEEPS_HYPHEN
    return (above[:-1] if mends else above) + below


def _joined(lines: Sequence[Line], right: float) -> str:
    text = lines[0].text
    for above, below in pairwise(lines):
        mended = _mended(text, below.text)
        if mended is not None:
            text = mended
        elif _is_full(above, right) and not _MARKER.match(below.text):
            text += " " + below.text
        else:
            text += "\n" + below.text
    return text
