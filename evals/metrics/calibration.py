"""Whether "80% sure" is right 80% of the time.

Expected calibration error with ten equal bins: Naeini, Cooper and Hauskrecht 2015, Obtaining Well Calibrated
Probabilities Using Bayesian Binning; Guo et al. 2017, On Calibration of Modern Neural Networks. Brier 1950,
Verification of Forecasts Expressed in Terms of Probability.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in ``(low, high]``; the first bin holds 0 too."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean of the confidences; 0 where the bin is empty."""
    accuracy: float
    """Share that was right; 0 where the bin is empty."""


def reliability(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], *, bins: int = BINS
) -> tuple[Bin, ...]:
    """Return the bins of the reliability diagram, from the least confident upwards."""
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    sure = np.bincount(place, weights=confidence, minlength=bins)
    right = np.bincount(place, weights=correct, minlength=bins)
    return tuple(
        Bin(
            at / bins,
            (at + 1) / bins,
            int(n),
            float(sure[at] / n) if n else 0.0,
            float(right[at] / n) if n else 0.0,
        )
        for at, n in enumerate(counts)
    )


def ece(confidence: NDArray[np.float64], correct: NDArray[np.bool_]) -> float | None:
    """Return the mean gap between confidence and accuracy over the bins, 0 to 1; None for no answers."""
    if not len(correct):
        return None
    return sum(b.n * abs(b.confidence - b.accuracy) for b in reliability(confidence, correct)) / len(correct)


def brier(confidence: float, *, correct: bool) -> float:
    """Return the squared gap between the confidence in one answer and its being right, 0 to 1."""
    return (confidence - correct) ** 2
