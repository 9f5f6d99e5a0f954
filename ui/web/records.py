"""A conversation as JSON and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rag.types import Answer, StageEvent
from ui.web.session import Conversation, Scope, Turn, Vote, Wording


def to_record(conversation: Conversation) -> dict[str, Any]:
    """Return the conversation as plain values. A turn whose answer is still to come counts as stopped."""
    return {
        "conversation_id": conversation.conversation_id,
        "title": conversation.title,
        "changed": conversation.changed,
        "scope": asdict(conversation.scope),
        "wording": None if conversation.wording is None else asdict(conversation.wording),
        "turns": [_turn_to_record(turn) for turn in conversation.turns],
    }


def from_record(record: Mapping[str, Any]) -> Conversation:
    """Read back what ``to_record`` gave.

    Raises:
        KeyError, TypeError, ValueError: it isn't a conversation.
    """
    return Conversation(
        str(record["conversation_id"]),
        tuple(_turn(turn) for turn in record["turns"]),
        _scope(record["scope"]),
        str(record["changed"]),
        _wording(record["wording"]),
    )


def _turn_to_record(turn: Turn) -> dict[str, Any]:
    return {
        "question": turn.question,
        "stages": [asdict(stage) for stage in turn.stages],
        "answer": None if turn.answer is None else turn.answer.to_dict(),
        "error": turn.error,
        "stopped": turn.stopped or turn.pending,
        "scope": asdict(turn.scope),
        "vote": None if turn.vote is None else asdict(turn.vote),
    }


def _turn(record: Mapping[str, Any]) -> Turn:
    answer, vote = record["answer"], record["vote"]
    return Turn(
        str(record["question"]),
        stages=tuple(StageEvent(**stage) for stage in record["stages"]),
        answer=None if answer is None else Answer.from_dict(answer),
        error=record["error"],
        stopped=bool(record["stopped"]),
        scope=_scope(record["scope"]),
        vote=None if vote is None else Vote(**vote),
    )


def _wording(record: Mapping[str, Any] | None) -> Wording | None:
    return None if record is None else Wording(str(record["model"]), bool(record["strict"]))


def _scope(record: Mapping[str, Any]) -> Scope:
    return Scope(tuple(record["documents"]), record["after"], record["before"])
