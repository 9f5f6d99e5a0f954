"""Questions about the latest state of things, which only the newest documents can answer."""

import re
from collections.abc import Sequence

from rag.calibration import Calibration
from rag.retrieval import ReadPassage

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|right now|at present|nowadays|these days)\b",
    re.IGNORECASE,
)


def asks_for_latest(question: str) -> bool:
    """Say whether a question wants what is newest: "the latest", "most recently", "currently"."""
    return bool(_LATEST.search(question))


def newest(passages: Sequence[ReadPassage], *, calibration: Calibration) -> tuple[ReadPassage, ...]:
    """Return the passages of the newest document among those that answer, in their order.

    Args:
        passages: What was read.
        calibration: A passage answers if its best span reaches the threshold.

    Returns:
        All passages where none that answers has a date.
    """
    answering = [passage for passage in passages if passage.score(calibration) >= calibration.threshold]
    days = [passage.info.published for passage in answering if passage.info.published]
    if not days:
        return tuple(passages)
    return tuple(passage for passage in answering if passage.info.published == max(days))
