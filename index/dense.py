"""Search by meaning: the nearest vectors, through FAISS, which only this module imports."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

Ids = NDArray[np.int64]

PROBED_SHARE = 0.25
"""Share of a clustered index's lists that a search looks into."""

_TRAINED_A_LIST = 64
_ITERATIONS = 8
_SEED = 1
_METRIC = faiss.METRIC_INNER_PRODUCT
# The catalog holds float16, so that this loses nothing; it takes half the memory of float32, and a scan of
# 35,000 vectors took 1.4 ms instead of 8.3.
_STORED = faiss.ScalarQuantizer.QT_fp16


class IdSet:
    """Chunk ids, in a form that a search can look up quickly."""

    def __init__(self, bits: NDArray[np.bool_]) -> None:
        self._packed = np.packbits(bits, bitorder="little")
        self.selector = faiss.IDSelectorBitmap(self._packed)  # type: ignore[call-arg, arg-type]

    @classmethod
    def of(cls, ids: Iterable[int] | Ids) -> "IdSet":
        """Return the set of ``ids``."""
        wanted = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), dtype=np.int64)
        bits = np.zeros(int(wanted.max(initial=0)) + 1, dtype=bool)
        bits[wanted] = True
        return cls(bits)

    @classmethod
    def all_but(cls, ids: Ids, *, upto: int) -> "IdSet":
        """Return the set of all ids up to ``upto`` that aren't in ``ids``."""
        bits = np.ones(upto + 1, dtype=bool)
        bits[ids[ids <= upto]] = False
        return cls(bits)


class DenseIndex:
    """Inner-product search over unit vectors; immutable once built.

    Flat or clustered. A flat one is exact. A clustered one (IVF) looks only into the lists whose centres are
    nearest to the question; what it finds has its exact score.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._lists = int(index.nlist) if hasattr(index, "nlist") else 0

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> "DenseIndex":
        """Index ``vectors`` (n, dimensions) under ``ids`` (n,), exactly."""
        index = faiss.IndexIDMap(faiss.IndexScalarQuantizer(vectors.shape[1], _STORED, _METRIC))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index)

    @classmethod
    def build_clustered(
        cls,
        ids: Ids,
        fetch: Callable[[Ids], Iterator[tuple[Ids, Vectors]]],
        *,
        dimensions: int,
    ) -> "DenseIndex":
        """Index many vectors, a batch at a time.

        There are ``2.5 * sqrt(n)`` lists, and a search looks into a quarter of them. On 53,000 vectors of
        real passages and 1,000 real questions, that finds 98.9% of the ten nearest; on fewer, coarser lists
        it finds fewer.

        Args:
            ids: Of all vectors, in order.
            fetch: Yields some of them, with their vectors, in batches.
            dimensions: Length of a vector.
        """
        lists = max(1, int(2.5 * len(ids) ** 0.5))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimensions), dimensions, lists, _STORED, _METRIC, False
        )
        index.cp.niter = _ITERATIONS
        index.cp.seed = _SEED
        index.cp.max_points_per_centroid = _TRAINED_A_LIST
        index.cp.min_points_per_centroid = 1
        count = min(len(ids), lists * _TRAINED_A_LIST)
        drawn = np.sort(np.random.default_rng(_SEED).choice(ids, count, replace=False))
        index.train(np.concatenate([vectors for _, vectors in fetch(drawn)]))
        for some, vectors in fetch(ids):
            index.add_with_ids(vectors, some)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Map what ``save`` wrote. The caller has checked the file: FAISS loads damaged ones silently."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index to ``path``; not atomic, the caller renames."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> Ids:
        """Return the ids of all vectors, in no order."""
        if not self._lists:
            return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)
        inverted = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(inverted.get_ids(number), inverted.list_size(number)).copy()
            for number in range(self._lists)
            if inverted.list_size(number)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def search(
        self, query: Vectors, k: int, *, among: IdSet | None = None, exhaustive: bool = False
    ) -> list[tuple[int, float]]:
        """Return the ids and cosines of the ``k`` nearest vectors, best first.

        Args:
            query: A unit vector, shape (dimensions,).
            k: How many at most.
            among: Only these ids may be returned; None lets all through.
            exhaustive: Look into every list, as one has to where ``among`` are few.
        """
        k = min(k, len(self))
        if k == 0:
            return []
        scores, ids = self._index.search(query[np.newaxis, :], k, params=self._parameters(among, exhaustive))
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def _parameters(self, among: IdSet | None, exhaustive: bool) -> Any:
        selected = {} if among is None else {"sel": among.selector}
        if not self._lists:
            return faiss.SearchParameters(**selected) if selected else None
        probed = self._lists if exhaustive else max(1, round(self._lists * PROBED_SHARE))
        return faiss.SearchParametersIVF(nprobe=probed, **selected)  # type: ignore[call-arg]
