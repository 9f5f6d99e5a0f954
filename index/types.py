"""The values that travel through this package, and the few interfaces that have more than one form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "code", "metadata"]

Vectors = NDArray[np.float32]
"""Unit vectors, one a row: shape (texts, dimensions)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that belongs together: ``document.text[start:end]``.

    Blocks are in order and don't overlap. ``metadata`` blocks (a date line, front matter) are stored and
    shown, but neither searched nor cited.
    """

    start: int
    end: int
    kind: BlockKind
    page: int | None = None
    """1-based page, or None where the format has no pages."""
    heading: str | None = None
    """The headings the block stands under, outermost first, joined by " > "."""
    place: str | None = None
    """Where it stands in a format that has other places than pages: "slide 3", "Sheet1 row 40"."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read: its text and what is known of it. Offsets anywhere count code points of ``text``."""

    doc_id: str
    """16 hex digits, the head of ``sha256``: the same content is the same document under any name."""
    source: str
    """Where it came from: an absolute path, or the name given to it."""
    title: str
    published: str | None
    """ISO 8601 date (YYYY-MM-DD), or None where the document doesn't say."""
    text: str
    blocks: tuple[Block, ...]
    sha256: str
    """Of the bytes that were read."""
    title_from: str | None = None
    """What gave the title, for people to read: "front matter", "first heading", "file name" …"""
    published_from: str | None = None
    """What gave the date, in the same way; None where there is none."""
    warning: str | None = None
    """What of the file isn't in the text, and what to do: for who adds it, not kept in an index."""


@dataclass(frozen=True, slots=True)
class ChunkSpan:
    """Where a chunk lies in its document, before the catalog has given it an id."""

    start: int
    end: int
    page: int | None
    """The page on which it starts."""
    heading: str | None
    place: str | None = None
    """The place at which it starts."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document, as it is searched: ``document.text[start:end] == text``."""

    chunk_id: int
    doc_id: str
    start: int
    end: int
    text: str
    page: int | None
    heading: str | None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk that a retriever found."""

    chunk: Chunk
    score: float
    """Higher is better, always; comparable within one result list only."""
    retriever: str
    """"dense", "lexical" or "fused"."""


@dataclass(frozen=True, slots=True)
class EmbeddedChunks:
    """Chunks and their vectors, row by row."""

    chunks: tuple[Chunk, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document was read from, as the index keeps it."""

    sha256: str
    """Of its bytes. ``Document.sha256`` also counts what was said about how to read them."""
    suffix: str
    """The ending of its name, in lower case and with its dot."""
    bytes: int


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the catalog knows of a document, without its text."""

    doc_id: str
    sources: tuple[str, ...]
    """Every name under which this content was added, oldest first; never empty."""
    title: str
    published: str | None
    chunks: int
    characters: int
    pages: int | None
    sha256: str
    added: str
    """When, as an ISO 8601 time in UTC."""
    title_from: str | None = None
    """As in ``Document``; None for what was added before this was kept."""
    published_from: str | None = None
    original: Original | None = None
    """None where none was kept."""

    @property
    def source(self) -> str:
        """The name it was first added under."""
        return self.sources[0]


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Which documents a search may return. The default lets everything through."""

    after: str | None = None
    """ISO date: published on that day or later. A document without a date doesn't pass."""
    before: str | None = None
    """ISO date: published on that day or earlier. A document without a date doesn't pass."""
    source: str | None = None
    """A glob (``*``, ``?``, ``[]``) over the source, its file name, or the end of its path."""
    doc_ids: tuple[str, ...] = ()
    """Only these documents; empty lets every one through."""

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.source, self.doc_ids))


NO_FILTER = SearchFilter()


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What stands in an index."""

    index: str
    documents: int
    sources: int
    chunks: int
    bytes: int
    """On disk, all files of the index."""
    embedder: str
    generation: int
    """Grows by one with every committed change."""


class Embedder(Protocol):
    """Turns text into unit vectors."""

    @property
    def name(self) -> str:
        """As given to ``--embedder``."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector: the index refuses a mix."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,)."""
        ...


class PassageStore(Protocol):
    """What an answerer needs of an index: ``Collection`` is one, the tests' fake another."""

    @property
    def generation(self) -> int:
        """Changes when the content does."""
        ...

    def search(self, query: str, *, k: int = 20, where: SearchFilter = NO_FILTER) -> list[ScoredChunk]:
        """Return at most ``k`` chunks, best first, all from one state of the index."""
        ...

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        """Return what is known of the documents that are there."""
        ...

    def document(self, doc_id: str) -> Document:
        """Return the document whole.

        Raises:
            DocumentNotFoundError: it is not, or no longer, there.
        """
        ...


FileStatus = Literal["added", "replaced", "unchanged", "duplicate", "removed", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file that was to be added."""

    source: str
    status: FileStatus
    reason: str | None = None
    """Why it was skipped or failed, and what to do; a warning on one that was added."""
    doc_id: str | None = None
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an addition has come."""

    files_done: int
    files_total: int
    chunks_done: int
    """Chunks embedded so far."""
    chunks_total: int
    """Chunks cut so far, those that are embedded among them."""
    current: str
    """The file or stage at work, for people to read."""


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What became of everything that was to be added."""

    outcomes: tuple[FileOutcome, ...]
    """One a file of a known type, in the order they were finished; skipped files aren't listed."""
    skipped: int
    """Files in folders that were passed over: hidden, of unknown type, or the index itself."""

    def count(self, *statuses: FileStatus) -> int:
        """Return how many files ended in one of ``statuses``."""
        return sum(outcome.status in statuses for outcome in self.outcomes)

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        """The files that couldn't be read."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")
