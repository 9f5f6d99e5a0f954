"""Exact match and F1, as SQuAD's own script counts them.

Rajpurkar et al. 2018, Know What You Don't Know: Unanswerable Questions for SQuAD; evaluate-v2.0.py. On
questions that have an answer it counts as v1.1 does.
"""

from collections import Counter
from collections.abc import Sequence

from evals.metrics.text import normalize, words


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """Return 1 where the prediction equals one of the answers once both are normalised, else 0.

    No answers at all: the empty prediction is right.
    """
    wanted = _golds(answers)
    return float(any(normalize(prediction) == normalize(answer) for answer in wanted))


def f1(prediction: str, answers: Sequence[str]) -> float:
    """Return the highest F1 of the prediction's words against one answer's, repeated words counted.

    No answers at all: the empty prediction scores 1, any other 0.
    """
    return max(_f1(prediction, answer) for answer in _golds(answers))


def _golds(answers: Sequence[str]) -> Sequence[str]:
    """The script passes over answers of which normalising leaves nothing."""
    return [answer for answer in answers if normalize(answer)] or [""]


def _f1(prediction: str, answer: str) -> float:
    predicted, wanted = words(prediction), words(answer)
    if not predicted or not wanted:
        return float(predicted == wanted)
    common = sum((Counter(predicted) & Counter(wanted)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(predicted), common / len(wanted)
    return 2 * precision * recall / (precision + recall)
