"""From a sentence of a reply to the exact words of the passages that bear it out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.sentences import sentence_before, sentence_spans
from index.types import Document
from rag.calibration import Calibration
from rag.citations import citation_of
from rag.llm.injection import is_instruction
from rag.llm.support import Disagreement, disagreement, share_of_words
from rag.llm.types import Sentence
from rag.quotes import Stretch, quote_around
from rag.retrieval import ReadPassage
from rag.types import Citation

PAIR_GAIN = 0.15
"""What share of the sentence's words two neighbouring sentences must add to be quoted in place of one."""


_ANAPHOR = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|same)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence and what bears it out."""

    text: str
    citations: tuple[Citation, ...]
    """All numbered 1; empty where it isn't supported."""
    disagreement: Disagreement | None
    """Why it isn't supported; None where it is."""

    @property
    def supported(self) -> bool:
        """Whether its citations bear it out."""
        return self.disagreement is None


@dataclass(frozen=True, slots=True)
class _Place:
    passage: ReadPassage
    start: int
    end: int
    """Of the words in the passage's text."""
    share: float
    """Of the sentence's content words."""

    @property
    def text(self) -> str:
        return self.passage.chunk.text[self.start : self.end]

    @property
    def header(self) -> str:
        info, heading = self.passage.info, self.passage.chunk.heading
        named = (part for part in (info.title, info.published, heading) if part)
        return " ".join(part for part in named if not is_instruction(part))


def check(
    sentence: Sentence,
    passages: Sequence[ReadPassage],
    documents: Mapping[str, Document],
    *,
    calibration: Calibration,
    found: str = "",
) -> Checked:
    """Return a sentence with the words that bear it out: those it names, all together, or else any others.

    Args:
        sentence: As the model wrote it; numbers that no passage has are passed over.
        passages: As they were numbered for the model, from 1.
        documents: Of these passages.
        calibration: Scores citations.
        found: The bare answer that the reader is sure of, if it is.
    """
    named = [passages[marker - 1] for marker in sentence.markers if 1 <= marker <= len(passages)]
    places = [place for passage in named if (place := _best_place(sentence.text, passage)) is not None]
    reason: Disagreement = "words"
    if places:
        for chosen in (*((place,) for place in places), tuple(places)):
            disagrees = _disagreement(sentence.text, chosen, found)
            if disagrees is None:
                return _supported(sentence.text, chosen, documents, calibration)
            reason = disagrees
    others = [
        place
        for passage in passages
        if passage not in named and (place := _best_place(sentence.text, passage)) is not None
    ]
    for place in (*others, *map(_with_antecedent, (*places, *others))):
        if place and _disagreement(sentence.text, (place,), found) is None:
            return _supported(sentence.text, (place,), documents, calibration)
    return Checked(sentence.text, (), reason)


def _disagreement(text: str, places: Sequence[_Place], found: str) -> Disagreement | None:
    return disagreement(
        text,
        " ".join(place.text for place in places),
        header=" ".join(place.header for place in places),
        around=" ".join(place.passage.chunk.text for place in places),
        found=found,
    )


def _best_place(text: str, passage: ReadPassage) -> _Place | None:
    """Return the sentence of a passage, or two that follow each other, that share most with ``text``."""
    text_of = passage.chunk.text
    spans = [(a, b) for a, b in sentence_spans(text_of) if not is_instruction(text_of[a:b])]
    if not spans:
        return None
    best = max((_place(text, passage, span) for span in spans), key=lambda place: place.share)
    pairs = [
        _place(text, passage, (one[0], other[1]))
        for one, other in pairwise(spans)
        if not is_instruction(text_of[one[0] : other[1]])
    ]
    pair = max(pairs, key=lambda place: place.share, default=best)
    return pair if pair.share >= best.share + PAIR_GAIN else best


def _with_antecedent(place: _Place) -> _Place | None:
    """Return a place that speaks of "he" or "the same year" grown by the sentence before it."""
    text = place.passage.chunk.text
    before = sentence_before(text, place.start) if _ANAPHOR.search(place.text) else None
    if before is None or is_instruction(text[before[0] : place.end]):
        return None
    return replace(place, start=before[0])


def _place(text: str, passage: ReadPassage, span: Stretch) -> _Place:
    start, end = span
    return _Place(passage, start, end, share_of_words(text, passage.chunk.text[start:end]))


def _supported(
    text: str, places: Sequence[_Place], documents: Mapping[str, Document], calibration: Calibration
) -> Checked:
    return Checked(
        text,
        tuple(_citation(place, documents[place.passage.chunk.doc_id], calibration) for place in places),
        None,
    )


def _citation(place: _Place, document: Document, calibration: Calibration) -> Citation:
    chunk = place.passage.chunk
    quote = quote_around(
        document, chunk.start + place.start, chunk.start + place.end, within=(chunk.start, chunk.end)
    )
    score = calibration.confidence(place.passage.score(calibration))
    return citation_of(place.passage, document, quote, score=score)
