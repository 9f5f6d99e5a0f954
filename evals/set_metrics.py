"""Metrics that a question alone can't have: AUROC, AURC and ECE of a set of rows, or of any draw from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.bootstrap import Indices
from evals.metrics.auroc import auroc
from evals.metrics.calibration import ece
from evals.metrics.risk_coverage import aurc
from evals.types import Row


@dataclass(frozen=True, slots=True)
class SetMetric:
    """One metric of certain rows."""

    counts: NDArray[np.bool_]
    """Which rows it looks at, shape (rows,)."""
    statistic: Callable[[Indices], float | None]

    def of(self, drawn: Indices) -> float | None:
        """Return its value for the rows of these indices; None where they give none."""
        return self.statistic(drawn[self.counts[drawn]])

    @property
    def value(self) -> float | None:
        """Of all rows."""
        return self.of(np.arange(len(self.counts)))

    @property
    def n(self) -> int:
        """Rows it looks at."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class Confidences:
    """What is known of each row's confidence, arrays of shape (rows,)."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]
    error: NDArray[np.float64]
    """1 - F1."""
    answered: NDArray[np.bool_]
    """The answerer came back, if only to keep silent."""
    judged: NDArray[np.bool_]
    """An answer was given, and there is something to compare it with."""
    answerable: NDArray[np.bool_]


def confidences(rows: Sequence[Row]) -> Confidences:
    """Return the rows as arrays."""
    return Confidences(
        confidence=np.array([row.answer.confidence if row.answer else 0.0 for row in rows]),
        right=np.array([row.outcome == "right" for row in rows], dtype=bool),
        error=np.array([1 - row.scores.get("f1", 0.0) for row in rows]),
        answered=np.array([row.answer is not None for row in rows], dtype=bool),
        judged=np.array(
            [row.answer is not None and not row.answer.abstained and "f1" in row.scores for row in rows],
            dtype=bool,
        ),
        answerable=np.array([row.question.answerable for row in rows], dtype=bool),
    )


def set_metrics(rows: Sequence[Row]) -> dict[str, SetMetric]:
    """Return the metrics of the rows by name; some may have no value."""
    known = confidences(rows)
    return {
        "auroc": SetMetric(known.answered, lambda at: auroc(known.confidence[at], known.answerable[at])),
        "aurc": SetMetric(known.judged, lambda at: aurc(known.confidence[at], known.error[at])),
        "ece": SetMetric(known.judged, lambda at: ece(known.confidence[at], known.right[at])),
    }
