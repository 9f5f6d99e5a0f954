"""What the reader is trained on: question and passage as word pieces, and where the answer lies in them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.rows import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_WORD_PIECES = 320
_HEADINGS = ("Overview", "History", "Background", "Summary", "Results", "Details", "Early life", "Career")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that was found for it; ``answer`` is None where the passage doesn't answer."""

    question: str
    header: str
    passage: str
    answer: Span | None
    source: str
    """The question set it comes from, and for a negative how it was found."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A pair as the model reads it. ``start`` and ``end`` are positions in ``ids``, both ends included.

    0, the position of [CLS], stands for "the answer isn't here".
    """

    ids: NDArray[np.uint16]
    question_pieces: int
    """How many of ``ids`` belong to the question, [CLS] and its [SEP] counted."""
    start: int
    end: int


def make_header(title: str, published: str | None, heading: str | None) -> str:
    """The line that a passage is read behind, with its line break; "" where there is nothing to say."""
    parts = [part for part in (title, published, heading) if part]
    return " | ".join(parts) + "\n" if parts else ""


def random_header(title: str, rng: random.Random) -> str:
    """A header as documents have them: often none, and not always with every part; dates are made up."""
    if rng.random() < 0.4:
        return ""
    published = date(1995, 1, 1) + timedelta(days=rng.randrange(11_600)) if rng.random() < 0.4 else None
    heading = rng.choice(_HEADINGS) if rng.random() < 0.2 else None
    return make_header(
        title.replace("_", " ") if rng.random() < 0.85 else "",
        published.isoformat() if published else None,
        heading,
    )


def reader_tokenizer(path: Path, *, max_word_pieces: int = MAX_WORD_PIECES) -> "Tokenizer":
    """The tokenizer both models share, cutting the passage where question and passage are too long."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_word_pieces, strategy="only_second")
    return tokenizer


def encode(pairs: Sequence[Pair], tokenizer: "Tokenizer") -> list[Encoded | None]:
    """Encode pairs, in order; None where the answer was cut off or doesn't begin and end on word pieces."""
    inputs = [(pair.question, pair.header + pair.passage) for pair in pairs]
    encodings = tokenizer.encode_batch(inputs)
    return [_place(pair, encoding) for pair, encoding in zip(pairs, encodings, strict=True)]


def _place(pair: Pair, encoding: Any) -> Encoded | None:
    start = end = 0
    if pair.answer is not None:
        text = pair.answer.text
        first = len(pair.header) + pair.answer.start + len(text) - len(text.lstrip())
        last = first + len(text.strip()) - 1
        start, end = encoding.char_to_token(first, 1), encoding.char_to_token(last, 1)
        if start is None or end is None:
            return None
    ids = np.array(encoding.ids, np.uint16)
    return Encoded(ids, question_pieces=encoding.type_ids.count(0), start=start, end=end)


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """Encoded examples in one file: flat arrays, no pickle. A group is one question's examples."""

    ids: NDArray[np.uint16]
    """All word pieces, one example after the other."""
    ends_at: NDArray[np.int64]
    """Where each example ends in ``ids``."""
    question_pieces: NDArray[np.int16]
    spans: NDArray[np.int16]
    """(examples, 2): start and end; 0, 0 where there is no answer."""
    groups: NDArray[np.int32]
    """The group of each example, not decreasing."""

    def __len__(self) -> int:
        return len(self.ends_at)

    def __getitem__(self, at: int) -> Encoded:
        begin = int(self.ends_at[at - 1]) if at else 0
        start, end = (int(each) for each in self.spans[at])
        return Encoded(self.ids[begin : int(self.ends_at[at])], int(self.question_pieces[at]), start, end)

    def lengths(self) -> NDArray[np.int64]:
        """Word pieces of each example."""
        return np.diff(self.ends_at, prepend=0)

    def save(self, path: Path) -> None:
        """Write to an ``.npz`` file, whole or not at all."""
        part = path.with_name("part-" + path.name)
        np.savez(
            part,
            ids=self.ids,
            ends_at=self.ends_at,
            question_pieces=self.question_pieces,
            spans=self.spans,
            groups=self.groups,
        )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> "ExampleSet":
        """Read what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{name: arrays[name] for name in arrays})

    @classmethod
    def pack(cls, groups: Iterable[Sequence[Encoded]]) -> "ExampleSet":
        """Lay groups of encoded examples end to end."""
        groups = list(groups)
        examples = [example for group in groups for example in group]
        return cls(
            ids=np.concatenate([example.ids for example in examples]),
            ends_at=np.cumsum([len(example.ids) for example in examples]),
            question_pieces=np.array([example.question_pieces for example in examples], np.int16),
            spans=np.array([(example.start, example.end) for example in examples], np.int16),
            groups=np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups]),
        )
