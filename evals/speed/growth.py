"""An index as large as wanted, and what it costs to search: ``python -m evals.speed.growth build|measure …``.

Nobody has a million paragraphs at hand, nor the hours to embed them. Text is a file's sentences in ever new
draws, with made-up names of natural rarity; a vector is that of a real paragraph, perturbed. Both are told
with the figures.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.metrics.percentile import percentile
from evals.speed.material import make_material
from evals.types import SourceText
from index import Collection, Document, SearchFilter
from index.chunking import chunk_document
from index.embedding import OnnxEmbedder
from index.loaders import text_document
from index.types import Vectors

REAL_VECTORS = 2000
NOISE = 0.6
"""Length of what is added to a unit vector, in a random direction: two of the same origin have a cosine of
about 0.74, as related paragraphs do."""
QUESTIONS = 200
_NAMES_A_PARAGRAPH = 6
_NAMES = 100_000
_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "xu", "za")


class PerturbedEmbedder:
    """Stands in for the shipped embedder, which opens the index afterwards."""

    def __init__(self, origins: Vectors, seed: int = 0) -> None:
        real = OnnxEmbedder()
        self.name, self.fingerprint, self.dimensions = real.name, real.fingerprint, real.dimensions
        self._real = real
        self._origins = origins
        self._draw = np.random.default_rng(seed)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return a perturbed real vector for each text, whatever it says."""
        origins = self._origins[self._draw.integers(len(self._origins), size=len(texts))]
        noise = self._draw.normal(size=origins.shape).astype(np.float32)
        noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        vectors: Vectors = origins + noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the real vector of a question."""
        return self._real.embed_query(text)


def build(index: Path, text: Path, chunks: int) -> dict[str, Any]:
    """Grow an index to about ``chunks`` chunks; one that is there already goes on growing."""
    sample = make_material(text, chunks=REAL_VECTORS).chunks
    embedder = PerturbedEmbedder(OnnxEmbedder().embed_documents(sample), seed=chunks)
    start = time.perf_counter()
    with Collection.create(index, embedder=embedder) as collection:
        collection.add(documents_for(collection, text, chunks))
        status = collection.status()
    return {"chunks": status.chunks, "seconds": time.perf_counter() - start, "bytes": status.bytes}


def measure(index: Path, text: Path) -> dict[str, Any]:
    """Return what searching costs in a process that does nothing else."""
    questions = _questions(text, QUESTIONS)
    OnnxEmbedder()  # imported
    before = anonymous_mib()
    start = time.perf_counter()
    collection = Collection.open(index)
    collection.search(questions[0], retriever="lexical")
    opened = time.perf_counter() - start
    collection.search(questions[0])
    figures: dict[str, Any] = {"open_seconds": opened}
    for retriever in ("fused", "dense", "lexical"):
        times = []
        for question in questions:
            start = time.perf_counter()
            collection.search(question, retriever=retriever)
            times.append(time.perf_counter() - start)
        figures[retriever] = {"p50_ms": percentile(times, 50) * 1000, "p95_ms": percentile(times, 95) * 1000}
    figures["anonymous_mib"] = anonymous_mib()
    figures["anonymous_before_mib"] = before
    figures["recall_at_10"] = _recall(collection, questions[:50])
    return figures


def anonymous_mib() -> float:
    """Return the memory of this process that isn't a file's; NaN where the system doesn't tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _recall(collection: Collection, questions: Sequence[str]) -> float:
    """Return the share of the ten nearest vectors that a search without a filter finds."""
    everything = SearchFilter(source="*")
    shares = []
    for question in questions:
        found = {hit.chunk.chunk_id for hit in collection.search(question, k=10, retriever="dense")}
        exact = collection.search(question, k=10, retriever="dense", where=everything)
        shares.append(len(found & {hit.chunk.chunk_id for hit in exact}) / len(exact))
    return float(np.mean(shares))


def documents_for(collection: Collection, text: Path, chunks: int) -> Iterator[Document]:
    """Yield documents until the index will hold about as many chunks."""
    there = collection.status().chunks
    draw = random.Random(there)  # noqa: S311 - nothing secret is drawn
    texts = make_material(text, chunks=2000, seed=there).texts
    sample = [_document(texts, draw, number) for number in range(20)]
    a_document = sum(len(chunk_document(document)) for document in sample) / len(sample)
    for number in range(round(max(0, chunks - there) / a_document)):
        yield _document(texts, draw, there + number)


def _document(texts: Sequence[SourceText], draw: random.Random, number: int) -> Document:
    paragraphs = draw.choice(texts).text.split("\n\n")
    named = [f"{paragraph} {_names(draw)}" for paragraph in draw.sample(paragraphs, len(paragraphs))]
    return text_document("\n\n".join(named), source=f"grown-{number}.txt", title=f"Grown {number}")


def _names(draw: random.Random) -> str:
    """Return a sentence of made-up names; the n-th is n times as rare as the first."""
    numbers = [int(_NAMES ** draw.random()) for _ in range(_NAMES_A_PARAGRAPH)]
    return f"So said {', '.join(_name(number) for number in numbers)}."


def _name(number: int) -> str:
    letters = ""
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[syllable]
    return letters.capitalize() or "Ba"


def _questions(text: Path, count: int) -> list[str]:
    draw = random.Random(1)  # noqa: S311
    words = text.read_text("utf-8").split()
    asked = []
    for _ in range(count):
        start = draw.randrange(len(words) - 8)
        asked.append(
            f"What did {_name(int(_NAMES ** draw.random()))} say of {' '.join(words[start : start + 6])}?"
        )
    return asked


if __name__ == "__main__":
    if sys.argv[1] == "build":
        result = build(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
    else:
        result = measure(Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(result))
