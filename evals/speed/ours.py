"""Our side of the measurements, run as ``python -m evals.speed.ours index|ask …``; prints JSON."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from evals.corpus import index_texts
from evals.types import SourceText


def measure_indexing(texts_file: Path, index: Path) -> dict[str, Any]:
    """Index texts into a new index: model loading, chunking, embedding, commits and search files included."""
    texts = [SourceText(**text) for text in json.loads(texts_file.read_text("utf-8"))]
    start = time.perf_counter()
    summary = index_texts(index, texts)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "chunks": sum(outcome.chunks for outcome in summary.outcomes)}


def measure_asking(questions_file: Path, index: Path) -> dict[str, Any]:
    """Ask questions of a warm index; return each one's seconds by stage."""
    import rag

    questions: list[str] = json.loads(questions_file.read_text("utf-8"))
    rag.answer(questions[0], index=index)
    return {"timings": [dict(rag.answer(question, index=index).timings) for question in questions]}


def peak_mib() -> float:
    """Return the most memory this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    measure = {"index": measure_indexing, "ask": measure_asking}[sys.argv[1]]
    figures = measure(Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(figures | {"peak_mib": peak_mib()}))
