"""SQuAD v1.1 dev, open domain, each question twice: as it is, and as if no paragraph held its answer.

A passage counts as holding the answer if its words stand in it; the search goes on to the next best. What is
answered then is unsupported, however likely it sounds.
"""

from dataclasses import replace
from pathlib import Path

from evals.benchmarks.asking import ask_all
from evals.benchmarks.pipelines import answering_from
from evals.benchmarks.sets import load_set
from evals.benchmarks.stores import WithoutAnswers
from evals.benchmarks.types import Context, Figure, figures_of
from evals.corpus import index_texts
from evals.sample import sample
from evals.subject import document_reader
from evals.types import Question
from index import Collection
from index.types import PassageStore

NAME = "answer-removed"
QUESTIONS = 500
METRICS = ("unsupported", "over_refusal", "auroc")


def run(folder: Path, context: Context) -> list[Figure]:
    """Measure how often silence is kept, rightly and wrongly."""
    dataset = load_set(folder)
    asked = sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed)
    path = context.work / NAME
    context.tell(f"indexing {len(dataset.corpus)} paragraphs")
    index_texts(path, dataset.corpus)
    answers = {_removed(question).id: question.answers for question in asked}
    with Collection.open(path) as collection:

        def store(question: Question) -> PassageStore:
            hidden = answers.get(question.id)
            return collection if hidden is None else WithoutAnswers(collection, hidden)

        both = tuple(each for question in asked for each in (question, _removed(question)))
        answered = ask_all(NAME, both, context, answerer=answering_from(store, read=document_reader(path)))
    return figures_of(NAME, answered, METRICS)


def _removed(question: Question) -> Question:
    return replace(question, id=f"{question.id}-removed", answers=(), answerable=False, sources={})
