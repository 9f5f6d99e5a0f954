"""Reciprocal rank fusion: one ranking out of several whose scores can't be compared."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

RRF_K = 60
"""The constant of the paper; what matters is that it is large against the first ranks."""


def reciprocal_rank_fusion(rankings: Iterable[Sequence[Item]], *, k: int = RRF_K) -> list[tuple[Item, float]]:
    """Return every item with the sum of ``1 / (k + rank)`` over the rankings that hold it, best first.

    Ranks count from 1. Ties keep the order in which the items were first met.

    Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
    Learning Methods", SIGIR 2009.
    """
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda entry: -entry[1])
