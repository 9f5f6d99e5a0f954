"""Numbered names: who asks about "Crew-4" or "version 2" isn't answered by what is said of "Crew-3"."""

import re

from index.sentences import sentence_before, sentence_spans
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


def speaks_of_another(question: str, text: str, start: int, *, header: str) -> bool:
    """Say whether the sentence at ``start`` speaks of another of the numbered things that the question names.

    That is so if it, the sentence before it and the passage's header never give the number that was asked
    for, and it has another one behind the same word.

    Args:
        question: As it was asked.
        text: Of a passage.
        start: Of an answer in it.
        header: What the passage is read behind.
    """
    asked = _numbered(question)
    if not asked:
        return False
    first, last = next(((a, b) for a, b in sentence_spans(text) if a <= start < b), (0, len(text)))
    before = sentence_before(text, first)
    near = f"{header} {text[before[0] if before else first : last]}"
    given = {_value(number) for number in _NUMBER_ALONE.findall(near.replace("-", " "))}
    told = {head for head, _ in _numbered(text[first:last])}
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
