"""What kind of thing a question asks for, by its question word: a coarse cut that needs no model."""

import re
from collections.abc import Iterable
from dataclasses import replace

from evals.types import Question

_KINDS = (
    ("how many", r"\bhow (many|much)\b"),
    ("how long", r"\bhow (long|old|far|often|big|large|high|tall|fast)\b"),
    ("when", r"\bwhen\b|\b(what|which|in what|in which) (year|date|day|month|century|decade)\b"),
    ("who", r"\b(who|whom|whose)\b"),
    ("where", r"\bwhere\b|\b(what|which) (city|country|state|place|location|town)\b"),
    ("why", r"\bwhy\b"),
    ("how", r"\bhow\b"),
    ("which", r"\bwhich\b"),
    ("what", r"\bwhat\b"),
    ("yes or no", r"^(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def kind_of(question: str) -> str:
    """Return the kind of the first pattern that fits, or "other"."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(question)), "other")


def with_kinds(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions with their kind as a tag."""
    return tuple(
        replace(question, tags=(*question.tags, kind_of(question.question))) for question in questions
    )
