"""Measure an exported reader, as int8, on development questions.

    python -m training.evaluate_reader FOLDER --data DATA/dev --cache .work/training --sample 500

Three measures: answers in the paragraph that was asked about (SQuAD 1.1), telling answerable questions from
unanswerable ones about the same paragraph (SQuAD 2.0), and answering from all paragraphs at once, as they
stand and with every paragraph that holds the answer removed. Questions are drawn by ``random.Random(1)``, or
by ``--seed``; intervals are 95%, by the normal approximation over questions.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.metrics.auroc import auroc
from evals.metrics.squad import exact_match, f1
from index.embedding import OnnxEmbedder
from rag.reader import OnnxReader, Reading
from training.retrieval import FusedRetrieval, embed_cached
from training.rows import Row, read_rows
from training.sources import holds_an_answer

RELEVANCE_WEIGHT = 4.0
READ = 20
WRONGLY_SILENT = (0.10, 0.15)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions."""

    name: str
    mean: float
    margin: float
    """Half of the 95% interval."""
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best answer to one question over the passages read."""

    score: float
    answer: str
    passage: str


def figure(name: str, values: Sequence[float]) -> Figure:
    """The mean of the values with its interval."""
    array = np.array(values, np.float64)
    return Figure(name, float(array.mean()), float(1.96 * array.std() / np.sqrt(len(array))), len(array))


def passage_score(reading: Reading, *, relevance_weight: float = RELEVANCE_WEIGHT) -> float:
    """How well a passage answers: its best span against "not here", and its relevance."""
    best = reading.spans[0].score if reading.spans else reading.null - 20.0
    return best - reading.null + relevance_weight * reading.relevance


def best_outcome(passages: Sequence[str], readings: Sequence[Reading]) -> Outcome:
    """The answer of the best passage; the first of equals."""
    scores = [passage_score(reading) for reading in readings]
    at = int(np.argmax(scores))
    spans = readings[at].spans
    answer = passages[at][spans[0].start : spans[0].end] if spans else ""
    return Outcome(scores[at], answer, passages[at])


def in_its_paragraph(reader: OnnxReader, rows: Sequence[Row]) -> list[Figure]:
    """Exact match and F1 where the paragraph is given and known to answer."""
    exact, overlap = [], []
    for row in rows:
        (reading,) = reader.read(row.question, [row.context])
        said = best_outcome([row.context], [reading]).answer
        golds = [answer.text for answer in row.answers]
        exact.append(exact_match(said, golds))
        overlap.append(f1(said, golds))
    return [figure("gold paragraph EM", exact), figure("gold paragraph F1", overlap)]


def answerable(reader: OnnxReader, rows: Sequence[Row]) -> list[Figure]:
    """Area under the ROC curve of the passage score; its margin is Hanley and McNeil's (1982)."""
    scores = [passage_score(reader.read(row.question, [row.context])[0]) for row in rows]
    positive = np.array([bool(row.answers) for row in rows])
    area = auroc(np.array(scores, np.float64), positive)
    if area is None:
        return []
    pairs = (area / (2 - area) - area**2, 2 * area**2 / (1 + area) - area**2)
    yes, no = int(positive.sum()), int((~positive).sum())
    variance = (area * (1 - area) + (yes - 1) * pairs[0] + (no - 1) * pairs[1]) / (yes * no)
    return [Figure("answerability AUROC", area, float(1.96 * np.sqrt(variance)), len(rows))]


def open_domain(reader: OnnxReader, search: "Search", rows: Sequence[Row]) -> list[Figure]:
    """Answers from the passages found, and how often it is silent once none of them can answer."""
    first, exact, overlap, scores, removed = [], [], [], [], []
    found_at: dict[int, list[float]] = {1: [], 5: [], READ: []}
    for row in rows:
        ranking = search(row.question)
        for k, hits in found_at.items():
            hits.append(float(row.context in ranking[:k]))
        without = [passage for passage in ranking if not holds_an_answer(passage, row)][:READ]
        readings = dict(zip(ranking[:READ], reader.read(row.question, ranking[:READ]), strict=True))
        missing = [passage for passage in without if passage not in readings]
        readings |= dict(zip(missing, reader.read(row.question, missing), strict=True))
        outcome = best_outcome(ranking[:READ], [readings[passage] for passage in ranking[:READ]])
        golds = [answer.text for answer in row.answers]
        first.append(float(outcome.passage == row.context))
        exact.append(exact_match(outcome.answer, golds))
        overlap.append(f1(outcome.answer, golds))
        scores.append(outcome.score)
        removed.append(best_outcome(without, [readings[passage] for passage in without]).score)
    return [
        *(figure(f"open domain fused R@{k}", hits) for k, hits in found_at.items()),
        figure("open domain R@1 after reading", first),
        figure("open domain EM", exact),
        figure("open domain F1", overlap),
        *silent(np.array(scores), np.array(removed)),
    ]


def silent(answerable_scores: Floats, removed_scores: Floats) -> list[Figure]:
    """The share silent with the answer removed, where a given share of the answerable is silent too."""
    figures = []
    for share in WRONGLY_SILENT:
        threshold = np.quantile(answerable_scores, share)
        name = f"answer removed: silent, {share:.0%} of answerable wrongly so"
        figures.append(figure(name, (removed_scores < threshold).astype(np.float64).tolist()))
    return figures


class Search:
    """Fused retrieval over the paragraphs of the rows."""

    def __init__(self, rows: Sequence[Row], cache: Path) -> None:
        self._passages = list(dict.fromkeys(row.context for row in rows))
        self._embedder = OnnxEmbedder()
        vectors = embed_cached(self._passages, self._embedder, cache / "evaluation_passages.npy")
        self._retrieval = FusedRetrieval(self._passages, vectors)

    def __call__(self, question: str) -> list[str]:
        """All passages found, best first."""
        ranking = self._retrieval.search(question, self._embedder.embed_query(question), k=100)
        return [self._passages[at] for at in ranking]


def measure(
    model: Path, data: Path, cache: Path, *, parts: Sequence[str], sample: int, seed: int
) -> list[Figure]:
    """Every figure of the parts asked for, over ``sample`` questions each."""
    reader = OnnxReader(model)
    v11 = list(read_rows(data / "squad_v11_dev" / "squad_v11_dev.jsonl.gz"))
    chosen = random.Random(seed).sample(v11, min(sample, len(v11)))
    figures: list[Figure] = []
    if "gold" in parts:
        figures += in_its_paragraph(reader, chosen)
    if "answerable" in parts:
        v20 = list(read_rows(data / "squad_v20_dev" / "squad_v20_dev.jsonl.gz"))
        figures += answerable(reader, random.Random(seed).sample(v20, min(sample, len(v20))))
    if "open" in parts:
        figures += open_domain(reader, Search(v11, cache), chosen)
    return figures


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description="Measure an exported reader.")
    parser.add_argument("model", type=Path, help="folder with the reader and its models.json")
    parser.add_argument("--data", type=Path, required=True, help="folder of development sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the paragraphs' vectors")
    parser.add_argument("--parts", nargs="+", default=["gold", "answerable", "open"])
    parser.add_argument("--sample", type=int, default=500, help="questions a part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    arguments = parser.parse_args()
    began = time.monotonic()
    figures = measure(
        arguments.model,
        arguments.data,
        arguments.cache,
        parts=arguments.parts,
        sample=arguments.sample,
        seed=arguments.seed,
    )
    for each in figures:
        print(f"{each.name:60} {each.mean:.3f} ± {each.margin:.3f}  ({each.n})")
    print(f"{time.monotonic() - began:.0f} s")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(each) for each in figures], indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
