"""Average precision (trec_eval's ``map``): the mean of the precision at each relevant item; its mean is MAP.

Buckley and Voorhees 2000, Evaluating Evaluation Measure Stability.
"""

from collections.abc import Mapping, Sequence


def average_precision(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the average precision; relevant items not ranked count as 0; 0 where nothing is relevant."""
    relevant = sum(grade > 0 for grade in grades.values())
    found, total = 0, 0.0
    for rank, item in enumerate(ranking, start=1):
        if grades.get(item, 0) > 0:
            found += 1
            total += found / rank
    return total / relevant if relevant else 0.0
