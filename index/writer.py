"""Documents in: chunked, embedded and committed, some hundred chunks at a time."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import derived
from index.catalog import Catalog, CatalogWriter, PreparedDocument
from index.chunking import chunk_document, with_header
from index.language import looks_english
from index.types import AddSummary, ChunkSpan, Document, Embedder, FileOutcome

BATCH_CHUNKS = 256
BATCH_DOCUMENTS = 256
"""A commit comes when either is reached: often enough to lose little, seldom enough to cost little."""
EMBEDDED_AT_ONCE = 64
"""Chunks between two reports of progress."""

NOT_ENGLISH = "doesn't look like English, which is what the shipped models read: answers may be poor"

OnOutcome = Callable[[FileOutcome], None]
OnEmbedded = Callable[[int], None]
"""Takes the number of chunks embedded so far."""


class IndexWriter:
    """Changes an index; the caller holds its lock. Call ``finish`` at the end."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder, derived_folder: Path, on_outcome: OnOutcome | None
    ) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._derived_folder = derived_folder
        self._on_outcome = on_outcome
        self._outcomes: list[FileOutcome] = []
        self._pending: list[tuple[Document, tuple[ChunkSpan, ...]]] = []
        self._pending_chunks = 0
        self.chunks_done = 0
        self.on_embedded: OnEmbedded = _ignore

    def is_current(self, source: str, sha256: str) -> bool:
        """Tell whether that content already stands under ``source``."""
        with self._catalog.read() as reader:
            return reader.source_sha256(source) == sha256

    def add(self, document: Document) -> None:
        """Add a document, at the latest with the next ``flush``."""
        spans = chunk_document(document)
        self._pending.append((document, spans))
        self._pending_chunks += len(spans)
        if self._pending_chunks >= BATCH_CHUNKS or len(self._pending) >= BATCH_DOCUMENTS:
            self.flush()

    def report(self, outcome: FileOutcome) -> None:
        """Take note of what became of a file."""
        self._outcomes.append(outcome)
        if self._on_outcome is not None:
            self._on_outcome(outcome)

    def flush(self) -> None:
        """Store what is pending, in one transaction, and report it."""
        pending, self._pending, self._pending_chunks = self._pending, [], 0
        if not pending:
            return
        texts: dict[bytes, str] = {}
        prepared: list[PreparedDocument] = []
        for document, spans in pending:
            embedded = [_embedded_text(document, span) for span in spans]
            keys = tuple(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in embedded)
            texts.update(zip(keys, embedded, strict=True))
            prepared.append(PreparedDocument(document, spans, keys))
        vectors = self._embed(texts)
        with self._transaction() as transaction:
            transaction.store_vectors(vectors)
            statuses = [transaction.put(one) for one in prepared]
        self.chunks_done += sum(len(spans) for _, spans in pending)
        for (document, spans), status in zip(pending, statuses, strict=True):
            warning = None if looks_english(document.text) else NOT_ENGLISH
            self.report(FileOutcome(document.source, status, warning, document.doc_id, len(spans)))

    def remove(self, sources: Collection[str]) -> None:
        """Forget sources, in one transaction."""
        with self._transaction() as transaction:
            for source in sources:
                transaction.remove(source)

    def finish(self, *, skipped: int) -> AddSummary:
        """Store what is pending and return what became of everything."""
        self.flush()
        return AddSummary(outcomes=tuple(self._outcomes), skipped=skipped)

    @contextmanager
    def _transaction(self) -> Iterator[CatalogWriter]:
        """Change the catalog and its derived files together: readers never see one without the other."""
        with self._catalog.write() as transaction:
            yield transaction
            if not transaction.advance():
                return
            digest = derived.write(self._derived_folder, transaction)
            transaction.seal(digest, keep=derived.KEPT_GENERATIONS)
        derived.drop_old(self._derived_folder)

    def _embed(self, texts: dict[bytes, str]) -> dict[bytes, NDArray[np.float32]]:
        """Return vectors for those texts that have none yet: a text is embedded once."""
        with self._catalog.read() as reader:
            missing = sorted(reader.missing_vectors(texts))
        vectors: dict[bytes, NDArray[np.float32]] = {}
        for first in range(0, len(missing), EMBEDDED_AT_ONCE):
            keys = missing[first : first + EMBEDDED_AT_ONCE]
            embedded = self._embedder.embed_documents([texts[key] for key in keys])
            vectors.update(zip(keys, embedded, strict=True))
            self.on_embedded(self.chunks_done + len(vectors))
        return vectors


def _ignore(_: int) -> None:
    """Report progress to nobody."""


def _embedded_text(document: Document, span: ChunkSpan) -> str:
    return with_header(
        document.text[span.start : span.end],
        title=document.title,
        published=document.published,
        heading=span.heading,
    )
