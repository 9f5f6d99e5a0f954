"""Which question sets the reader learns from, and the passages that can be found for their questions."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.types import Embedder
from training.retrieval import FusedRetrieval, embed_cached
from training.rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class Source:
    """How much of a question set is used, and for what."""

    file: str
    share: float
    """Of its questions, drawn at random."""
    stands_alone: bool
    """Whether its questions say what they are about, so that a passage found for one can be wrong for it."""


# The target is what people ask of news, encyclopaedic and business text. Reviews, forum posts and single
# sentences teach spans, but their questions ("What did he buy?") need their passage; policy questions are
# templates that every policy answers.
MIX = (
    Source("squad_v11_train", 0.95, stands_alone=True),
    Source("qed_nq_train", 1.00, stands_alone=True),
    Source("squadshifts_new_wiki", 0.80, stands_alone=True),
    Source("fairytaleqa_extractive", 0.40, stands_alone=False),
    Source("covid_qa_window", 0.80, stands_alone=False),
    Source("squadshifts_reddit", 0.15, stands_alone=False),
    Source("squadshifts_amazon", 0.10, stands_alone=False),
    Source("qamr_dev", 0.10, stands_alone=False),
    Source("qamr_test", 0.10, stands_alone=False),
    Source("policyqa_dev", 0.05, stands_alone=False),
    Source("policyqa_test", 0.05, stands_alone=False),
)
ONLY_SENTENCES = ("qamr", "policyqa")
"""Sets whose contexts are too short to be searched as passages."""
LOOK_AT = 20
"""Negatives are drawn from so many of the best passages: what the reader will be given."""


def title_of(row: Row, source: Source) -> str:
    """The row's title, where it is one a document could have."""
    return "" if source.file.startswith(("qamr", "squadshifts_reddit", "squadshifts_amazon")) else row.title


def holds_an_answer(passage: str, row: Row) -> bool:
    """Whether any of the row's answers occurs in the passage, whatever its case."""
    folded = passage.casefold()
    return any(answer.text.casefold() in folded for answer in row.answers)


class Pool:
    """All passages of the question sets, and what is found among them for a question.

    Args:
        data: folder of question sets, one NAME.jsonl.gz each.
        work: holds the passages' vectors, or will.
        embedder: makes vectors of passages and questions.
        embed: how many passages have a vector; the rest is found by words alone.
    """

    def __init__(self, data: Path, work: Path, *, embedder: Embedder, embed: int | None = None) -> None:
        self.rows = {source.file: list(read_rows(data / f"{source.file}.jsonl.gz")) for source in MIX}
        searched = [source for source in MIX if not source.file.startswith(ONLY_SENTENCES)]
        self.titles = {
            row.context: title_of(row, source) for source in searched for row in self.rows[source.file]
        }
        """The title of each passage."""
        self.passages = list(self.titles)
        self.questions = [(row.title, row.question) for source in searched for row in self.rows[source.file]]
        """Title and question of every row that is searched for."""
        self._embedder = embedder
        self._work, self._embed = work, embed

    @cached_property
    def _retrieval(self) -> FusedRetrieval:
        some = self.passages[: self._embed]
        return FusedRetrieval(self.passages, embed_cached(some, self._embedder, self._work / "passages.npy"))

    def wrong_passages(self, row: Row) -> list[str]:
        """The passages among the best ``LOOK_AT`` for the row's question that hold none of its answers."""
        vector = self._embedder.embed_query(row.question)
        found = [self.passages[at] for at in self._retrieval.search(row.question, vector, k=LOOK_AT)]
        return [each for each in found if each != row.context and not holds_an_answer(each, row)]
