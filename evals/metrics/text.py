"""How answers are compared as text: SQuAD's normalisation, and containment of one text's words in another's.

Rajpurkar et al. 2016, SQuAD: 100,000+ Questions for Machine Comprehension of Text; evaluation script v2.0.
"""

import re
import string
import unicodedata
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b", re.UNICODE)
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize(text: str) -> str:
    """Lower the case, drop ASCII punctuation and the articles a, an, the, and join the words by one space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def words(text: str) -> list[str]:
    """Return the words of the normalised text."""
    return normalize(text).split()


def comparable(text: str) -> str:
    """Return the normalised text without any punctuation: curly quotes and dashes are dropped too."""
    return normalize("".join(c for c in text if not unicodedata.category(c).startswith("P")))


def contains(text: str, part: str) -> bool:
    """Whether the words of ``part`` stand side by side in ``text``; an empty part never does."""
    return contains_comparable(comparable(text), comparable(part))


def contains_comparable(text: str, part: str) -> bool:
    """Like ``contains``, for texts that ``comparable`` has returned."""
    return bool(part) and f" {part} " in f" {text} "


def contains_any(text: str, parts: Iterable[str]) -> bool:
    """Whether ``text`` contains one of ``parts``."""
    whole = comparable(text)
    return any(contains_comparable(whole, comparable(part)) for part in parts)
