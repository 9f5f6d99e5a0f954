"""SQuAD v1.1 dev, open domain: all paragraphs in one index, the question alone to go by."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.asking import ask_all
from evals.benchmarks.kinds import with_kinds
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure, figures_of
from evals.bootstrap import mean_interval
from evals.corpus import index_texts
from evals.metrics.recall import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.sample import sample
from evals.types import Question
from index import Collection

NAME = "squad-open"
QUESTIONS = 2000
DEPTHS = (1, 5, 20)
METRICS = ("em", "f1", "recall@1", "over_refusal", "citation_precision", "quote_exact", "aurc", "ece",
           "latency_p50", "latency_p95")  # fmt: skip


def run(folder: Path, context: Context) -> list[Figure]:
    """Measure the search alone, then the answers."""
    dataset = load_set(folder)
    asked = with_kinds(sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed))
    path = context.work / NAME
    context.tell(f"indexing {len(dataset.corpus)} paragraphs")
    index_texts(path, dataset.corpus)
    context.tell(f"searching for {len(asked)} questions")
    searched = search_figures(NAME, path, asked)
    context.tell(", ".join(f"{figure.metric} {figure.value:.3f}" for figure in searched))
    answered = ask_all(NAME, asked, context, index=path)
    return searched + figures_of(NAME, answered, METRICS, by_kind=("em", "f1", "over_refusal"))


def search_figures(benchmark: str, index: Path, questions: Sequence[Question]) -> list[Figure]:
    """Return recall and MRR of the fused search before anything is read: ranks are those of chunks."""
    values: dict[str, list[float]] = {}
    with Collection.open(index) as collection:
        sources = {info.doc_id: info.source for info in collection.documents()}
        for question in questions:
            found = collection.search(question.question, k=max(DEPTHS))
            ranking = [sources[hit.chunk.doc_id] for hit in found]
            for k in DEPTHS:
                values.setdefault(f"fused recall@{k}", []).append(recall_at(k, ranking, question.sources))
            values.setdefault("fused mrr", []).append(reciprocal_rank(ranking, question.sources))
    arrays = {metric: np.array(each) for metric, each in values.items()}
    return [
        Figure(benchmark, "all", metric, float(each.mean()), mean_interval(each), len(each))
        for metric, each in arrays.items()
    ]
