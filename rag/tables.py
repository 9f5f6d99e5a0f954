"""The cell of a table that a question names by its row and its column.

Readers of this size are taught on prose: of "| Poland | €23 | €95 |" they don't know which number is the
hotel's. Documents are kept as text in which a row is a line, its cells parted by bars, below a line of labels
or with the label in each cell ("stock: 85").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_LEAST_SHARE = 0.5
"""Of the words of a cell or a label, those that the question must have to name it."""


@dataclass(frozen=True, slots=True)
class _Row:
    labels: tuple[str, ...]
    cells: tuple[Stretch, ...]
    """As many as labels, without what is loose around them."""


def cell_asked_for(question: str, text: str, *, header: str = "") -> Stretch | None:
    """Return where the cell stands whose row and column a question names.

    Nothing is returned if it names several, if it names something that the passage doesn't, or if it asks for
    what more than one cell tells ("the highest", "in total").

    Args:
        question: As it was asked.
        text: Of a passage.
        header: What the passage is read behind.
    """
    if "|" not in text or unmentioned(named(question), f"{header} {text}"):
        return None
    words = keys_of([text])
    if any(match.group().casefold() not in words for match in _RECKONED.finditer(question)):
        return None
    asked = set(keys_of([question]))
    if asked & _OF_PRICE:
        asked.add("price")
    rows = list(_rows(text))
    held = [[_named_words(text[start:end], asked) for start, end in row.cells] for row in rows]
    found = [
        cell
        for number in _best([len(frozenset().union(*words)) for words in held])
        if (cell := _cell(rows[number], held[number], asked))
    ]
    # Two rows may say the same of what the question names: both sizes come from one supplier.
    return found[0] if len({text[start:end] for start, end in found}) == 1 else None


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
    keys = keys_of([words])
    held = keys & asked
    return held if keys and len(held) >= _LEAST_SHARE * len(keys) else frozenset()


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
