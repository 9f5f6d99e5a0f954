"""Recall at k: the share of what is relevant that stands among the first k (trec_eval's ``recall.k``)."""

from collections.abc import Mapping, Sequence


def recall_at(k: int, ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the recall of the first ``k``; grades above 0 are relevant; 0 where nothing is."""
    relevant = {item for item, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0
