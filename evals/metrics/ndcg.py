"""Normalised discounted cumulative gain (trec_eval's ``ndcg_cut.k``): the gain is the grade itself.

Järvelin and Kekäläinen 2002, Cumulated Gain-Based Evaluation of IR Techniques, with the discount 1 /
log2(rank + 1).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice


def ndcg_at(k: int, ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the nDCG of the first ``k``; grades below 0 gain nothing; 0 where nothing is relevant."""
    gains = (max(0, grades.get(item, 0)) for item in ranking)
    ideal = sorted((max(0, grade) for grade in grades.values()), reverse=True)
    best = _dcg(islice(ideal, k))
    return _dcg(islice(gains, k)) / best if best else 0.0


def _dcg(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
