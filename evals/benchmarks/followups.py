"""Conversations made by rule from single questions: the second only hints at what the first one named.

Two questions of one article that share a name make a conversation. In the second, "of Nikola Tesla" and "in
Warsaw" are left out, and a name that isn't led by a preposition becomes "it" or "its".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evals.types import Dataset, Question
from index.sentences import sentence_spans
from rag.types import Message

_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w’'-]*(?: (?:of |the )?[A-Z0-9][\w’'-]*)*")
_LED = r"\s+(?:of|in|at|on|for|from|about|by|to|with|during)(?: the)? "
_LEAST_NAME = 4
_LEAST_WORDS = 3
"""A question must keep that many words, or it asks nothing."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on a conversation, and the same one as it was written."""

    question: Question
    """With the conversation before it as its history."""
    whole: str


def follow_ups(dataset: Dataset) -> tuple[FollowUp, ...]:
    """Return a follow-up for each pair of neighbouring questions of a document that share a name."""
    texts = {text.source: text.text for text in dataset.corpus}
    made = []
    for first, second in pairwise(dataset.questions):
        source = next(iter(second.sources))
        if first.answers and source == next(iter(first.sources)):
            shortened = _shortened(first.question, second.question)
            if shortened is not None:
                history = _conversation(first, texts[source])
                made.append(FollowUp(replace(second, question=shortened, history=history), second.question))
    return tuple(made)


def changes_of_topic(questions: Sequence[Question], dataset: Dataset) -> tuple[Question, ...]:
    """Return each question behind a conversation about the document of another."""
    texts = {text.source: text.text for text in dataset.corpus}
    return tuple(
        replace(second, history=_conversation(first, texts[next(iter(first.sources))]))
        for first, second in pairwise(questions)
        if first.answers and first.sources != second.sources
    )


def _conversation(question: Question, text: str) -> tuple[Message, ...]:
    """Return a question and the sentence that answers it, as the product would give it."""
    at = text.find(question.answers[0])
    said = next((text[start:end] for start, end in sentence_spans(text) if start <= at < end), "")
    return (
        {"role": "user", "content": question.question},
        {"role": "assistant", "content": said or question.answers[0]},
    )


def _shortened(first: str, second: str) -> str | None:
    """Return the second question without the longest name that it shares with the first; None if none is."""
    shared = [name for name in _names(second) if len(name) >= _LEAST_NAME and name in first]
    if not shared:
        return None
    name = re.escape(max(shared, key=len))
    left_out = re.sub(rf"{_LED}{name}(?![\w’'-])", "", second, count=1)
    if left_out != second:
        return left_out if len(left_out.split()) >= _LEAST_WORDS else None
    owned = re.sub(rf"(?:the |The )?{name}['’]s\b", "its", second, count=1)
    return owned if owned != second else re.sub(rf"(?:the )?{name}(?![\w-])", "it", second, count=1)


def _names(question: str) -> Iterable[str]:
    for match in _NAME.finditer(question):
        yield re.sub(r"['’]s?$", "", match.group())
