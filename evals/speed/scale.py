"""How search grows with the index, and how fast a folder is found unchanged."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals import provenance
from evals.report.text import table
from evals.speed import growth
from evals.speed.process import json_of
from evals.speed.scale_plot import save_plot
from index import Collection
from index.dense import DenseIndex, Ids
from index.types import Vectors

_COLUMNS = (
    "chunks",
    "hybrid p50",
    "p95",
    "dense p50",
    "BM25 p50",
    "recall@10",
    "opened in",
    "memory",
    "on disk",
)
_BATCH = 8192


def run(*, chunks: int, text: Path, work: Path, out: Path, real: Sequence[Path] = ()) -> None:
    """Grow an index in three steps to ``chunks``, measure it at each, and save table, figures and plot.

    Args:
        chunks: Of the largest index.
        text: What its text is made of.
        work: Where the index grows; one that is there already goes on growing.
        out: Where ``scale.json``, ``scale.md`` and ``scale.png`` go.
        real: Two ``.npy`` files, of real passages' and of real questions' vectors, to measure recall on.
    """
    out.mkdir(parents=True, exist_ok=True)
    index = work / "index"
    points = []
    for size in sorted({max(1000, chunks // 16), max(1000, chunks // 4), chunks}):
        built = _worker("build", index, text, str(size))
        measured = _worker("measure", index, text)
        points.append(built | measured)
        print(f"  measured: {built['chunks']:,} chunks", file=sys.stderr, flush=True)
    figures: dict[str, Any] = {
        "machine": provenance.machine(),
        "commit": provenance.commit(Path(__file__).parent),
        "versions": provenance.versions(),
        "points": points,
        "unchanged_files_a_second": unchanged_rate(10_000),
    }
    if real:
        figures["real"] = recall_on_real(*real)
    (out / "scale.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    page = "\n".join(_page(figures)) + "\n"
    (out / "scale.md").write_text(page, encoding="utf-8")
    save_plot(points, out / "scale.png")
    print(page)


def unchanged_rate(files: int) -> float:
    """Return how many files a second are found unchanged in a folder that was added before."""
    with tempfile.TemporaryDirectory(prefix="rag-unchanged-") as folder:
        docs = Path(folder, "docs")
        for number in range(files):
            place = docs / f"{number % 100:02}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.txt").write_text(f"Note {number}.", encoding="utf-8")
        time.sleep(2.5)  # files that changed just now are read again, to be sure
        embedder = growth.PerturbedEmbedder(np.eye(384, dtype=np.float32))
        with Collection.create(Path(folder, "index"), embedder=embedder) as collection:
            collection.add_files([docs])
            start = time.perf_counter()
            summary = collection.add_files([docs])
            seconds = time.perf_counter() - start
        if summary.count("unchanged") != files:
            raise ValueError(f"{summary.count('unchanged')} of {files} files were found unchanged")
        return files / seconds


def recall_on_real(passages: Path, questions: Path) -> dict[str, Any]:
    """Return how many of the ten nearest vectors a clustered index finds, on vectors of real texts."""
    vectors = np.load(passages).astype(np.float32)
    asked = np.load(questions).astype(np.float32)
    ids = np.arange(len(vectors), dtype=np.int64)

    def fetch(wanted: Ids) -> Iterator[tuple[Ids, Vectors]]:
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            yield some, vectors[some]

    exact = DenseIndex.build(ids, vectors)
    clustered = DenseIndex.build_clustered(ids, fetch, dimensions=vectors.shape[1])
    shares = []
    for question in asked:
        wanted = {found for found, _ in exact.search(question, 10)}
        shares.append(len(wanted & {found for found, _ in clustered.search(question, 10)}) / len(wanted))
    return {"passages": len(vectors), "questions": len(asked), "recall_at_10": float(np.mean(shares))}


def _worker(task: str, *arguments: Path | str) -> dict[str, Any]:
    return json_of([sys.executable, "-m", "evals.speed.growth", task, *arguments])


def _page(figures: dict[str, Any]) -> Iterator[str]:
    rows = [_COLUMNS, *(_row(point) for point in figures["points"])]
    yield "# Search, by size of the index"
    yield ""
    yield "```"
    yield from table(rows)
    yield "```"
    yield ""
    yield (
        "Text is repeated with variation, and the vectors are real ones perturbed. Memory is what isn't a "
        "file's; the time of a search holds the question's embedding."
    )
    rate = figures["unchanged_files_a_second"]
    yield f"Of a folder of 10,000 unchanged files, {rate:,.0f} are passed a second."
    if "real" in figures:
        real = figures["real"]
        yield (
            f"On {real['passages']:,} real passages and {real['questions']:,} real questions, a clustered "
            f"index finds {real['recall_at_10']:.1%} of the ten nearest."
        )
    yield ""
    versions = ", ".join(f"{name} {version}" for name, version in figures["versions"].items())
    yield f"{provenance.describe(figures['machine'])}; commit {figures['commit']}; {versions}."


def _row(point: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{point['chunks']:,}",
        f"{point['fused']['p50_ms']:.1f} ms",
        f"{point['fused']['p95_ms']:.1f} ms",
        f"{point['dense']['p50_ms']:.1f} ms",
        f"{point['lexical']['p50_ms']:.1f} ms",
        f"{point['recall_at_10']:.3f}",
        f"{point['open_seconds']:.2f} s",
        f"{point['anonymous_mib']:.0f} MiB",
        f"{point['bytes'] / 2**20:,.0f} MiB",
    )
