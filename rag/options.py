"""The optional arguments of ``answer`` and ``stream``, which say what each means."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from rag.types import Message


class IndependentOptions(TypedDict, total=False):
    """Those of a question that no other one has to do with."""

    index: str | Path | None
    k: int
    after: str | None
    before: str | None
    source: str | None
    llm: str | None
    strict: bool
    always_ask: bool


class AnswerOptions(IndependentOptions, total=False):
    """Those of ``answer``."""

    history: Sequence[Message]


class StreamOptions(AnswerOptions, total=False):
    """Those of ``stream``."""

    doc_ids: Sequence[str]
