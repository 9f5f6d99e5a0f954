"""ROUGE-L: the F1 of the longest common subsequence of words.

Lin 2004, ROUGE: A Package for Automatic Evaluation of Summaries; tokenised as Google's rouge-score does
without its stemmer: runs of a-z and 0-9 in the lowered text.
"""

import re
from collections.abc import Sequence

_TOKEN = re.compile(r"[a-z0-9]+")


def rouge_l(text: str, references: Sequence[str]) -> float:
    """Return the highest ROUGE-L F1 of ``text`` against one of the references; 0 where either is empty."""
    tokens = _TOKEN.findall(text.lower())
    return max((_rouge_l(tokens, _TOKEN.findall(reference.lower())) for reference in references), default=0.0)


def _rouge_l(tokens: list[str], reference: list[str]) -> float:
    common = _longest_common_subsequence(tokens, reference)
    return 2 * common / (len(tokens) + len(reference)) if common else 0.0


def _longest_common_subsequence(first: list[str], second: list[str]) -> int:
    """Length by dynamic programming, one row kept."""
    lengths = [0] * (len(second) + 1)
    for token in first:
        diagonal = 0
        for column, other in enumerate(second, start=1):
            above = lengths[column]
            lengths[column] = diagonal + 1 if token == other else max(above, lengths[column - 1])
            diagonal = above
    return lengths[-1]
