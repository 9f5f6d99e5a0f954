"""Where conversations are kept: one file each, in a folder beside the index's own files."""

import json
import logging
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from rag.types import Answer
from ui.web.files import write_text
from ui.web.records import from_record, to_record
from ui.web.session import Conversation

logger = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as a list shows it."""

    conversation_id: str
    title: str
    changed: str
    words: str
    """All questions and answers, to search in."""


class Archive:
    """The conversations of one index. Safe from several threads and processes: each save is one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._summaries: dict[Path, tuple[int, Summary]] = {}

    def save(self, conversation: Conversation) -> None:
        """Keep a conversation in place of what was kept under its id."""
        record = json.dumps(to_record(conversation), ensure_ascii=False)
        write_text(self._path(conversation.conversation_id), record)

    def load(self, conversation_id: str) -> Conversation | None:
        """Return a conversation; None where there is none of that id, or none that can be read."""
        if not is_id(conversation_id):
            return None
        path = self._path(conversation_id)
        try:
            return from_record(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.warning("the conversation in %s can't be read: %s", path, exc)
            return None

    def delete(self, conversation_id: str) -> None:
        """Forget a conversation, if it is there."""
        if is_id(conversation_id):
            self._path(conversation_id).unlink(missing_ok=True)

    def summaries(self) -> list[Summary]:
        """Return all conversations, the one changed last first."""
        found = {}
        for path in self._folder.glob("*.json"):
            try:
                modified = path.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            known = self._summaries.get(path)
            if known is None or known[0] != modified:
                conversation = self.load(path.stem)
                if conversation is None or not conversation.turns:
                    continue
                known = modified, summary_of(conversation)
            found[path] = known
        self._summaries = found
        return sorted((summary for _, summary in found.values()), key=lambda one: one.changed, reverse=True)

    def _path(self, conversation_id: str) -> Path:
        return self._folder / f"{conversation_id}.json"


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(8)


def is_id(text: str) -> bool:
    """Tell whether ``text`` can be a conversation's id, and so the name of its file."""
    return _ID.fullmatch(text) is not None


def summary_of(conversation: Conversation) -> Summary:
    """Return what a list shows of a conversation."""
    words = []
    for turn in conversation.turns:
        words.append(turn.question)
        words.append(_text(turn.answer))
    return Summary(
        conversation.conversation_id, conversation.title, conversation.changed, " ".join(words).casefold()
    )


def _text(answer: Answer | None) -> str:
    return "" if answer is None or answer.abstained else answer.text
