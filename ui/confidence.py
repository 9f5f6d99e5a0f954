"""How sure an answer is, in words: the one place where a probability becomes a phrase."""

from typing import Literal

Surety = Literal["very likely", "likely", "unsure"]

VERY_LIKELY_FROM = 0.8
LIKELY_FROM = 0.5


def surety(confidence: float) -> Surety:
    """Return the word for a probability from 0 to 1."""
    if confidence >= VERY_LIKELY_FROM:
        return "very likely"
    return "likely" if confidence >= LIKELY_FROM else "unsure"
