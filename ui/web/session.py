"""A conversation: its turns, and what they may be answered from. Knows no HTML, gradio or disk."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.types import Answer, ClaimEvent, Message, StageEvent

Fault = Literal["", "wrong", "incomplete", "citation", "unsaid", "silent", "nearest"]
"""What is wrong with an answer: its words, what it leaves out, its citation, that the documents don't say so;
that it is silent, or the passages it shows then. "" where nobody said."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody thought of an answer."""

    up: bool
    fault: Fault = ""
    comment: str = ""
    right: str = ""
    """The answer that would have been right, "" where it isn't known."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may answer; the default is all of them."""

    documents: tuple[str, ...] = ()
    """Ids; empty for any."""
    after: str | None = None
    """Published on that ISO date or later."""
    before: str | None = None
    """Published on that ISO date or earlier."""

    def __bool__(self) -> bool:
        return bool(self.documents or self.after or self.before)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Wording:
    """Who words the answers; the default quotes the documents."""

    model: str = ""
    """A language model, as PROVIDER:MODEL or path.gguf; "" for none."""
    strict: bool = False
    """Leave out what the model says and no passage bears out."""


QUOTED = Wording()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a language model has written so far."""

    checked: tuple[ClaimEvent, ...] = ()
    unchecked: str = ""
    """What has come since the last sentence that is checked."""

    def __bool__(self) -> bool:
        return bool(self.checked or self.unchecked)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: at most one of ``answer``, ``error`` and ``stopped`` is set."""

    question: str
    ahead: int = 0
    """Questions of other people that are answered before it."""
    stages: tuple[StageEvent, ...] = ()
    """Those entered so far."""
    draft: Draft = Draft()
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False
    scope: Scope = EVERYTHING
    wording: Wording = QUOTED
    vote: Vote | None = None

    @property
    def pending(self) -> bool:
        """Whether its answer is still to come."""
        return self.answer is None and self.error is None and not self.stopped


Turns = tuple[Turn, ...]
"""Oldest first; only the last can be pending."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns that lean on each other, kept under a name."""

    conversation_id: str = ""
    """16 hex digits; "" as long as nothing was asked."""
    turns: Turns = ()
    scope: Scope = EVERYTHING
    """What the next question may be answered from."""
    changed: str = field(default="", compare=False)
    """When a turn came to it last: an ISO 8601 time in UTC."""
    wording: Wording | None = None
    """Who words the next answer; None leaves it to the server."""

    @property
    def title(self) -> str:
        """The first question."""
        return self.turns[0].question if self.turns else ""

    @property
    def pending(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self.turns) and self.turns[-1].pending

    def with_last(self, turn: Turn) -> "Conversation":
        """Return the conversation with another last turn."""
        return replace(self, turns=(*self.turns[:-1], turn))


@dataclass(frozen=True, slots=True)
class Pick:
    """What of a turn's evidence is looked at."""

    kind: Literal["citation", "passage"]
    number: int
    """A citation's marker, or a passage's place in ``Answer.passages``, both from 1."""
    whole: bool = False
    """Whether its document is shown whole."""


FIRST_CITATION = Pick("citation", 1)
FIRST_PASSAGE = Pick("passage", 1)


def history(turns: Iterable[Turn]) -> list[Message]:
    """Return the answered turns as the messages a follow-up question may lean on."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages


def first_pick(turn: Turn) -> Pick | None:
    """Return what to look at before anything is chosen."""
    if turn.answer is None:
        return None
    if turn.answer.citations:
        return FIRST_CITATION
    return FIRST_PASSAGE if turn.answer.passages else None
