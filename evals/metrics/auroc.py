"""Area under the ROC curve: how often a positive outranks a negative, ties counting one half.

Hanley and McNeil 1982, The Meaning and Use of the Area under a Receiver Operating Characteristic Curve;
computed from rank sums (Mann and Whitney 1947).
"""

import numpy as np
from numpy.typing import NDArray


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float | None:
    """Return the area, 0 to 1; None where one of the two kinds is missing.

    Args:
        scores: Shape (n,), higher meaning more likely positive.
        positive: Shape (n,).
    """
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_ranks[place][positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
