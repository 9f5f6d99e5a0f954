"""From the reader's logits to a score, a decision to keep silent, and a confidence."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.errors import ModelError
from rag.reader import READER_FOLDER, Reading, Span

CALIBRATION_FILE = READER_FOLDER / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The numbers fitted for one reader, on questions outside those that are reported."""

    relevance_weight: float
    """What one logit of relevance counts against one of the span."""
    rank_weight: float
    """What the search's own ranking counts: a passage at rank r loses this times ln r."""
    unmentioned_weight: float
    """What each name or number of the question costs that the passage doesn't mention."""
    threshold: float
    """Answers that score less are not given."""
    slope: float
    """Of the logistic that turns a score into a confidence."""
    midpoint: float
    """The score whose confidence is one half."""

    def score(self, reading: Reading, span: Span, *, rank: int, unmentioned: int) -> float:
        """Return how well ``span`` answers, comparable across passages.

        Args:
            reading: Of the passage.
            span: One of its spans.
            rank: The passage's place in the search result, from 1.
            unmentioned: How many names and numbers of the question the passage lacks.
        """
        judged = span.score - reading.null + self.relevance_weight * reading.relevance
        return judged - self.rank_weight * math.log(rank) - self.unmentioned_weight * unmentioned

    def confidence(self, score: float) -> float:
        """Return the logistic of ``score``, 0 to 1. It ranks answers; it is not a calibrated probability."""
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, self.slope * (score - self.midpoint)))))


@cache
def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """Read the numbers that belong to the shipped reader.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        facts = json.loads(path.read_text("utf-8"))
        return Calibration(
            relevance_weight=float(facts["relevance_weight"]),
            rank_weight=float(facts["rank_weight"]),
            unmentioned_weight=float(facts["unmentioned_weight"]),
            threshold=float(facts["threshold"]),
            slope=float(facts["slope"]),
            midpoint=float(facts["midpoint"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(
            f"the reader's settings {path} can't be read ({exc!r}); reinstall the package"
        ) from exc
