"""Reciprocal rank of the first relevant item (trec_eval's ``recip_rank``); its mean is MRR.

Voorhees 1999, The TREC-8 Question Answering Track Report.
"""

from collections.abc import Mapping, Sequence


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return 1 / rank of the first item with a grade above 0; 0 where none is ranked."""
    return next((1 / rank for rank, item in enumerate(ranking, start=1) if grades.get(item, 0) > 0), 0.0)
