"""The prompt: what a model is told, the passages it may use, and the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.tokens import count_tokens
from rag.llm.injection import without_instructions
from rag.prompts import PASSAGE_END, PASSAGE_START, QUESTION_AFTER_PASSAGES, WRITING_RULES
from rag.retrieval import ReadPassage
from rag.types import Message

PROMPT_TOKENS = 3000
"""Of cl100k_base, rules and question included: small models run with a context of 4,096."""
HISTORY_TURNS = 4
HISTORY_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """A message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given."""

    turns: tuple[Turn, ...]
    passages: tuple[ReadPassage, ...]
    """Those that found room, numbered from 1."""


def prompt_for(
    question: str,
    passages: Sequence[ReadPassage],
    *,
    history: Sequence[Message] = (),
    budget: int = PROMPT_TOKENS,
) -> Prompt:
    """Return a prompt of at most ``budget`` tokens, but with one passage at the least.

    The rules stand first and never change, so that a model can keep what it made of them; then come the
    latest turns of the conversation, then passages, best first, until one has no room, and the question.
    """
    before = _latest(history)
    asked = QUESTION_AFTER_PASSAGES.format(question=_defused(question))
    left = budget - sum(count_tokens(text) for text in (WRITING_RULES, asked, *(t.content for t in before)))
    shown: list[str] = []
    for number, passage in enumerate(passages, start=1):
        text = _numbered(number, passage)
        left -= count_tokens(text)
        if shown and left < 0:
            break
        shown.append(text)
    body = "\n".join((*shown, asked))
    return Prompt((Turn("system", WRITING_RULES), *before, Turn("user", body)), tuple(passages[: len(shown)]))


def _latest(history: Sequence[Message]) -> list[Turn]:
    kept: list[Turn] = []
    left = HISTORY_TOKENS
    for message in reversed(history[-HISTORY_TURNS:]):
        left -= count_tokens(message["content"])
        if left < 0:
            break
        # An answer may quote what a document told the model to do.
        kept.insert(0, Turn(message["role"], _defused(without_instructions(message["content"]))))
    # Some chat templates refuse a conversation that the assistant opens.
    while kept and kept[0].role == "assistant":
        kept.pop(0)
    return kept


def _numbered(number: int, passage: ReadPassage) -> str:
    info = passage.info
    parts = (info.title, info.published, passage.chunk.heading)
    named = " | ".join(without_instructions(part) for part in parts if part)
    head = PASSAGE_START.format(number=number, named=" ".join(_defused(named).split()))
    return f"{head}\n{_defused(without_instructions(passage.chunk.text))}\n{PASSAGE_END}"


def _defused(text: str) -> str:
    """Return ``text`` so that it can't end the passage it stands in, nor pass for a turn of the chat.

    Chat templates mark turns by ``<|…|>``, ``[INST]`` and the like.
    """
    return text.replace("<", "‹").replace(">", "›").replace("[INST]", "(INST)").replace("[/INST]", "(/INST)")
