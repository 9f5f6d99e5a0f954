"""From a follow-up and what was said before it to a question that stands alone."""

import re
from collections.abc import Sequence

from rag.errors import OptionError
from rag.types import Message

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_POINTERS = frozenset(
    {"he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "this", "that"}
)
_GRAMMAR = """
a an and any are as at be been but by can could did do does else for from had has have how i if in into is me
my of on or our should so some the then these those there to too was we were what when where which who
whom whose why will with would you your about after also again all another before between during many
more most much other tell give say said please
"""
_FUNCTION_WORDS = _POINTERS | frozenset(_GRAMMAR.split())


def checked_history(history: Sequence[Message]) -> tuple[Message, ...]:
    """Return the turns of a conversation, oldest first.

    Raises:
        OptionError: one of them isn't a message of the user or the assistant.
    """
    for turn, message in enumerate(history, start=1):
        role, content = message.get("role"), message.get("content")
        if role not in {"user", "assistant"} or not isinstance(content, str):
            raise OptionError(
                f"turn {turn} of the history is not a message; "
                "give {'role': 'user' or 'assistant', 'content': text}"
            )
    return tuple(history)


def standalone_question(question: str, history: Sequence[Message]) -> str:
    """Return ``question`` with the words that a follow-up leaves out; unchanged where it stands alone.

    A question leans on what was said before if it names nothing itself, or points at something without a
    name of its own. It then takes along the content words of the user's question before.
    """
    earlier = [message["content"] for message in history if message["role"] == "user"]
    if not earlier or not _leans(question):
        return question
    before = standalone_question(earlier[-1], [{"role": "user", "content": text} for text in earlier[:-1]])
    own = {word.casefold() for word in _content_words(question)}
    carried = [word for word in dict.fromkeys(_content_words(before)) if word.casefold() not in own]
    return f"{question} ({' '.join(carried)})" if carried else question


def _leans(question: str) -> bool:
    content = _content_words(question)
    if not content:
        return True
    points = any(word.casefold() in _POINTERS for word in _WORD.findall(question))
    return points and not any(word[0].isupper() for word in content)


def _content_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.casefold() not in _FUNCTION_WORDS]
