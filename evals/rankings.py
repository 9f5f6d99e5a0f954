"""Rankings as TREC has them: another system's measured like answers, and ours written for its tools."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.datasets.trec import Ranking, write_qrels, write_run
from evals.relevance import judge_passages
from evals.subject import Subject
from evals.types import Question, Row
from rag.types import Answer, Passage

RANKING = "ranking.trec"
QRELS = "qrels.trec"


def ranked_by(rankings: Mapping[str, Ranking], *, settings: Mapping[str, object] | None = None) -> Subject:
    """Return an answerer that says nothing and shows the documents of a ranking, for measuring it alone.

    Args:
        rankings: Question id -> (document, score), best first; a question that isn't there finds nothing.
        settings: What tells this ranking from another.
    """

    def answer(question: Question) -> Answer:
        passages = tuple(
            Passage(document, document, document, None, None, None, 0, 0, "", score)
            for document, score in rankings.get(question.id, ())
        )
        return Answer(
            question=question.question,
            standalone_question=question.question,
            text="",
            short="",
            claims=(),
            citations=(),
            passages=passages,
            abstained=False,
            reason="",
            confidence=0.0,
            mode="extractive",
        )

    return Subject(answer, settings=settings or {})


def write_trec(folder: Path, rows: Sequence[Row], *, tag: str) -> None:
    """Write the rankings of the rows that are judged by document, and the judgements, if there are any."""
    qrels: dict[str, Mapping[str, int]] = {}
    rankings: dict[str, Ranking] = {}
    for row in rows:
        judged = None if row.question.quotes or row.answer is None else _judged(row.question, row.answer)
        if judged is not None:
            qrels[row.question.id] = row.question.sources
            rankings[row.question.id] = judged
    if rankings:
        write_qrels(folder / QRELS, qrels)
        write_run(folder / RANKING, rankings, tag=tag)


def _judged(question: Question, answer: Answer) -> Ranking | None:
    judged = judge_passages(question, answer.passages)
    if judged is None:
        return None
    # TREC orders by score: one that falls with the rank keeps the order that was measured.
    return [(name, 1.0 / rank) for rank, name in enumerate(judged.ranking, start=1)]
