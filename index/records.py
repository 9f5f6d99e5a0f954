"""What the catalog holds besides documents and chunks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.types import ChunkSpan, Document, Original

SegmentKind = Literal["flat", "clustered"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What an index was built with; a mix would make its scores meaningless."""

    embedder: str
    fingerprint: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    documents: int
    sources: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A sealed dense search file: the vectors of the chunks from one id to another."""

    name: str
    """Of the file."""
    kind: SegmentKind
    first_chunk_id: int
    last_chunk_id: int
    rows: int
    """Vectors in the file, those of chunks included that have gone since."""
    sha256: str


@dataclass(frozen=True, slots=True)
class SealedLexical:
    """A sealed BM25 index."""

    folder: str
    """Its name."""
    last_chunk_id: int
    """Chunks with a higher id aren't in it."""
    files: Mapping[str, str]
    """The sha256 of each of its files."""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What stood under a source when it was last read."""

    sha256: str
    stamp: str | None
    """Of the file, as ``stamps.stamp`` gives it; None where that wouldn't tell a change."""
    has_original: bool
    """Whether the file it was read from is kept."""


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document with its chunks, each with the key of its vector."""

    document: Document
    spans: tuple[ChunkSpan, ...]
    vector_keys: tuple[bytes, ...]
    stamp: str | None = None
    original: Original | None = None


def document_digest(title: str, published: str | None, text: str, blocks: str) -> bytes:
    """Return a checksum over what is stored of a document, which SQLite alone doesn't keep."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (title, published or "", blocks, text):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
