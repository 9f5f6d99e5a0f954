"""RealTimeQA 2022: journalists' quiz questions over whole web articles, with their dates and page noise."""

from pathlib import Path

from evals.benchmarks.asking import ask_all
from evals.benchmarks.kinds import with_kinds
from evals.benchmarks.sets import load_set
from evals.benchmarks.squad_open import search_figures
from evals.benchmarks.types import Context, Figure, figures_of
from evals.corpus import index_texts
from evals.sample import sample

NAME = "news"
METRICS = ("em", "f1", "answer_recall", "recall@1", "over_refusal", "citation_precision", "latency_p50")


def run(folder: Path, context: Context) -> list[Figure]:
    """Measure the search alone, then the answers."""
    dataset = load_set(folder)
    asked = with_kinds(sample(dataset.questions, context.sample, seed=context.seed))
    path = context.work / NAME
    context.tell(f"indexing {len(dataset.corpus)} articles")
    index_texts(path, dataset.corpus)
    searched = search_figures(NAME, path, asked)
    answered = ask_all(NAME, asked, context, index=path)
    return searched + figures_of(NAME, answered, METRICS, by_kind=("f1",))
