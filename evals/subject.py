"""What is evaluated: something that answers questions, and how its quotes are checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import rag
from evals.corpus import index_settings
from evals.metrics.citation import QuoteReader
from evals.provenance import model_hashes
from evals.types import Answerer, Question
from index import Collection
from index.errors import DocumentNotFoundError
from rag.config import SEARCHED
from rag.types import Answer, Citation

_TEXTS_HELD = 64


@dataclass(frozen=True, slots=True)
class Subject:
    """An answerer and what is known of it."""

    answer: Answerer
    read: QuoteReader | None = None
    """Reads cited words from the documents; without it, the answer's own passages must do."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What would change its answers: a run with other settings isn't continued."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else is worth keeping with a run."""


def of_index(path: Path) -> Subject:
    """Return the shipped answerer over an index, opened once to fail early.

    Raises:
        SearchIndexError: there is no index, or it can't be opened.
    """
    with Collection.open(path) as collection:
        content = index_settings(collection)
        status = collection.status()

    def answer(question: Question) -> Answer:
        return rag.answer(question.question, index=path, history=question.history, llm="")

    settings = {
        "index": content,
        "models": model_hashes(),
        "config": {"passages read": rag.DEFAULT_K, "passages searched": SEARCHED},
    }
    return Subject(answer, document_reader(path), settings, {"index": asdict(status)})


def document_reader(path: Path) -> QuoteReader:
    """Return a reader of the documents stored in an index."""
    collection = Collection.open(path)

    @lru_cache(maxsize=_TEXTS_HELD)
    def text(doc_id: str) -> str:
        try:
            return collection.document(doc_id).text
        except DocumentNotFoundError:
            return ""

    def read(citation: Citation) -> str:
        return text(citation.doc_id)[citation.start : citation.end]

    return read
