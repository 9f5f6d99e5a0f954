"""Whether a text is in English, which is all that the shipped models read."""

import re

from index.types import Document
from index.words import word_set

_ENGLISH_WORDS = word_set("""
    the and to that for it with be at this from his he which have not but were they their she has been its you
    there who would can if when what more one about out up them then some could into than our only these my
    your how after between because while during where should each any such does did those through being
    most said
""")
"""Frequent words that other languages in Latin script don't write alike (as they do "in", "a", "was")."""

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARACTERS = 20_000
_FEWEST_WORDS = 40
_LEAST_SHARE = 0.08


def looks_english(text: str, *, tabular: bool = False) -> bool:
    """Tell whether ``text`` seems to be English: one word in twelve is among the frequent English ones.

    Fewer than 40 words tell too little, and so do those of a table, which make no sentences: they pass if
    most of their letters are Latin ones. Of a long text the beginning, the middle and the end are read.

    Args:
        text: Of a document.
        tabular: Whether it is a table for the most part.
    """
    words = [word.lower() for word in _WORD.findall(_sample(text))]
    letters = sum(map(len, words))
    latin = sum(len(word) for word in words if word[0] < "\u0250")
    if latin < letters / 2:
        return False
    if tabular or len(words) < _FEWEST_WORDS:
        return True
    return sum(word in _ENGLISH_WORDS for word in words) >= _LEAST_SHARE * len(words)


def is_tabular(document: Document) -> bool:
    """Tell whether most of a document's text stands in rows of tables."""
    rows = [block for block in document.blocks if block.kind == "table_row"]
    return 2 * sum(block.end - block.start for block in rows) > len(document.text)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE_CHARACTERS:
        return text
    part = _SAMPLE_CHARACTERS // 3
    middle = len(text) // 2
    return " ".join((text[:part], text[middle : middle + part], text[-part:]))
