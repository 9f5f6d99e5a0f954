"""Follow-up questions: the words that they take along, and what these win for the search.

The words are compared with those that people put into a follow-up when they made it stand alone: the content
words that their rewrite has, the question hasn't, and the conversation has. On conversations made from SQuAD
the search is asked with the follow-up as it is, as the product makes it stand alone, and as it was written.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks import squad_open
from evals.benchmarks.followups import changes_of_topic, follow_ups
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure
from evals.bootstrap import Indices, mean_interval, statistic_interval
from evals.corpus import index_texts
from evals.datasets.files import json_lines
from evals.datasets.records import question_of
from evals.errors import DataError
from evals.metrics.recall import recall_at
from evals.sample import sample
from evals.types import Question
from index import Collection
from rag.conversation import standalone_question
from rag.turns import content_words

NAME = "conversation"
CAST, MTRAG, SQUAD = "trec_cast_rewrite", "mtrag_rewrite", "squad_v11_dev"
CONVERSATIONS = 500
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One follow-up: the words that the product and a person took along."""

    conversation: str
    carried: frozenset[str]
    wanted: frozenset[str]
    self_contained: bool
    """Whether the person's rewrite adds no content word at all."""
    changed: bool


def run(folder: Path, context: Context) -> list[Figure]:
    """Measure on those of the three sets that are there; ``folder`` is the folder of all sets."""
    figures: list[Figure] = []
    if (folder / CAST).is_dir():
        rows = judge(folder / CAST, context)
        fitted = [row for row in rows if was_fitted_on(row.conversation)]
        others = [row for row in rows if not was_fitted_on(row.conversation)]
        figures += _carried_figures("CAsT", rows)
        figures += _carried_figures("CAsT, half that was fitted on", fitted)
        figures += _carried_figures("CAsT, other half", others)
    if (folder / MTRAG).is_dir():
        figures += _carried_figures("mtRAG", judge(folder / MTRAG, context))
    if (folder / SQUAD).is_dir():
        figures += _search_figures(folder / SQUAD, context)
    return figures


def was_fitted_on(conversation: str) -> bool:
    """Say whether the rules of ``rag.turns`` and ``rag.conversation`` were developed on a conversation."""
    digest = hashlib.md5(conversation.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % 2 == 0


def judge(folder: Path, context: Context) -> list[Judged]:
    """Compare the product's words with a person's, for each row that has a conversation before it.

    Raises:
        DataError: the set has no file of its name, or a row no rewrite.
    """
    paths = [folder / f"{folder.name}{ending}" for ending in (".jsonl", ".jsonl.gz")]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise DataError(f"{folder} holds no {folder.name}.jsonl[.gz]")
    judged = []
    for number, record in json_lines(path):
        rewrite = record.get("rewrite")
        if not isinstance(rewrite, str):
            raise DataError(f"{path}, line {number}: no rewrite")
        question = question_of({**record, "answers": None}, default_id=f"line-{number}")
        if question.history:
            judged.append(_judged(question, rewrite))
    return list(sample(judged, context.sample, seed=context.seed))


def _judged(question: Question, rewrite: str) -> Judged:
    standalone = standalone_question(question.question, question.history)
    own = _keys(question.question)
    added = _keys(rewrite) - own
    said = frozenset[str]().union(*(_keys(turn["content"]) for turn in question.history))
    return Judged(
        conversation=question.id.split("_")[0],
        carried=_keys(standalone) - own,
        wanted=added & said,
        self_contained=not added,
        changed=standalone != question.question,
    )


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in content_words(text))


def _carried_figures(name: str, rows: Sequence[Judged]) -> list[Figure]:
    both = np.array([len(row.carried & row.wanted) for row in rows], dtype=float)
    carried = np.array([len(row.carried) for row in rows], dtype=float)
    wanted = np.array([len(row.wanted) for row in rows], dtype=float)

    def ratio(top: Callable[[Indices], float], bottom: Callable[[Indices], float], what: str) -> Figure:
        def statistic(drawn: Indices) -> float | None:
            return top(drawn) / below if (below := bottom(drawn)) else None

        value = statistic(np.arange(len(rows))) or 0.0
        interval = statistic_interval(statistic, len(rows))
        return Figure(NAME, "all", f"{name}: {what}", value, interval, len(rows))

    changed = np.array([row.changed for row in rows if row.self_contained], dtype=float)
    return [
        ratio(
            lambda i: 2 * both[i].sum(), lambda i: carried[i].sum() + wanted[i].sum(), "F1 of carried words"
        ),
        ratio(lambda i: both[i].sum(), lambda i: carried[i].sum(), "precision"),
        ratio(lambda i: both[i].sum(), lambda i: wanted[i].sum(), "recall"),
        *_mean(f"{name}: self-contained questions changed", changed),
    ]


def _search_figures(folder: Path, context: Context) -> list[Figure]:
    dataset = load_set(folder)
    path = context.work / squad_open.NAME
    context.tell(f"indexing {len(dataset.corpus)} paragraphs")
    index_texts(path, dataset.corpus)
    asked = sample(follow_ups(dataset), context.sample or CONVERSATIONS, seed=context.seed)
    whole = sample(dataset.questions, context.sample or CONVERSATIONS, seed=context.seed)
    turned = changes_of_topic(whole, dataset)
    context.tell(f"searching for {len(asked)} follow-ups and {len(turned)} changes of topic")
    with Collection.open(path) as collection:
        sources = {info.doc_id: info.source for info in collection.documents()}

        def recall(text: str, question: Question) -> float:
            found = collection.search(text, k=DEPTH)
            return recall_at(DEPTH, [sources[hit.chunk.doc_id] for hit in found], question.sources)

        bare = np.array([recall(each.question.question, each.question) for each in asked])
        joined = np.array([recall(_standalone(each.question), each.question) for each in asked])
        written = np.array([recall(each.whole, each.question) for each in asked])
        before = np.array([recall(question.question, question) for question in turned])
        after = np.array([recall(_standalone(question), question) for question in turned])
    changed = np.array([_standalone(question) != question.question for question in turned], dtype=float)
    return [
        *_mean(f"SQuAD follow-ups: recall@{DEPTH} as asked", bare),
        *_mean(f"SQuAD follow-ups: recall@{DEPTH} made to stand alone", joined),
        *_mean(f"SQuAD follow-ups: recall@{DEPTH} as written", written),
        *_mean(f"SQuAD follow-ups: recall@{DEPTH} won", joined - bare),
        *_mean("SQuAD, change of topic: questions changed", changed),
        *_mean(f"SQuAD, change of topic: recall@{DEPTH} won", after - before),
    ]


def _standalone(question: Question) -> str:
    return standalone_question(question.question, question.history)


def _mean(metric: str, values: NDArray[np.float64]) -> list[Figure]:
    if not len(values):
        return []
    return [Figure(NAME, "all", metric, float(values.mean()), mean_interval(values), len(values))]
