"""MultiSpanQA with its paragraphs: every span of the answer is asked for."""

from pathlib import Path

from evals.benchmarks.asking import ask_all
from evals.benchmarks.pipelines import answering_from_paragraphs
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure, figures_of
from evals.sample import sample

NAME = "multispan"
METRICS = ("span_f1", "em", "f1", "answer_recall", "over_refusal")


def run(folder: Path, context: Context) -> list[Figure]:
    """Ask each question of its own paragraph."""
    dataset = load_set(folder)
    asked = sample(dataset.questions, context.sample, seed=context.seed)
    answered = ask_all(NAME, asked, context, answerer=answering_from_paragraphs(dataset))
    return figures_of(NAME, answered, METRICS)
