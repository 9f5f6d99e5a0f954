"""Documents that answer the same question differently.

Two answers contradict each other if they are of one kind, a number, a date or a name, have nothing in common,
and stand in sentences of different documents that speak of the same part of the question.
"""

import re
from collections.abc import Sequence

from index.sentences import sentence_spans
from index.words import word_set
from rag.answers import Candidate, Evidence
from rag.calendar_names import MONTHS
from rag.calibration import Calibration
from rag.wording import tokens

BELOW_BEST = 6.0
"""What another answer's score may lack to the best one's."""
ROUNDING = 0.05
"""Numbers that differ by less, as a share of the larger, are one number told twice."""
LEAST_SHARED = 0.6
"""Of the question's words, how many both sentences must speak of."""
MOST = 3
"""Versions that are shown."""

_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST_STEM = 4
_GRAMMAR = word_set("""
    who whom whose what which when where why how many much long far old is are was were be been do does did
    has have had can could will would should may might must the of in on at to for from by with and or not
    it its he his she her they their this that there than then as into about after before during
""")


def disagreeing(
    question: str, offered: Sequence[Candidate], *, calibration: Calibration
) -> tuple[Candidate, ...]:
    """Return the answers that contradict the best one, with it, newest first; nothing where none does.

    Args:
        question: The question that stands alone.
        offered: All answers, best first.
        calibration: Only answers that would do alone are compared.
    """
    best = offered[0]
    least = max(calibration.threshold, best.score - BELOW_BEST)
    rivals = [other for other in offered[1:] if other.score >= least and _contradicts(question, best, other)]
    if not rivals:
        return ()
    return tuple(sorted((best, *rivals[: MOST - 1]), key=_published, reverse=True))


def _published(candidate: Candidate) -> str:
    return max(evidence.passage.info.published or "" for evidence in candidate.evidence)


def _contradicts(question: str, one: Candidate, other: Candidate) -> bool:
    documents = [{evidence.passage.chunk.doc_id for evidence in each.evidence} for each in (one, other)]
    if documents[0] & documents[1] or not _differ(one.best.text, other.best.text):
        return False
    asked = {word for word in tokens(question) if word not in _GRAMMAR}
    shared = _spoken_of(asked, one.best)
    return shared == _spoken_of(asked, other.best) and len(shared) >= LEAST_SHARED * len(asked) > 0


def _spoken_of(asked: set[str], evidence: Evidence) -> set[str]:
    """Return those words of a question that the sentence of an answer or its document's title has."""
    text = evidence.passage.chunk.text
    sentences = [
        text[start:end]
        for start, end in sentence_spans(text)
        if start < evidence.end and evidence.start < end
    ]
    said = tokens(" ".join((evidence.passage.info.title, *sentences)))
    return {word for word in asked if any(_same_stem(word, other) for other in said)}


def _same_stem(one: str, other: str) -> bool:
    if one == other:
        return True
    stem = max(_LEAST_STEM, min(len(one), len(other)) - 2)
    return one[:stem] == other[:stem] and min(len(one), len(other)) >= _LEAST_STEM


def _differ(one: str, other: str) -> bool:
    """Say whether two answers are of one kind and can't both be true."""
    kind = _kind(one)
    if kind is None or kind != _kind(other):
        return False
    if kind == "number":
        return not any(_close(a, b) for a in _numbers(one) for b in _numbers(other))
    first, second = set(tokens(one)), set(tokens(other))
    return not (first <= second or second <= first) if kind == "date" else not first & second


def _kind(words: str) -> str | None:
    folded = words.casefold()
    if _YEAR.search(folded) or (_MONTH.search(folded) and _DIGITS.search(folded)):
        return "date"
    if _DIGITS.search(folded):
        return "number"
    named = [word for word in words.split() if word[0].isupper()]
    return "name" if len(named) > len(words.split()) / 2 else None


def _numbers(words: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _DIGITS.findall(words)]


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING * max(one, other)
