"""Percentile bootstrap: the 95% interval of a mean or any other statistic of the questions.

Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from evals.types import Interval

RESAMPLES = 2000
STATISTIC_RESAMPLES = 400
"""For statistics that sort: enough for the second digit of an interval, and a tenth of the time."""
_BLOCK = 2_000_000
"""Drawn indices held at once: 16 MB."""


Indices = NDArray[np.intp]
"""Questions drawn, some several times, shape (n,)."""

Statistic = Callable[[Indices], float | None]
"""A value of the questions drawn; None where they give none."""


def mean_interval(values: NDArray[np.float64], *, seed: int = 0) -> Interval | None:
    """Return the 95% interval of the mean; None for fewer than two values."""
    if len(values) < 2:
        return None
    means = np.concatenate([values[drawn].mean(axis=1) for drawn in _draws(len(values), RESAMPLES, seed)])
    return _interval(means)


def statistic_interval(statistic: Statistic, n: int, *, seed: int = 0) -> Interval | None:
    """Return the 95% interval of a statistic of ``n`` questions.

    Draws that give no value are left out; None where that leaves fewer than two.
    """
    if n < 2:
        return None
    found = [statistic(row) for drawn in _draws(n, STATISTIC_RESAMPLES, seed) for row in drawn]
    kept = np.array([value for value in found if value is not None])
    return _interval(kept) if len(kept) >= 2 else None


def _draws(n: int, resamples: int, seed: int) -> Iterator[Indices]:
    """Yield blocks of resamples, shape (some, n)."""
    random = np.random.default_rng(seed)
    step = max(1, _BLOCK // n)
    for start in range(0, resamples, step):
        yield random.integers(n, size=(min(step, resamples - start), n))


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(float(low), float(high))
