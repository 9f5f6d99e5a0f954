"""A conversation: its turns, and how one more comes about. Knows nothing of HTML or gradio."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from rag.types import Answer, DoneEvent, Event, Message, StageEvent
from ui.errors import describe, expected_errors
from ui.web import texts

logger = logging.getLogger(__name__)


class Answerer(Protocol):
    """``rag.stream``, as far as the page needs it."""

    def __call__(self, question: str, *, index: Path, history: Sequence[Message]) -> Iterator[Event]:
        """Return the stages as they are entered, and last the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: at most one of ``answer``, ``error`` and ``stopped`` is set."""

    question: str
    stage: StageEvent | None = None
    """The last one entered."""
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False

    @property
    def pending(self) -> bool:
        """Whether its answer is still to come."""
        return self.answer is None and self.error is None and not self.stopped


Turns = tuple[Turn, ...]
"""Oldest first; only the last can be pending."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What of a turn's evidence is looked at."""

    kind: Literal["citation", "passage"]
    number: int
    """A citation's marker, or a passage's place in ``Answer.passages``, both from 1."""


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


def ask(question: str, turns: Turns, *, answerer: Answerer, index: Path) -> Iterator[Turns]:
    """Yield the conversation with the new turn, each time there is news of it.

    An error ends the turn, not the conversation. One that is no one's doing but ours is logged, and its
    message isn't shown: it may hold what is not for everyone to see.
    """
    turn = Turn(question)
    yield (*turns, turn)
    try:
        for event in answerer(question, index=index, history=history(turns)):
            match event:
                case StageEvent():
                    turn = replace(turn, stage=event)
                case DoneEvent(answer=answer):
                    turn = replace(turn, answer=answer)
            yield (*turns, turn)
    except expected_errors() as exc:
        yield (*turns, replace(turn, error=describe(exc)))
    except Exception:
        logger.exception("answering failed")
        yield (*turns, replace(turn, error=texts.UNEXPECTED_ERROR))


def stop(turns: Turns) -> Turns:
    """Return the conversation with its pending turn, if any, marked as stopped."""
    if not turns or not turns[-1].pending:
        return turns
    return (*turns[:-1], replace(turns[-1], stopped=True))


def first_pick(turn: Turn) -> Pick | None:
    """Return what to look at before anything is chosen."""
    if turn.answer is None:
        return None
    if turn.answer.citations:
        return FIRST_CITATION
    return FIRST_PASSAGE if turn.answer.passages else None
