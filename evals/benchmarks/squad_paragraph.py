"""SQuAD v1.1 dev with its paragraphs: what the reader finds when the search can't fail.

It is never silent here, as SQuAD v1.1 expects: these figures compare with published ones.
"""

from pathlib import Path

from evals.benchmarks.asking import ask_all
from evals.benchmarks.kinds import with_kinds
from evals.benchmarks.pipelines import answering_from_paragraphs
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure, figures_of
from evals.sample import sample

NAME = "squad-paragraph"
QUESTIONS = 2000
METRICS = ("em", "f1", "citation_precision", "quote_exact", "latency_p50")


def run(folder: Path, context: Context) -> list[Figure]:
    """Ask each question of its own paragraph."""
    dataset = load_set(folder)
    asked = with_kinds(sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed))
    subject = answering_from_paragraphs(dataset, never_silent=True)
    answered = ask_all(NAME, asked, context, answerer=subject)
    return figures_of(NAME, answered, METRICS, by_kind=("em", "f1"))
