"""How the error grows as more questions are answered, the surest first.

El-Yaniv and Wiener 2010, On the Foundations of Noise-free Selective Classification; the area as in Geifman,
Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The curve: at each point the share of all questions that is answered, and their mean error."""

    coverage: NDArray[np.float64]
    risk: NDArray[np.float64]


def risk_coverage(
    confidence: NDArray[np.float64], error: NDArray[np.float64], *, asked: int | None = None
) -> RiskCoverage:
    """Return one point an answered question, the most confident first.

    Questions of equal confidence share their mean error, so that their order doesn't matter.

    Args:
        confidence: Of each answered question, shape (n,).
        error: 0 to 1 of each, shape (n,).
        asked: Questions that were asked, answered or not; coverage ends at n / asked. Default: n.
    """
    order = np.argsort(-confidence, kind="stable")
    _, place, counts = np.unique(-confidence[order], return_inverse=True, return_counts=True)
    means = np.bincount(place, weights=error[order]) / counts
    answered = np.arange(1, len(error) + 1)
    return RiskCoverage(answered / (asked or max(1, len(error))), np.cumsum(means[place]) / answered)


def aurc(confidence: NDArray[np.float64], error: NDArray[np.float64]) -> float | None:
    """Return the mean risk over all coverages, 0 to 1, lower is better; None where nothing was answered.

    A perfect order of the same answers still leaves the errors at its end: compare only runs that answer
    about the same questions, or look at the curve.
    """
    if not len(error):
        return None
    return float(risk_coverage(confidence, error).risk.mean())
