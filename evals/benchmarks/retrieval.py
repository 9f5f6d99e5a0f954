"""Sets of the BEIR kind: each retriever alone, fused, and reranked by the reader. No answers are known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure
from evals.bootstrap import mean_interval
from evals.corpus import index_texts
from evals.datasets.trec import write_run
from evals.metrics.ndcg import ndcg_at
from evals.metrics.recall import recall_at
from evals.sample import sample
from evals.types import Question
from index import Collection
from rag.pipeline import Pipeline
from rag.reader import OnnxReader

DEPTH = 100
RERANKED = 20
"""Passages that the reader reads."""

Ranker = Callable[[str], list[tuple[str, float]]]
"""A question -> (document, score), best first, each document once."""


def runner(short: str) -> Callable[[Path, Context], list[Figure]]:
    """Return the benchmark of one set."""

    def run(folder: Path, context: Context) -> list[Figure]:
        name = f"retrieval-{short}"
        dataset = load_set(folder)
        asked = sample(dataset.questions, context.sample, seed=context.seed)
        path = context.work / name
        context.tell(f"indexing {len(dataset.corpus)} documents")
        index_texts(path, dataset.corpus)
        figures: list[Figure] = []
        with Collection.open(path) as collection:
            for ranker_name, ranker in _rankers(collection).items():
                context.tell(f"{name}: {len(asked)} questions, {ranker_name}")
                rankings = {question.id: ranker(question.question) for question in asked}
                write_run(context.out / f"{name}-{ranker_name}.trec", rankings, tag=ranker_name)
                figures += _figures(name, ranker_name, asked, rankings)
        return figures

    return run


def _rankers(collection: Collection) -> dict[str, Ranker]:
    sources = {info.doc_id: info.source for info in collection.documents()}
    pipeline = Pipeline(collection, OnnxReader())

    def dense(question: str) -> list[tuple[str, float]]:
        hits = collection.search(question, k=DEPTH, retriever="dense")
        return _by_document((sources[hit.chunk.doc_id], hit.score) for hit in hits)

    def lexical(question: str) -> list[tuple[str, float]]:
        hits = collection.search(question, k=DEPTH, retriever="lexical")
        return _by_document((sources[hit.chunk.doc_id], hit.score) for hit in hits)

    def fused(question: str) -> list[tuple[str, float]]:
        hits = collection.search(question, k=DEPTH)
        return _by_document((sources[hit.chunk.doc_id], hit.score) for hit in hits)

    def reranked(question: str) -> list[tuple[str, float]]:
        passages = pipeline.passages(question, k=RERANKED)
        return _by_document((passage.source, passage.score) for passage in passages)

    return {"dense": dense, "lexical": lexical, "fused": fused, "reranked": reranked}


def _by_document(hits: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """A document stands where its first passage does."""
    best: dict[str, float] = {}
    for source, score in hits:
        best.setdefault(source, score)
    return list(best.items())


def _figures(
    benchmark: str,
    ranker: str,
    questions: Sequence[Question],
    rankings: Mapping[str, Sequence[tuple[str, float]]],
) -> list[Figure]:
    names = {question.id: [source for source, _ in rankings[question.id]] for question in questions}
    values = {
        f"{ranker} ndcg@10": np.array([ndcg_at(10, names[q.id], q.sources) for q in questions]),
        f"{ranker} recall@10": np.array([recall_at(10, names[q.id], q.sources) for q in questions]),
    }
    return [
        Figure(benchmark, "all", metric, float(each.mean()), mean_interval(each), len(each))
        for metric, each in values.items()
    ]
