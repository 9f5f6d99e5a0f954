"""How answers are compared as text: SQuAD's normalisation, and containment of one text's words in another's.

Rajpurkar et al. 2016, SQuAD: 100,000+ Questions for Machine Comprehension of Text; evaluation script v2.0.
"""

import re
import string
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b", re.UNICODE)
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize(text: str) -> str:
    """Lower the case, drop ASCII punctuation and the articles a, an, the, and join the words by one space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def words(text: str) -> list[str]:
    """Return the words of the normalised text."""
    return normalize(text).split()


def contains(text: str, part: str) -> bool:
    """Whether the words of ``part`` stand side by side in ``text``; an empty part never does."""
    return contains_normalized(normalize(text), normalize(part))


def contains_normalized(text: str, part: str) -> bool:
    """Like ``contains``, for texts that are normalised already."""
    return bool(part) and f" {part} " in f" {text} "


def contains_any(text: str, parts: Iterable[str]) -> bool:
    """Whether ``text`` contains one of ``parts``."""
    normalized = normalize(text)
    return any(contains_normalized(normalized, normalize(part)) for part in parts)
