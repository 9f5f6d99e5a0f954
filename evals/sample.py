"""A part of the questions, the same for the same seed."""

import random
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def sample(items: Sequence[_T], size: int | None, *, seed: int) -> tuple[_T, ...]:
    """Return ``random.Random(seed).sample(items, size)``; all of them, in order, where there are no more."""
    if size is None or size >= len(items):
        return tuple(items)
    return tuple(random.Random(seed).sample(items, size))  # noqa: S311 - nothing secret is drawn
