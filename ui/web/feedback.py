"""What people thought of the answers, as questions that ``rag eval`` reads: a line each.

A right answer becomes the reference, a silence that was right an unanswerable question. Where an answer is
called wrong, the right one is kept if it was given; else the question stands there without one, for somebody
to add.
"""

import json
import threading
from pathlib import Path
from typing import Any

from rag.types import Answer
from ui.web import session
from ui.web.files import write_text
from ui.web.session import Conversation, Turn, Vote


class Feedback:
    """A file of votes, one a turn: a later vote on the same answer takes the earlier one's place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()

    def keep(self, conversation: Conversation, number: int) -> None:
        """Keep the vote of a turn, counted from 1; where it was taken back, forget it."""
        turn = conversation.turns[number - 1]
        line_id = f"{conversation.conversation_id}-{number}"
        with self._writing:
            lines = [line for line in self._lines() if _id_of(line) != line_id]
            if turn.vote is not None and turn.answer is not None:
                history = session.history(conversation.turns[: number - 1])
                record = {"id": line_id, **question_record(turn, turn.answer, turn.vote), "history": history}
                lines.append(json.dumps(record, ensure_ascii=False))
            write_text(self._path, "".join(line + "\n" for line in lines))

    def _lines(self) -> list[str]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        # Not splitlines, which also cuts at characters that JSON leaves as they are within a line.
        return [line for line in text.split("\n") if line.strip()]


def question_record(turn: Turn, answer: Answer, vote: Vote) -> dict[str, Any]:
    """Return the fields of a question that the vote tells of, and the vote itself."""
    record: dict[str, Any] = {
        "question": turn.question,
        **_reference(answer, vote),
        "tags": ["thumbs-up" if vote.up else "thumbs-down", *([vote.fault] if vote.fault else [])],
        "given": str(answer),
    }
    if vote.comment:
        record["comment"] = vote.comment
    return record


def _reference(answer: Answer, vote: Vote) -> dict[str, Any]:
    if vote.right:
        return {"answers": [vote.right], "answerable": True}
    if vote.fault in ("unsaid", "nearest") or (vote.up and answer.abstained):
        return {"answers": [], "answerable": False}
    if not vote.up:
        return {"answerable": True}
    return {
        "answers": answer.short.split("; ") if answer.short else [answer.text],
        "all_answers": "; " in answer.short,
        "quotes": list(dict.fromkeys(citation.quote for citation in answer.citations)),
        "source": list(dict.fromkeys(citation.source for citation in answer.citations)),
        "answerable": True,
    }


def _id_of(line: str) -> str | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record.get("id") if isinstance(record, dict) else None
