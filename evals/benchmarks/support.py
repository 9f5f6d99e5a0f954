"""BEGIN: replies of dialogue systems, which people judged by whether their evidence bears them out.

Dziri et al. 2022, Evaluating Attribution in Dialogue Systems: The BEGIN Benchmark.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evals.benchmarks.types import Context, Figure
from evals.bootstrap import mean_interval
from evals.datasets.files import json_lines
from evals.errors import DataError
from evals.sample import sample
from index.sentences import sentence_spans
from rag.llm.support import disagreement

NAME = "support"
SUPPORTED = "Fully attributable"


def run(folder: Path, context: Context) -> list[Figure]:
    """Measure what is accepted of the supported replies, flagged of the others, and beside wrong evidence."""
    rows = sample(list(_rows(folder / f"{folder.name}.jsonl.gz")), context.sample, seed=context.seed)
    supported = [(said, evidence) for said, evidence, label in rows if label == SUPPORTED]
    others = [(said, evidence) for said, evidence, label in rows if label != SUPPORTED]
    swapped = [
        (said, evidence)
        for (said, own), (_, evidence) in zip(supported, supported[1:] + supported[:1], strict=True)
        if own != evidence
    ]
    return [
        *_share("supported replies accepted", [not _flagged(*pair) for pair in supported]),
        *_share("unsupported replies flagged", [_flagged(*pair) for pair in others]),
        *_share("supported replies flagged beside a wrong evidence", [_flagged(*pair) for pair in swapped]),
    ]


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, record in json_lines(path):
        try:
            yield str(record["response"]), str(record["context"]), str(record["label"])
        except KeyError as exc:
            raise DataError(f"{path}, line {number}: no {exc}") from exc


def _flagged(reply: str, evidence: str) -> bool:
    return any(disagreement(reply[start:end], evidence) is not None for start, end in sentence_spans(reply))


def _share(metric: str, values: list[bool]) -> list[Figure]:
    if not values:
        return []
    array = np.array(values, dtype=float)
    return [Figure(NAME, "all", metric, float(array.mean()), mean_interval(array), len(array))]
