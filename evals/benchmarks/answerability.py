"""SQuAD v2.0 dev with its paragraphs: half of the questions look answerable and aren't."""

from pathlib import Path

from evals.benchmarks.asking import ask_all
from evals.benchmarks.pipelines import answering_from_paragraphs
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure, figures_of
from evals.sample import sample

NAME = "answerability"
QUESTIONS = 2000
METRICS = ("auroc", "em", "f1", "over_refusal", "unsupported")


def run(folder: Path, context: Context) -> list[Figure]:
    """Ask each question of its own paragraph, silence allowed."""
    dataset = load_set(folder)
    asked = sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed)
    answered = ask_all(NAME, asked, context, answerer=answering_from_paragraphs(dataset))
    return figures_of(NAME, answered, METRICS, by_kind=("f1",))
