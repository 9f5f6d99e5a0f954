"""The share of the answer's words that the text says.

Adlakha et al. 2024, Evaluating Correctness and Faithfulness of Instruction-Following Models for Question
Answering: for answers in whole sentences it follows people's judgement more closely than F1, which punishes
each added word.
"""

from collections import Counter
from collections.abc import Sequence

from evals.metrics.text import words


def answer_recall(text: str, answers: Sequence[str]) -> float:
    """Return the highest share of one answer's words, counted with repetition, that stand in ``text``."""
    said = Counter(words(text))
    return max((_recall(said, words(answer)) for answer in answers), default=0.0)


def _recall(said: Counter[str], wanted: list[str]) -> float:
    return sum((said & Counter(wanted)).values()) / len(wanted) if wanted else 0.0
