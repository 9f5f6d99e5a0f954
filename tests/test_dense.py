from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex, IdSet

# Unit vectors in the plane: cosines to (1, 0) are 1, 0.6, 0 and -1.
IDS = np.array([10, 20, 30, 40], dtype=np.int64)
VECTORS = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
QUERY = np.array([1, 0], dtype=np.float32)


def test_neighbours_come_with_their_cosines_best_first() -> None:
    hits = DenseIndex.build(IDS, VECTORS).search(QUERY, 3)
    assert [chunk_id for chunk_id, _ in hits] == [10, 20, 30]
    assert [score for _, score in hits] == pytest.approx([1.0, 0.6, 0.0], abs=0.001)


def test_only_allowed_ids_are_returned() -> None:
    hits = DenseIndex.build(IDS, VECTORS).search(QUERY, 4, among=IdSet.of([30, 40, 99]))
    assert [chunk_id for chunk_id, _ in hits] == [30, 40]


def test_an_empty_index_finds_nothing() -> None:
    index = DenseIndex.build(np.empty(0, dtype=np.int64), np.empty((0, 2), dtype=np.float32))
    assert index.search(QUERY, 5) == []


def test_a_saved_index_answers_as_before(tmp_path: Path) -> None:
    DenseIndex.build(IDS, VECTORS).save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert len(loaded) == 4
    assert loaded.search(QUERY, 2) == DenseIndex.build(IDS, VECTORS).search(QUERY, 2)
