"""Years, months and numbered names: "in 1964" isn't answered by 1968, nor "Crew-4" by what Crew-3 did.

Readers of this size look past such details. On 2,000 questions of SQuAD v2.0 dev that have no answer, the
reader's best one stands beside another year 36 times and beside another number 7 times; on 2,000 that have
one, it does so once each.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.calendar_names import MONTHS
from rag.turns import content_words

# A small word before a number is a quantity's ("killed 4"), unless it is one that numbers things.
_LABEL = (
    "appendix|article|chapter|class|clause|day|edition|episode|exercise|figure|generation|grade|item|lesson"
    "|level|model|module|page|paragraph|part|phase|question|release|round|schedule|season|section|series|stage"
    "|step|table|tier|type|version|volume|week"
)
_NUMBER = r"(?:\d{1,4}(?:\.\d+)*|[IVXL]+)"
_NUMBERED = re.compile(rf"\b(?P<head>[^\W\d_a-z]\w*|{_LABEL})[ -](?P<number>{_NUMBER})\b(?![.,:]\d|-\w)")
_NUMBER_ALONE = re.compile(rf"(?<![.,:\w]){_NUMBER}\b(?![.,:]\d)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_YEAR = re.compile(r"(?<![\d.,])(?P<year>(?:1[1-9]|20)\d\d)(?!\d|,\d|\.\d)(?P<decade>['’]?s\b)?")
_MONTH = re.compile(rf"(?<!^)\b(?:{'|'.join(month.title() for month in MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The years, months and numbered things that a question names; false if there are none."""

    things: frozenset[tuple[str, str]]
    """The word and the number of each."""
    years: tuple[range, ...]
    months: frozenset[str]

    @classmethod
    def of(cls, question: str) -> "Numbers":
        """Return those of a question."""
        return cls(
            frozenset(_numbered(question)), tuple(_years(question)), frozenset(_MONTH.findall(question))
        )

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return bool(self.things or self.years or self.months)

    def differ_in(self, sentence: str, *, near: str) -> bool:
        """Say whether a sentence has another year, month or number, and nothing near has the one asked for.

        A year between two that are given may be meant by them.

        Args:
            sentence: With an answer in it.
            near: The sentence with what stands before it.
        """
        return (
            _another_number(self.things, sentence, near)
            or (bool(self.years and _years(sentence)) and not _within(self.years, _years(near)))
            or (
                bool(self.months and _MONTH.search(sentence)) and self.months.isdisjoint(_MONTH.findall(near))
            )
        )


def _another_number(asked: Collection[tuple[str, str]], sentence: str, near: str) -> bool:
    given = {_value(number) for number in _NUMBER_ALONE.findall(near.replace("-", " "))}
    told = {head for head, _ in _numbered(sentence)}
    return any(head in told and number not in given for head, number in asked)


def _numbered(text: str) -> set[tuple[str, str]]:
    """Return the numbered things of a text: the word and the number of each, as they are compared."""
    found = {(match["head"].casefold(), _value(match["number"])) for match in _NUMBERED.finditer(text)}
    return {(head, number) for head, number in found if head not in MONTHS and content_words(head)}


def _value(number: str) -> str:
    """Return a number in digits, be it written in Roman ones or not."""
    if not number.isupper():
        return number
    values = [_ROMAN[digit] for digit in number]
    return str(sum(v if v >= max(values[i:]) else -v for i, v in enumerate(values)))


def _years(text: str) -> list[range]:
    """Return the years that a text names, a decade as its ten."""
    found = [(int(match["year"]), match["decade"]) for match in _YEAR.finditer(text)]
    return [range(year, year + (10 if decade else 1)) for year, decade in found]


def _within(asked: Sequence[range], given: Sequence[range]) -> bool:
    """Say whether one of the years asked for lies between the first and the last of those given."""
    first, last = min(years.start for years in given), max(years.stop for years in given)
    return any(years.start < last and first < years.stop for years in asked)
