"""Word lists, written as people read them."""


def word_set(spaced: str) -> frozenset[str]:
    """Return the words of ``spaced``, which white space parts."""
    return frozenset(spaced.split())
