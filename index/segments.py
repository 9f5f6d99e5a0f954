"""Dense search over the sealed segments of an index and what isn't sealed yet, and when segments grow.

Vectors are sealed in flat files of some thousand, so that a commit writes little. When the flat ones hold
more than an exact search should go through, they become one clustered segment, with those before it that
aren't larger: as in a binary counter, every vector is rewritten a number of times that grows with the
logarithm of the index, and a search meets few segments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.dense import DenseIndex, Ids, IdSet
from index.records import Segment, SegmentKind
from index.types import Vectors

_MOST_DEAD = 0.25
"""Share of a segment's vectors that may belong to chunks that are gone."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """When segments are made."""

    seal: int = 4096
    """Chunks that are searched in memory before they are sealed."""
    flat: int = 50_000
    """Chunks in flat segments before they are clustered."""

    def kind(self, rows: int) -> SegmentKind:
        """Return the type of index that suits so many vectors."""
        return "clustered" if rows > self.flat else "flat"


DEFAULT_SIZES = Sizes()


class SegmentedIndex:
    """Several dense indexes searched as one.

    Args:
        parts: The segments and the unsealed rest.
        dead: Ids of chunks that are gone but may still stand in them.
        upto: The highest id that may stand in them.
    """

    def __init__(self, parts: Sequence[DenseIndex], dead: Ids, *, upto: int) -> None:
        self._parts = [part for part in parts if len(part)]
        self._live = IdSet.all_but(dead, upto=upto) if len(dead) else None

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    def live_ids(self, dead: Ids) -> Ids:
        """Return the ids of everything in it but ``dead``, ascending."""
        found = [part.ids() for part in self._parts]
        every = np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        return every[~np.isin(every, dead)]

    def search(
        self, query: Vectors, k: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ids and cosines of the ``k`` nearest live chunks, best first; ties by id.

        Args:
            query: A unit vector, shape (dimensions,).
            k: How many at most.
            among: Only these ids, of chunks that are there, may be returned; None lets all through.
        """
        allowed = self._live if among is None else IdSet.of(among)
        hits = [
            hit
            for part in self._parts
            for hit in part.search(query, k, among=allowed, exhaustive=among is not None)
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]


def to_merge(segments: Sequence[Segment], dead: Mapping[str, int], sizes: Sizes) -> Sequence[Segment]:
    """Return the neighbouring segments that should become one, or none.

    Args:
        segments: All there are, by chunk id.
        dead: For each name, how many of its vectors belong to chunks that are gone.
        sizes: When there are enough of them.
    """
    flat = [segment for segment in segments if segment.kind == "flat"]
    rows = sum(segment.rows for segment in flat)
    if rows > sizes.flat:
        first = segments.index(flat[0])
        while first > 0 and segments[first - 1].rows <= rows:
            first -= 1
            rows += segments[first].rows
        return segments[first:]
    for segment in segments:
        if dead.get(segment.name, 0) > segment.rows * _MOST_DEAD:
            return [segment]
    return []


def dead_rows(segments: Sequence[Segment], dead: Ids) -> dict[str, int]:
    """Return how many of ``dead``, which ascend, fall into each segment."""
    return {
        segment.name: int(
            np.searchsorted(dead, segment.last_chunk_id, side="right")
            - np.searchsorted(dead, segment.first_chunk_id, side="left")
        )
        for segment in segments
    }
