"""Latency as people feel it: the median, and the one in twenty that takes longest.

The nearest-rank percentile: always a time that was measured, never one between two.
"""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least ``percent`` of the values don't exceed.

    Args:
        values: At least one.
        percent: Above 0, at most 100.
    """
    return sorted(values)[math.ceil(percent / 100 * len(values)) - 1]
