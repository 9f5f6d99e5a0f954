"""Search by meaning: the nearest vectors, through FAISS, which only this module imports."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

Ids = NDArray[np.int64]


class DenseIndex:
    """Exact inner-product search over unit vectors; immutable once built."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> "DenseIndex":
        """Index ``vectors`` (n, dimensions) under ``ids`` (n,)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what ``save`` wrote. The caller has checked the file: FAISS loads damaged ones silently."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to ``path``; not atomic, the caller renames."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: Vectors, k: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ids and cosines of the ``k`` nearest vectors, best first.

        Args:
            query: A unit vector, shape (dimensions,).
            k: How many at most.
            among: Only these ids may be returned; None lets all through.
        """
        k = min(k, len(self))
        if k == 0:
            return []
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._index.search(query[np.newaxis, :], k, params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
