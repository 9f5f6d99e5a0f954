"""The names and numbers of a question, and whether a passage speaks of them at all."""

import re

_WORD = re.compile(r"[^\W_]+(?:[.,’'][^\W_]+)*")
_LEAST_STEM = 4


def named(question: str) -> tuple[str, ...]:
    """Return the names and numbers in a question, in lower case and without repetition.

    A name is a word with a capital that isn't the first; where all words have one, capitals tell nothing and
    only numbers are returned.
    """
    words = _WORD.findall(question)
    capitals = not all(word[0].isupper() or word[0].isdigit() for word in words)
    found = [
        _plain(word)
        for at, word in enumerate(words)
        if any(character.isdigit() for character in word) or (capitals and at > 0 and word[0].isupper())
    ]
    return tuple(dict.fromkeys(name for name in found if name != "i"))


def unmentioned(names: tuple[str, ...], text: str) -> int:
    """Return how many of ``names`` the text doesn't mention, in whatever ending ("Ukraine", "Ukrainian")."""
    words = {_plain(word) for word in _WORD.findall(text)}
    return sum(not _occurs(name, words) for name in names)


def _occurs(name: str, words: set[str]) -> bool:
    if name in words:
        return True
    stem = name[: max(_LEAST_STEM, len(name) - 3)]
    return len(name) >= _LEAST_STEM and not name.isdecimal() and any(word.startswith(stem) for word in words)


def _plain(word: str) -> str:
    return re.sub(r"[’']s$|[.,’']", "", word.casefold())
