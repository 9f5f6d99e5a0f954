"""From read passages to the answers they offer, equal ones put together."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.calibration import Calibration
from rag.retrieval import ReadPassage
from rag.wording import completed, same_answer, tidy, tokens


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a passage that may answer: ``passage.chunk.text[start:end]``."""

    passage: ReadPassage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The words, as the document has them."""
        return self.passage.chunk.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer, and every passage that gives it."""

    evidence: tuple[Evidence, ...]
    """Best first, one a passage; never empty."""
    score: float
    """The log of the summed exponentials of the scores of ``evidence``: passages that agree add up."""

    @property
    def best(self) -> Evidence:
        """The evidence whose wording stands for the answer."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True)
class Offer:
    """The best that the passages have to offer."""

    evidence: tuple[Evidence, ...]
    confidence: float
    """0 to 1."""
    sure: bool
    """Whether it is good enough to be given."""


NOTHING = Offer((), confidence=0.0, sure=False)


def candidates(passages: Sequence[ReadPassage], *, calibration: Calibration) -> tuple[Candidate, ...]:
    """Return the answers that the passages offer, best first.

    Each span goes to the best answer that says the same; see ``wording.same_answer``.
    """
    groups: list[list[Evidence]] = []
    words: list[tuple[str, ...]] = []
    for evidence in sorted(_evidence(passages, calibration), key=lambda evidence: -evidence.score):
        said = tokens(evidence.text)
        group = next((i for i, known in enumerate(words) if same_answer(known, said)), None)
        if group is None:
            words.append(said)
            groups.append([evidence])
        elif all(other.passage is not evidence.passage for other in groups[group]):
            groups[group].append(evidence)
    merged = [Candidate(tuple(group), _log_sum_exp([e.score for e in group])) for group in groups]
    return tuple(sorted(merged, key=lambda candidate: -candidate.score))


def _evidence(passages: Sequence[ReadPassage], calibration: Calibration) -> Iterable[Evidence]:
    for passage in passages:
        for span in passage.reading.spans:
            text = passage.chunk.text
            start, end = completed(text, *tidy(text, span.start, span.end))
            if start < end:
                yield Evidence(passage, start, end, passage.score_of(span, calibration))


def _log_sum_exp(scores: Sequence[float]) -> float:
    highest = max(scores)
    return highest + math.log(sum(math.exp(score - highest) for score in scores))
