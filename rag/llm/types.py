"""What goes into a written answer, and what comes out of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.types import Document
from rag.calibration import Calibration
from rag.retrieval import ReadPassage
from rag.types import Citation, Claim, ClaimEvent, Message, TokenEvent, Usage


@dataclass(frozen=True, slots=True)
class Task:
    """A question, and all that its answer may rest on."""

    question: str
    """As it stands alone."""
    history: Sequence[Message]
    passages: Sequence[ReadPassage]
    """Best first."""
    documents: Mapping[str, Document]
    """By id; a passage whose document isn't there is left out."""
    calibration: Calibration
    strict: bool = False
    """Leave out what isn't supported; otherwise it is told and marked, beside something that is."""
    found: str = ""
    """The bare answer that the reader is sure of; "" where it is of none."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a model's reply, without its markers."""

    text: str
    markers: tuple[int, ...]
    """The numbers it names, in order, each once."""


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as a model wrote it, checked; without text if it found none."""

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    usage: Usage


class Writer(Protocol):
    """Words an answer from passages: ``ChatWriter`` is one, the tests' fake another."""

    @property
    def name(self) -> str:
        """Of the model, as it was chosen."""
        ...

    def write(self, task: Task) -> Iterator[TokenEvent | ClaimEvent | Written]:
        """Yield the reply as it comes, each sentence once it is checked, and what it came to, last.

        Raises:
            LanguageModelError: the model gave no usable reply: none, or one of which nothing is borne out.
        """
        ...


@dataclass(frozen=True, slots=True)
class Writing:
    """Who words an answer, and how."""

    writer: Writer
    strict: bool = False
    """Leave out what isn't supported."""
    always: bool = False
    """Ask even where the reader is sure that nothing answers."""
