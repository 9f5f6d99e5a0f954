"""From the reader's logits to a score, a decision to keep silent, and a confidence."""

import json
import math
from dataclasses import dataclass, fields
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
    threshold: float
    """Answers that score less are not given."""
    slope: float
    """Of the logistic that turns a score into a confidence."""
    midpoint: float
    """The score whose confidence is one half."""
    statement_threshold: float
    """Whole sentences (``statements``) that score less are not given."""
    statement_slope: float
    """Of the logistic for whole sentences."""
    statement_midpoint: float
    """The score of a whole sentence whose confidence is one half."""

    def score(self, reading: Reading, span: Span, *, rank: int) -> float:
        """Return how well ``span`` answers, comparable across passages.

        Args:
            reading: Of the passage.
            span: One of its spans.
            rank: The passage's place in the search result, from 1.
        """
        judged = span.score - reading.null + self.relevance_weight * reading.relevance
        return judged - self.rank_weight * math.log(rank)

    def confidence(self, score: float) -> float:
        """Return how likely an answer with that score is right, 0 to 1, if the documents hold one at all."""
        return _logistic(self.slope * (score - self.midpoint))

    def score_at(self, confidence: float) -> float:
        """Return the score with that confidence, which lies between 0 and 1."""
        return self.midpoint + math.log(confidence / (1.0 - confidence)) / self.slope

    def statement_confidence(self, score: float) -> float:
        """Return the same for the score of a whole sentence."""
        return _logistic(self.statement_slope * (score - self.statement_midpoint))


@cache
def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """Read the numbers that belong to the shipped reader.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        facts = json.loads(path.read_text("utf-8"))
        return Calibration(**{field.name: float(facts[field.name]) for field in fields(Calibration)})
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(
            f"the reader's settings {path} can't be read ({exc!r}); reinstall the package"
        ) from exc


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, x))))
