"""The values an answer is made of. All are frozen; ``to_dict`` gives what ``--json`` prints."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypedDict

Mode = Literal["extractive", "model"]
StageName = Literal["search", "read", "answer"]


class Message(TypedDict):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words an answer rests on.

    ``quote == Collection.document(doc_id).text[start:end]``: checked before the answer is given out.
    """

    marker: int
    """Numbered from 1, in reading order of the answer."""
    doc_id: str
    source: str
    title: str
    published: str | None
    page: int | None
    start: int
    end: int
    quote: str
    score: float
    """How sure the reader is that the quote answers the question, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was read for the answer, cited or not."""

    doc_id: str
    source: str
    title: str
    published: str | None
    page: int | None
    heading: str | None
    start: int
    end: int
    text: str
    score: float
    """The reader's relevance, 0 to 1; higher is better."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the answer and what it rests on: ``answer.text[start:end]``."""

    start: int
    end: int
    markers: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they don't."""

    question: str
    standalone_question: str
    """The question as it was searched, with what the conversation adds."""
    text: str
    """A sentence or a few, without markers; the abstain phrase where ``abstained``."""
    short: str
    """The bare answer, several joined with "; "; "" where there is none."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    """What was read, best first."""
    abstained: bool
    reason: str
    """Why it abstained; "" where it didn't."""
    confidence: float
    """That the answer is right, 0 to 1."""
    mode: Mode
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds a stage, and "total"."""

    def __str__(self) -> str:
        """Return the text with its ``[1]`` markers, each behind the claim that rests on it."""
        parts: list[str] = []
        at = 0
        for claim in self.claims:
            parts.append(self.text[at : claim.end])
            parts.append("".join(f" [{marker}]" for marker in claim.markers))
            at = claim.end
        parts.append(self.text[at:])
        return "".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers, under the field names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StageEvent:
    """The pipeline enters a stage."""

    stage: StageName
    count: int
    """Passages the stage works on: those searched, read, or cited."""


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The last event of a stream."""

    answer: Answer


Event = StageEvent | DoneEvent
