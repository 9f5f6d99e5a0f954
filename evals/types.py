"""The values that travel through this package. All are frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rag.types import Answer, Message

Outcome = Literal["right", "partly", "wrong", "refused", "rightly silent", "unsupported", "unjudged", "error"]
"""What became of a question.

``right``, ``partly``, ``wrong``: answered, and the documents hold an answer. ``refused``: silent although
they do. ``rightly silent`` and ``unsupported``: silent, or answered, although they don't. ``unjudged``:
nothing to compare the answer with. ``error``: the answerer failed.
"""

OUTCOMES: tuple[Outcome, ...] = (
    "right", "rightly silent", "partly", "wrong", "refused", "unsupported", "unjudged", "error",
)  # fmt: skip
"""Best first, as reports list them."""

GOOD_OUTCOMES: frozenset[Outcome] = frozenset({"right", "rightly silent"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known of its answer."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    """Each a right answer; empty where none was written down."""
    answerable: bool = True
    """Whether the documents hold the answer."""
    quotes: tuple[str, ...] = ()
    """Words of the documents that hold the answer."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """Documents that hold the answer, each with its grade of relevance (0 or less: judged and not relevant).

    A name is a source, the end of its path, or a document id.
    """
    tags: tuple[str, ...] = ()
    history: tuple[Message, ...] = ()
    all_answers: bool = False
    """Every one of ``answers`` is asked for (a list), rather than any of them."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document that a set of questions brings along."""

    source: str
    text: str
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the documents they are asked of where the set brings them."""

    name: str
    questions: tuple[Question, ...]
    corpus: tuple[SourceText, ...] = ()


Answerer = Callable[[Question], Answer]
"""Answers one question. Called from several threads where ``jobs`` is above 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question, what came of it, and what it scored: a line of ``rows.jsonl``."""

    question: Question
    answer: Answer | None
    """None where the answerer failed."""
    outcome: Outcome
    scores: Mapping[str, float]
    """Only metrics that this question can have: a set without judgements has no recall."""
    seconds: float
    """From asking to the answer, as the harness saw it."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One metric over many questions."""

    metric: str
    value: float
    interval: Interval | None
    """None where fewer than two questions have the metric."""
    n: int
    """Questions that have the metric."""


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of question: those that share a tag, or all."""

    name: str
    n: int
    outcomes: Mapping[Outcome, int]
    metrics: Mapping[str, Summary]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished evaluation."""

    name: str
    rows: tuple[Row, ...]
    """In the order of the questions."""
    overall: Group
    groups: tuple[Group, ...]
    """By answerability, then by tag."""
    settings: Mapping[str, Any]
    """What was asked: questions and their hash, sample, seed, index, models, configuration."""
    provenance: Mapping[str, Any]
    """Where and when it was measured: machine, versions, commit, duration."""


Change = Literal["better", "worse", "noise", "same", "untested"]
"""``noise``: may well be chance. ``untested``: times, which differ with whatever else the machine did."""


@dataclass(frozen=True, slots=True)
class Delta:
    """How a metric differs between two runs, over the questions both asked."""

    metric: str
    value: float
    baseline: float
    difference: float
    """``value - baseline``."""
    interval: Interval | None
    p: float | None
    """Of the paired permutation test, two-sided; None where it has too few questions."""
    verdict: Change
    n: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A question whose outcome changed."""

    id: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against a baseline, question by question."""

    run: Run
    baseline: Run
    shared: int
    """Questions that both runs asked."""
    deltas: Mapping[str, Delta]
    flips: tuple[Flip, ...]
    """Questions that got worse first, then those that got better."""
    differences: tuple[str, ...]
    """What else differs between the runs: questions, models, settings; for people to read."""
