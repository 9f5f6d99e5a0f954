"""The extractive reader: one forward pass says where a passage answers, how well it fits, or that it doesn't.

A small encoder reads question and passage together. Its span head gives every word piece a score for being
the first and the last of the answer, position 0 standing for "not here"; its relevance head judges the
passage as a whole.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.model_files import EMBEDDER_FOLDER, ShippedModel
from index.onnx import OnnxEncoder

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

READER_FOLDER = Path(__file__).parent / "models"
MAX_QUESTION_PIECES = 96
"""The rest of a longer question isn't read, so that the passage has room."""
MAX_SPANS = 5
PIECE_COST = 0.07
"""What a span loses for each word piece but its first.

First and last piece are scored apart from each other: a far-off pair can win though the words between have
nothing to do with the question. On 6,700 questions of SQuAD dev outside those that are reported, 0.05 to 0.1
raises exact match by 1.0 to 1.7 points and F1 by up to 0.8.
"""

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n")
_BLOCKED = -np.inf

Scores = NDArray[np.float32]
Paragraphs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage that may answer: ``passage[start:end]``."""

    start: int
    end: int
    score: float
    """Start logit plus end logit, less ``PIECE_COST`` for each word piece but the first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage."""

    spans: tuple[Span, ...]
    """At most ``MAX_SPANS``, best first, none overlapping; empty where no word of the passage was read."""
    null: float
    """The score of "not here", on the scale of ``Span.score``."""
    relevance: float
    """The logit that the passage answers the question."""


class Reader(Protocol):
    """Reads passages for a question."""

    def read(self, question: str, passages: Sequence[str], *, headers: Sequence[str] = ()) -> list[Reading]:
        """Return one reading a passage, in order.

        Args:
            question: As it was asked.
            passages: What may hold the answer; offsets of spans count their code points.
            headers: What each passage is read behind, but never answered from; none if empty.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Model:
    encoder: OnnxEncoder
    tokenizer: "Tokenizer"
    longest_span: int


class OnnxReader:
    """The shipped reader, run by onnxruntime on the CPU; loaded when first used, safe from several threads.

    Args:
        folder: Where the model lies with its ``models.json``.
    """

    def __init__(self, folder: Path = READER_FOLDER) -> None:
        self._folder = folder
        self._model: _Model | None = None
        self._loading = threading.Lock()

    def read(self, question: str, passages: Sequence[str], *, headers: Sequence[str] = ()) -> list[Reading]:
        """Return one reading a passage, in order; see ``Reader``.

        A passage is read as far as the model goes, 320 word pieces together with question and header.

        Raises:
            ModelFileError: a file of the model is missing or damaged.
        """
        model = self._loaded()
        question = _first_pieces(model.tokenizer, question, MAX_QUESTION_PIECES)
        heads = list(headers) or [""] * len(passages)
        pairs = [(question, head + passage) for head, passage in zip(heads, passages, strict=True)]
        encodings = model.tokenizer.encode_batch(pairs)
        outputs = model.encoder.run_each(encodings)
        return [
            _reading(scores, encoding, passage, skip=len(head), longest=model.longest_span)
            for scores, encoding, passage, head in zip(outputs, encodings, passages, heads, strict=True)
        ]

    def _loaded(self) -> _Model:
        with self._loading:
            if self._model is None:
                self._model = _open(ShippedModel.read(self._folder))
            return self._model


def _open(shipped: ShippedModel) -> _Model:
    import tokenizers

    encoder = OnnxEncoder(shipped.weights(), outputs=["start", "end", "rel"])
    tokenizer = tokenizers.Tokenizer.from_file(str(ShippedModel.read(EMBEDDER_FOLDER).tokenizer()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(int(shipped.facts["max_word_pieces"]), strategy="longest_first")
    return _Model(encoder, tokenizer, longest_span=int(shipped.facts["max_answer_word_pieces"]))


def _first_pieces(tokenizer: "Tokenizer", text: str, limit: int) -> str:
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    return text if len(offsets) <= limit else text[: offsets[limit - 1][1]]


def _reading(
    outputs: Sequence[Scores], encoding: "Encoding", passage: str, *, skip: int, longest: int
) -> Reading:
    """Return what the model's outputs say of one pair.

    Its second part is ``skip`` characters of header and then ``passage``.
    """
    start, end, relevance = outputs
    offsets = np.array(encoding.offsets, dtype=np.int64)
    answerable = np.array([part == 1 for part in encoding.sequence_ids]) & (offsets[:, 0] >= skip)
    breaks = [skip + match.start() for match in _PARAGRAPH_BREAK.finditer(passage)]
    paragraphs = np.searchsorted(breaks, offsets[:, 0])
    spans = tuple(
        Span(int(offsets[first, 0]) - skip, int(offsets[last, 1]) - skip, score)
        for first, last, score in best_spans(
            start, end, np.where(answerable, paragraphs, -1), longest=longest
        )
    )
    return Reading(spans, null=float(start[0] + end[0]), relevance=float(relevance))


def best_spans(
    start: Scores, end: Scores, paragraphs: Paragraphs, *, longest: int, count: int = MAX_SPANS
) -> list[tuple[int, int, float]]:
    """Return ``(first, last, score)`` of the best spans, best first, none sharing a piece with another.

    Args:
        start: Score of each piece as the first of a span, shape (pieces,).
        end: Score of each piece as the last of a span, shape (pieces,).
        paragraphs: The paragraph in which each piece stands, shape (pieces,): a span lies in one. Pieces of
            paragraph -1 can't be in a span.
        longest: Pieces a span may have.
        count: How many spans at most.
    """
    reach = (0, longest - 1)
    # totals[i, w]: the score of the span of w + 1 pieces that begins at piece i.
    totals = start[:, np.newaxis] + sliding_window_view(np.pad(end, reach), longest)
    totals -= PIECE_COST * np.arange(longest, dtype=totals.dtype)
    same = paragraphs[:, np.newaxis] == sliding_window_view(
        np.pad(paragraphs, reach, constant_values=-1), longest
    )
    totals[~same | (paragraphs < 0)[:, np.newaxis]] = _BLOCKED
    first = np.arange(len(start))[:, np.newaxis]
    last = first + np.arange(longest)
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        begin, width = divmod(int(totals.argmax()), longest)
        score = float(totals[begin, width])
        if score == _BLOCKED:
            break
        found.append((begin, begin + width, score))
        totals[(first <= begin + width) & (last >= begin)] = _BLOCKED
    return found
