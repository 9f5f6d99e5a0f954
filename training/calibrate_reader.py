"""Fit what the reader's scores mean, and write ``rag/models/calibration.json``.

python -m training.calibrate_reader --questions squad_v11_dev.jsonl.gz --index FOLDER

The questions are asked of an index of all their paragraphs, once as it stands and once without the passages
that hold an answer. Those on which figures are reported, ``random.Random(1).sample(rows, 2000)``, are left
out.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.metrics.squad import f1
from evals.scoring import RIGHT_F1
from index import Collection, Document, ScoredChunk
from index.loaders import text_document
from index.model_files import ShippedModel
from rag.answers import Candidate, candidates
from rag.calibration import CALIBRATION_FILE, Calibration
from rag.config import DEFAULT_K, SEARCHED
from rag.questions import Form, wanted
from rag.reader import READER_FOLDER, OnnxReader, Reader
from rag.retrieval import ReadPassage, read_passages
from rag.settling import settle
from rag.similarity import Similarity, shipped_similarity
from rag.statements import chosen, statements
from training.rows import Row, read_rows

REPORTED = 2000
WEIGHTS = {
    "relevance_weight": (2.0, 3.0, 4.0),
    "rank_weight": (0.0, 1.0, 2.0, 3.0),
}
"""What is tried, in this order. Relevance at 6 did no better; ``answers.MISFIT`` would weigh less then."""
NO_ANSWER = -1e9
RIDGE = 1e-6

_UNFITTED = Calibration(2.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0)

Floats = NDArray[np.float64]
Passages = tuple[ReadPassage, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What the reader made of one question."""

    question: str
    answers: tuple[str, ...]
    whole: Passages
    """Read from the whole index."""
    removed: Passages
    """Read from what is left once no passage holds an answer."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one choice of weights gives, a value a question."""

    scores: Floats
    """Of the best answer."""
    f1: Floats
    """Of the best answer, 0 to 1."""
    removed_scores: Floats
    """Of the best answer where there is no right one."""

    def threshold(self, wrongly_silent: float) -> float:
        """Return the score below which that share of the answerable questions lies."""
        return float(np.quantile(self.scores, wrongly_silent))

    def f1_above(self, threshold: float) -> float:
        """Return the mean F1, where silence scores 0."""
        return float(np.where(self.scores >= threshold, self.f1, 0.0).mean())

    def silent_below(self, threshold: float) -> float:
        """Return the share of the unanswerable questions that stay unanswered."""
        return float((self.removed_scores < threshold).mean())


def main() -> None:
    """Read the command line, fit, write and print."""
    parser = argparse.ArgumentParser(description="Fit what the reader's scores mean.")
    parser.add_argument("--questions", type=Path, required=True, help="SQuAD v1.1 dev, .jsonl.gz")
    parser.add_argument("--index", type=Path, required=True, help="index of its paragraphs; made if need be")
    parser.add_argument("--reader", type=Path, default=READER_FOLDER)
    parser.add_argument("--out", type=Path, default=CALIBRATION_FILE)
    parser.add_argument("--count", type=int, default=1000, help="questions to fit on")
    parser.add_argument(
        "--statements", type=int, default=1000, help="for whole sentences, if there are so many"
    )
    parser.add_argument("--wrongly-silent", type=float, default=0.08, help="share of answerable ones")
    arguments = parser.parse_args()

    rows = list(read_rows(arguments.questions))
    reader = OnnxReader(arguments.reader)
    with Collection.create(arguments.index) as index:
        index.add(_documents(rows))
        spans = list(_cases(index, reader, _fitting(rows, arguments.count)))
        told = list(_cases(index, reader, _fitting(rows, arguments.statements, form="sentences")))
    fitted = fit_spans(spans, wrongly_silent=arguments.wrongly_silent)
    weights = Calibration(**{field.name: fitted.get(field.name, 0.0) for field in fields(Calibration)})
    facts = {
        "reader_sha256": ShippedModel.read(arguments.reader).fingerprint,
        **fitted,
        **fit_statements(
            told,
            weights,
            similarity=shipped_similarity(),
            reader=reader,
            wrongly_silent=arguments.wrongly_silent,
        ),
    }
    text = json.dumps(facts, indent=2)
    arguments.out.write_text(text + "\n", "utf-8")
    print(text)


def fit_spans(cases: Sequence[Case], *, wrongly_silent: float) -> dict[str, float]:
    """Return the fields of ``Calibration`` for bare answers, and under ``fitted_…`` how they do on the cases.

    The weights are those with the highest mean of F1 and of silence where there is no answer, at the
    threshold, which is set so that ``wrongly_silent`` of the answerable questions score below it. They are
    sought one at a time, each with the best of the others, until none changes.
    Confidence is the chance of being right where the documents hold an answer, an answer being right as the
    evals count it.
    """
    weights, before = _UNFITTED, None
    while weights != before:
        before = weights
        for name, values in WEIGHTS.items():
            tried = [replace(weights, **{name: value}) for value in values]
            weights = max(tried, key=lambda each: _reached(cases, each, wrongly_silent))
    outcomes = _outcomes(cases, weights)
    threshold = outcomes.threshold(wrongly_silent)
    slope, midpoint = logistic(outcomes.scores, (outcomes.f1 >= RIGHT_F1).astype(np.float64))
    return {
        "relevance_weight": weights.relevance_weight,
        "rank_weight": weights.rank_weight,
        "threshold": round(threshold, 4),
        "slope": round(slope, 4),
        "midpoint": round(midpoint, 4),
        "fitted_questions": len(cases),
        "fitted_f1": round(outcomes.f1_above(threshold), 4),
        "fitted_f1_never_silent": round(float(outcomes.f1.mean()), 4),
        "fitted_wrongly_silent": wrongly_silent,
        "fitted_rightly_silent": round(outcomes.silent_below(threshold), 4),
    }


def _reached(cases: Sequence[Case], weights: Calibration, wrongly_silent: float) -> float:
    outcomes = _outcomes(cases, weights)
    threshold = outcomes.threshold(wrongly_silent)
    return (outcomes.f1_above(threshold) + outcomes.silent_below(threshold)) / 2


def fit_statements(
    cases: Sequence[Case],
    weights: Calibration,
    *,
    similarity: Similarity,
    reader: Reader,
    wrongly_silent: float,
) -> dict[str, float]:
    """Return the fields of ``Calibration`` for whole sentences, and how they do on the cases.

    Sentences are right if one of those chosen holds an answer.
    """
    scores, right = _told(cases, [case.whole for case in cases], weights, similarity, reader)
    removed_scores, _ = _told(cases, [case.removed for case in cases], weights, similarity, reader)
    threshold = float(np.quantile(scores, wrongly_silent))
    slope, midpoint = logistic(scores, right)
    return {
        "statement_threshold": round(threshold, 4),
        "statement_slope": round(slope, 4),
        "statement_midpoint": round(midpoint, 4),
        "fitted_statements": len(cases),
        "fitted_statements_right": round(float(right.mean()), 4),
        "fitted_statements_rightly_silent": round(float((removed_scores < threshold).mean()), 4),
    }


def _told(
    cases: Sequence[Case],
    read: Sequence[Passages],
    weights: Calibration,
    similarity: Similarity,
    reader: Reader,
) -> tuple[Floats, Floats]:
    """Return for each case the score of the best sentence and whether those chosen hold an answer."""
    scores, right = [], []
    for case, passages in zip(cases, read, strict=True):
        best_first = sorted(passages, key=lambda passage: -passage.score(weights))
        ranked = statements(
            case.question,
            best_first,
            wanted(case.question),
            settled=settle(case.question, best_first, similarity=similarity),
            similarity=similarity,
            reader=reader,
            calibration=weights,
        )
        said = " ".join(evidence.text for evidence in chosen(ranked)).casefold()
        scores.append(ranked[0].score if ranked else NO_ANSWER)
        right.append(float(any(answer.casefold() in said for answer in case.answers)))
    return np.array(scores), np.array(right)


def logistic(scores: Floats, right: Floats) -> tuple[float, float]:
    """Return ``(slope, midpoint)`` of the logistic that fits how right each score is, by Newton's method.

    Args:
        scores: Shape (n,).
        right: 0 to 1, shape (n,).
    """
    known = scores > NO_ANSWER
    scores, right = scores[known], right[known]
    centre, scale = float(scores.mean()), float(scores.std())
    inputs = np.stack([(scores - centre) / scale, np.ones_like(scores)], axis=1)
    weights = np.zeros(2)
    for _ in range(50):
        predicted = 1.0 / (1.0 + np.exp(-inputs @ weights))
        curvature = (inputs * (predicted * (1.0 - predicted))[:, np.newaxis]).T @ inputs
        # The ridge keeps it finite where the scores part right from wrong without exception.
        gradient = inputs.T @ (right - predicted) - RIDGE * weights
        weights += np.linalg.solve(curvature + RIDGE * np.eye(2), gradient)
    slope = float(weights[0]) / scale
    return slope, centre - float(weights[1]) / slope


def _outcomes(cases: Sequence[Case], weights: Calibration) -> Outcomes:
    best = [_best(case, case.whole, weights) for case in cases]
    removed = [_best(case, case.removed, weights) for case in cases]
    return Outcomes(
        scores=np.array([found[0].score if found else NO_ANSWER for found in best]),
        f1=np.array(
            [
                f1(found[0].best.text, case.answers) if found else 0.0
                for found, case in zip(best, cases, strict=True)
            ]
        ),
        removed_scores=np.array([found[0].score if found else NO_ANSWER for found in removed]),
    )


def _best(case: Case, read: Passages, weights: Calibration) -> tuple[Candidate, ...]:
    return candidates(read, calibration=weights, question=case.question)[:1]


def _fitting(rows: Sequence[Row], count: int, form: Form | None = None) -> list[Row]:
    reported = {row.row_id for row in random.Random(1).sample(rows, REPORTED)}
    others = [row for row in rows if row.row_id not in reported and form in (None, wanted(row.question).form)]
    random.Random(2).shuffle(others)
    return others[:count]


def _documents(rows: Iterable[Row]) -> Iterator[Document]:
    contexts = {row.context: row.title.replace("_", " ") for row in rows}
    for number, (context, title) in enumerate(contexts.items()):
        yield text_document(context, source=f"{title}#{number}", title=title)


def _cases(index: Collection, reader: Reader, rows: Sequence[Row]) -> Iterator[Case]:
    for done, row in enumerate(rows, start=1):
        hits = index.search(row.question, k=SEARCHED)
        answers = tuple(answer.text for answer in row.answers)
        without = [hit for hit in hits if not _holds(hit, answers)]
        whole, removed = (
            read_passages(index, reader, row.question, chosen[:DEFAULT_K]) for chosen in (hits, without)
        )
        yield Case(row.question, answers, whole, removed)
        if done % 50 == 0:
            print(f"{done} of {len(rows)} questions read", flush=True)


def _holds(hit: ScoredChunk, answers: Iterable[str]) -> bool:
    return any(answer.casefold() in hit.chunk.text.casefold() for answer in answers)


if __name__ == "__main__":
    main()
