"""From a question to the passages that an answer may use: searched, read, and ranked by the reader."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.chunking import with_header
from index.types import NO_FILTER, Chunk, DocumentInfo, PassageStore, ScoredChunk, SearchFilter
from rag.calibration import Calibration
from rag.config import SEARCHED
from rag.prompts import EMPTY_INDEX, NO_MATCHING_DOCUMENT
from rag.reader import Reader, Reading, Span


@dataclass(frozen=True, slots=True)
class Found:
    """What a search returned."""

    chunks: tuple[ScoredChunk, ...]
    """Best first."""
    reason: str = ""
    """Why there are none; "" where there are."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage that the reader has read."""

    chunk: Chunk
    info: DocumentInfo
    """Of its document."""
    reading: Reading
    rank: int
    """Its place in the search result, from 1."""

    def score_of(self, span: Span, calibration: Calibration) -> float:
        """Return how well one of its spans answers, comparable across passages."""
        return calibration.score(self.reading, span, rank=self.rank)

    def score(self, calibration: Calibration) -> float:
        """Return the score of its best span; minus infinity where it has none."""
        spans = self.reading.spans
        return self.score_of(spans[0], calibration) if spans else -math.inf


def find(store: PassageStore, question: str, *, where: SearchFilter) -> Found:
    """Search, and say why nothing was found.

    Raises:
        InvalidFilterError: a date in ``where`` can't be read.
    """
    chunks = store.search(question, k=SEARCHED, where=where)
    if chunks:
        return Found(tuple(chunks))
    filtered_out = bool(where) and bool(store.search(question, k=1, where=NO_FILTER))
    return Found((), NO_MATCHING_DOCUMENT if filtered_out else EMPTY_INDEX)


def read_passages(
    store: PassageStore,
    reader: Reader,
    question: str,
    chunks: Sequence[ScoredChunk],
    *,
    first_rank: int = 1,
) -> tuple[ReadPassage, ...]:
    """Read each chunk behind its header, in the order of the search.

    A chunk whose document was removed since the search is left out.

    Args:
        store: Where the chunks were found.
        reader: Reads them.
        question: What they may answer.
        chunks: Best first.
        first_rank: The place of the first of them in the search result.
    """
    infos = store.infos({hit.chunk.doc_id for hit in chunks})
    there = [(hit.chunk, infos[hit.chunk.doc_id]) for hit in chunks if hit.chunk.doc_id in infos]
    headers = [header_of(chunk, info) for chunk, info in there]
    readings = reader.read(question, [chunk.text for chunk, _ in there], headers=headers)
    return tuple(
        ReadPassage(chunk, info, reading, rank)
        for rank, ((chunk, info), reading) in enumerate(zip(there, readings, strict=True), start=first_rank)
    )


def header_of(chunk: Chunk, info: DocumentInfo) -> str:
    """Return the line that a chunk is read behind, with its line break; "" if it has none."""
    headed = with_header(chunk.text, title=info.title, published=info.published, heading=chunk.heading)
    return headed.removesuffix(chunk.text)
