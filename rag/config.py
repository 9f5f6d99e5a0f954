"""What can be set, and the environment, which only this module reads."""

import os
from pathlib import Path

DEFAULT_INDEX = ".rag"
INDEX_VARIABLE = "RAG_INDEX"
LLM_VARIABLE = "RAG_LLM"
PASSWORD_VARIABLE = "RAG_PASSWORD"  # noqa: S105 - a variable's name

SEARCHED = 50
"""Passages that a search returns, of which the best are read."""
DEFAULT_K = 12
"""Passages read at once; as many again before the documents are said not to answer."""
MAX_QUESTION_CHARACTERS = 4000


def index_path(explicit: str | Path | None = None) -> Path:
    """Return the folder of the index: the one given, else ``$RAG_INDEX``, else ``.rag``."""
    return Path(explicit or os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX)


def llm_name(explicit: str | None = None) -> str:
    """Return the language model's name: the one given, else ``$RAG_LLM``; "" for none."""
    return os.environ.get(LLM_VARIABLE, "") if explicit is None else explicit


def file_password(explicit: str | None = None) -> str | None:
    """Return what opens protected files: what was given, else ``$RAG_PASSWORD``; None for nothing."""
    return explicit or os.environ.get(PASSWORD_VARIABLE) or None
