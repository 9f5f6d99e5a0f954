"""The passages of an index as points of a map, made once for each state of the index."""

import threading
from dataclasses import dataclass

import numpy as np

from index.types import Chunk, DocumentInfo
from ui.web.documents import Library
from ui.web.projection import project

SHOWN = 2_000
"""Passages on the map at most, taken evenly from all: more would be a blot, and slow to draw."""
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A passage on the map."""

    x: float
    y: float
    """From 0 to 1, from the top."""
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map of one state of the index."""

    points: tuple[Point, ...]
    passages: int
    """How many there are, shown or not."""
    infos: dict[str, DocumentInfo]


class Cartographer:
    """Makes the map of an index, and keeps the newest."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._drawing = threading.Lock()
        self._drawn: tuple[int, Atlas] | None = None

    def atlas(self) -> Atlas:
        """Return the map of the index as it is now."""
        with self._drawing:
            generation = self._library.generation
            if self._drawn is None or self._drawn[0] != generation:
                self._drawn = generation, _drawn(self._library)
            return self._drawn[1]


def _drawn(library: Library) -> Atlas:
    embedded = library.embedded()
    infos = {info.doc_id: info for info in library.documents()}
    total = len(embedded.chunks)
    if total < FEWEST:
        return Atlas((), total, infos)
    rows = np.unique(np.linspace(0, total - 1, min(total, SHOWN)).astype(np.int64))
    places = project(embedded.vectors[rows])
    points = (
        Point(float(x), float(y), embedded.chunks[row])
        for row, (x, y) in zip(rows.tolist(), places.tolist(), strict=True)
    )
    return Atlas(tuple(points), total, infos)
