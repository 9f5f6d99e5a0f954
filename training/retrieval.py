"""Fused retrieval over a fixed list of passages: BM25 and vectors, joined by rank, as the product does."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.dense import DenseIndex
from index.fusion import reciprocal_rank_fusion
from index.lexical import LexicalIndex
from index.types import Embedder, Vectors

log = logging.getLogger(__name__)


class FusedRetrieval:
    """Searches ``passages`` by BM25 and by vectors; results are positions in ``passages``.

    Args:
        passages: what is searched.
        vectors: their unit vectors, one a row, in the same order; where they are fewer, the
            last passages are found by words alone.
        depth: how many each of the two gives to the fusion.
    """

    def __init__(self, passages: Sequence[str], vectors: Vectors, *, depth: int = 50) -> None:
        self._lexical = LexicalIndex.in_memory((row, str(row), text) for row, text in enumerate(passages))
        self._dense = DenseIndex.build(np.arange(len(vectors), dtype=np.int64), vectors)
        self._depth = depth

    def search(self, question: str, vector: Vectors, *, k: int) -> list[int]:
        """The ``k`` best passages, best first; ``vector`` is the question's."""
        rankings = [self._lexical.search(question, self._depth), self._dense.search(vector, self._depth)]
        fused = reciprocal_rank_fusion([row for row, _ in ranking] for ranking in rankings)
        return [row for row, _ in fused[:k]]


def embed_cached(texts: Sequence[str], embedder: Embedder, cache: Path) -> Vectors:
    """Vectors of ``texts``, kept in the file ``cache`` as they are made: what stands there isn't made again.

    The cache is a float16 array whose first rows belong to the first texts; it is for one list of texts.
    """
    done = np.load(cache)[: len(texts)] if cache.exists() else np.zeros((0, 384), np.float16)
    while len(done) < len(texts):
        block = embedder.embed_documents(texts[len(done) : len(done) + 2000])
        done = np.concatenate([done, block.astype(np.float16)])
        part = cache.with_suffix(".part.npy")
        np.save(part, done)
        part.replace(cache)
        log.info("embedded %d of %d", len(done), len(texts))
    return done.astype(np.float32)
