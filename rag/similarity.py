"""How near sentences are to a question in meaning."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from index.embedding import load_embedder
from index.types import Embedder


class Similarity(Protocol):
    """Compares sentences with a question."""

    def __call__(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """Return how near each sentence is in meaning, -1 to 1, in order."""
        ...


@cache
def shipped_similarity() -> Similarity:
    """Return the cosine of the vectors of the shipped embedder, whichever one the index was built with."""
    return cosine_of(load_embedder())


def cosine_of(embedder: Embedder) -> Similarity:
    """Return the cosine of an embedder's vectors."""

    def cosine(question: str, sentences: Sequence[str]) -> Sequence[float]:
        vectors = embedder.embed_documents(sentences)
        return [float(value) for value in vectors @ embedder.embed_query(question)]

    return cosine
