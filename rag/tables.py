"""The cells of a table that a question names by row and column.

Readers of this size are taught on prose: of "| Poland | €23 | €95 |" they don't know which number is the
hotel's. Documents are kept as text in which a row is a line, its cells parted by bars, below a line of labels
or with the label in each cell ("stock: 85").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.words import word_set
from rag.mentions import named, unmentioned
from rag.quotes import Stretch
from rag.turns import keys_of

_LINE = re.compile(r"[^\n]*\|[^\n]*")
_RULE = re.compile(r"[\s|:]*-[\s|:-]*\Z")
_LABEL = re.compile(r"(?P<label>[^\W_][^:|\n]{0,79}):[^\S\n]+(?=\S)")
_ASIDE = re.compile(r"\([^()]*\)")
_RECKONED = re.compile(
    r"\b(?:average|mean|median|total|sum|altogether|together|combined|difference|compared?|than|most|least"
    r"|highest|lowest|largest|smallest|cheapest|best|worst|all|every|each|except|without|other|or|not)\b",
    re.IGNORECASE,
)
"""One cell doesn't answer what is asked so, unless the table says the word itself."""
_OF_PRICE = word_set("cost costs expensive charge charged pay paid")
MOST_ROWS = 12
"""A question that names more of them names none."""
_LEAST_SHARE = 0.5
"""Of the words of a cell or a label, those that the question must have to name it."""


@dataclass(frozen=True, slots=True)
class _Row:
    labels: tuple[str, ...]
    cells: tuple[Stretch, ...]
    """As many as labels, without what is loose around them."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a question names in the tables of a passage."""

    cells: tuple[Stretch, ...] = ()
    """In the rows and the column that it names, in order; one of those that say the same."""
    other_rows: tuple[Stretch, ...] = ()
    """The rows that it doesn't name, where it names some."""


def look_up(question: str, text: str, *, header: str = "") -> Lookup:
    """Return what a question names in the tables of a passage by the words of rows and labels.

    Nothing is returned if it names something that the passage doesn't, or if it asks for what takes more than
    looking at cells ("the highest", "in total").

    Args:
        question: As it was asked.
        text: Of the passage.
        header: What the passage is read behind.
    """
    if "|" not in text or unmentioned(named(question), f"{header} {text}"):
        return Lookup()
    words = _keys(text)
    if any(match.group().casefold() not in words for match in _RECKONED.finditer(question)):
        return Lookup()
    asked = set(_keys(question))
    if asked & _OF_PRICE:
        asked.add("price")
    rows = list(_rows(text))
    held = [_held(text, row, asked) for row in rows]
    best = _best([len(frozenset().union(*words)) for words in held])
    if len(best) > MOST_ROWS:
        return Lookup()
    cells: dict[str, Stretch] = {}
    for number in best:
        if cell := _cell(rows[number], held[number], asked):
            cells.setdefault(text[slice(*cell)], cell)
    sure = any(_is_named(text, rows[number], held[number]) for number in best)
    others = [row for number, row in enumerate(rows) if number not in best] if sure else []
    return Lookup(tuple(cells.values()), tuple((row.cells[0][0], row.cells[-1][1]) for row in others))


def _held(text: str, row: _Row, asked: set[str]) -> list[frozenset[str]]:
    """Return the words by which the question names each cell of a row; words of labels name none."""
    words = asked - frozenset().union(*map(_keys, row.labels))
    return [_named_words(text[start:end], words) for start, end in row.cells]


def _is_named(text: str, row: _Row, held: Sequence[frozenset[str]]) -> bool:
    """Say whether two words name a row, or all those of a cell."""
    whole = any(
        words and words == _keys(text[start:end]) for words, (start, end) in zip(held, row.cells, strict=True)
    )
    return whole or len(frozenset().union(*held)) > 1


def _cell(row: _Row, held: Sequence[frozenset[str]], asked: set[str]) -> Stretch | None:
    """Return the cell whose label the question names, among those that don't name the row."""
    named_by = [
        _named_words(_ASIDE.sub(" ", label), asked) if not words else frozenset()
        for label, words in zip(row.labels, held, strict=True)
    ]
    columns = _best([len(words) for words in named_by])
    start, end = row.cells[columns[0]] if len(columns) == 1 else (0, 0)
    return (start, end) if start < end else None


def is_label(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` begins in the label of a cell, or in the labels above a table."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : len(text) if last < 0 else last]
    if "|" not in line:
        return False
    behind = text[last + 1 :].split("\n", 1)[0] if last >= 0 else ""
    labels = [text[a:b] for a, b in _cells(text, first, first + len(line))]
    if "|" in behind and _RULE.match(behind):
        return True
    below = _labelled(behind, _cells(behind, 0, len(behind)))
    if below and set(below.labels) <= set(labels):
        return True
    here = _labelled(text, _cells(text, first, first + len(line)))
    return here is not None and not any(a <= start < b for a, b in here.cells)


def _best(scores: Sequence[int]) -> list[int]:
    """Return the places of the highest score; none if that is 0."""
    highest = max(scores, default=0)
    return [at for at, score in enumerate(scores) if score == highest] if highest else []


def _named_words(words: str, asked: set[str]) -> frozenset[str]:
    """Return the words of a cell or a label that the question has; none if it has too few of them."""
    folded = words.casefold()
    if not any(word[:-1] in folded for word in asked):  # "supply" also stands for "supplies"
        return frozenset()
    keys = _keys(words)
    held = keys & asked
    return held if keys and len(held) >= _LEAST_SHARE * len(keys) else frozenset()


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    """Labels and cells come again from row to row and from question to question."""
    return keys_of([text])


def _rows(text: str) -> Iterator[_Row]:
    """Yield the rows of the tables in a text, without those that hold the labels."""
    labels: tuple[str, ...] = ()
    behind = 0
    for match in _LINE.finditer(text):
        if match.start() > behind + 1:
            labels = ()
        behind = match.end()
        cells = _cells(text, *match.span())
        if labelled := _labelled(text, cells):
            yield labelled
        elif _RULE.match(match.group()) or len(cells) < 2:
            continue
        elif 0 <= len(cells) - len(labels) <= 1 and labels:
            # The corner above the names of the rows may be empty.
            yield _Row(labels if len(labels) == len(cells) else ("", *labels), cells)
        else:
            labels = tuple(text[start:end] for start, end in cells)


def _cells(text: str, start: int, end: int) -> tuple[Stretch, ...]:
    """Return the cells of a line, also empty ones but for those outside the outermost bars."""
    bounds = [start - 1, *(at for at in range(start, end) if text[at] == "|" and text[at - 1] != "\\"), end]
    found = [_trimmed(text, left + 1, right) for left, right in pairwise(bounds)]
    if found and found[0][0] == found[0][1]:
        found = found[1:]
    if found and found[-1][0] == found[-1][1]:
        found = found[:-1]
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Stretch:
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    return (first, first + len(part.strip())) if part.strip() else (start, start)


def _labelled(text: str, cells: Sequence[Stretch]) -> _Row | None:
    """Return a row whose cells all have their label before them; None if that isn't so."""
    matches = [_LABEL.match(text, start, end) for start, end in cells]
    found = [match for match in matches if match]
    if len(found) < 2 or len(found) < len(cells):
        return None
    values = tuple((match.end(), end) for match, (_, end) in zip(found, cells, strict=True))
    return _Row(tuple(match["label"] for match in found), values)
