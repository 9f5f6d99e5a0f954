import numpy as np

from index.dense import DenseIndex
from index.records import Segment, SegmentKind
from index.segments import SegmentedIndex, Sizes, dead_rows, to_merge

SIZES = Sizes(seal=10, flat=100)
# Unit vectors in the plane: cosines to (1, 0) are 1, 0.6, 0 and -1.
VECTORS = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
QUERY = np.array([1, 0], dtype=np.float32)


def segment(first: int, last: int, kind: SegmentKind = "flat", rows: int | None = None) -> Segment:
    count = last - first + 1 if rows is None else rows
    return Segment(f"{first}.faiss", kind, first, last, count, "0" * 64)


def ids(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, dtype=np.int64)


def test_parts_are_searched_as_one() -> None:
    parts = [DenseIndex.build(ids(1, 3), VECTORS[[2, 0]]), DenseIndex.build(ids(5, 7), VECTORS[[1, 3]])]
    index = SegmentedIndex(parts, ids(), upto=7)
    assert len(index) == 4
    assert [chunk_id for chunk_id, _ in index.search(QUERY, 3)] == [3, 5, 1]


def test_what_is_gone_is_not_returned_and_leaves_its_place_to_the_next() -> None:
    index = SegmentedIndex([DenseIndex.build(ids(1, 2, 3, 4), VECTORS)], ids(1), upto=9)
    assert [chunk_id for chunk_id, _ in index.search(QUERY, 2)] == [2, 3]
    assert index.live_ids(ids(1)).tolist() == [2, 3, 4]


def test_equal_scores_are_ordered_by_id_whatever_part_they_lie_in() -> None:
    parts = [DenseIndex.build(ids(8), VECTORS[[0]]), DenseIndex.build(ids(2), VECTORS[[0]])]
    assert [chunk_id for chunk_id, _ in SegmentedIndex(parts, ids(), upto=8).search(QUERY, 2)] == [2, 8]


def test_a_clustered_segment_finds_everything_among_a_few() -> None:
    draw = np.random.default_rng(3)
    vectors = draw.normal(size=(500, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    every = np.arange(500, dtype=np.int64)
    clustered = DenseIndex.build_clustered(every, lambda some: iter([(some, vectors[some])]), dimensions=8)
    index = SegmentedIndex([clustered], ids(), upto=499)
    assert {chunk_id for chunk_id, _ in index.search(vectors[0], 3, among=[7, 8, 9])} == {7, 8, 9}
    assert index.search(vectors[0], 1)[0][0] == 0
    assert sorted(clustered.ids().tolist()) == every.tolist()


def test_few_vectors_stay_in_flat_segments() -> None:
    assert to_merge([segment(1, 50), segment(51, 100)], {}, SIZES) == []


def test_many_vectors_are_clustered() -> None:
    segments = [segment(1, 50), segment(51, 101)]
    assert to_merge(segments, {}, SIZES) == segments
    assert [SIZES.kind(100), SIZES.kind(101)] == ["flat", "clustered"]


def test_clustered_segments_join_when_the_new_one_is_as_large() -> None:
    large, equal = segment(1, 1000, "clustered"), segment(1001, 1110, "clustered")
    flat = [segment(1111, 1160), segment(1161, 1220)]
    assert to_merge([large, equal, *flat], {}, SIZES) == [equal, *flat]


def test_a_segment_of_which_much_is_gone_is_made_anew() -> None:
    segments = [segment(1, 40), segment(41, 80)]
    assert to_merge(segments, {"41.faiss": 10}, SIZES) == []
    assert to_merge(segments, {"41.faiss": 11}, SIZES) == [segments[1]]


def test_what_is_gone_is_counted_by_segment() -> None:
    found = dead_rows([segment(1, 40), segment(41, 80)], ids(3, 40, 41, 90))
    assert found == {"1.faiss": 2, "41.faiss": 1}
