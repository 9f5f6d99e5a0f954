"""Paired permutation test: could the difference between two runs be chance?

Fisher 1935, The Design of Experiments; for retrieval: Smucker, Allan and Carterette 2007, A Comparison of
Statistical Significance Tests for Information Retrieval Evaluation.
"""

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 10_000
_EXACT_UP_TO = 13
"""2^13 sign patterns are fewer than PERMUTATIONS."""
_BLOCK = 4_000_000


def paired_permutation(first: NDArray[np.float64], second: NDArray[np.float64], *, seed: int = 0) -> float:
    """Return the two-sided p: how often swapping runs, question by question, gives a difference as large.

    Exact for up to 13 questions that differ, else from 10,000 random swaps with the one observed counted in.
    """
    differences = first - second
    # A question on which the runs agree adds nothing under any sign.
    differences = differences[differences != 0]
    n = len(differences)
    if n == 0:
        return 1.0
    # Sums that are equal but for rounding must count as equal.
    observed = abs(differences.sum()) - 1e-9 * np.abs(differences).sum()
    if n <= _EXACT_UP_TO:
        patterns = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
        return float((np.abs((1 - 2 * patterns) @ differences) >= observed).mean())
    random = np.random.default_rng(seed)
    step = max(1, _BLOCK // n)
    extreme = 0
    for start in range(0, PERMUTATIONS, step):
        signs = random.integers(2, size=(min(step, PERMUTATIONS - start), n), dtype=np.int8) * 2.0 - 1
        extreme += int((np.abs(signs @ differences) >= observed).sum())
    return (extreme + 1) / (PERMUTATIONS + 1)
