"""Documents in: chunked, embedded and committed, some hundred chunks at a time."""

import hashlib
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index import merging
from index.catalog import Catalog
from index.catalog_writer import CatalogWriter
from index.chunking import chunk_document, with_header
from index.derived import DerivedFiles
from index.language import is_tabular, looks_english
from index.merging import Merge
from index.records import PreparedDocument, StoredSource
from index.types import AddSummary, ChunkSpan, Document, Embedder, FileOutcome, Original, Vectors

EMBEDDED_AT_ONCE = 64
"""Chunks between two reports of progress."""
BATCH_CHUNKS = 256
BATCH_DOCUMENTS = 256
BATCH_SECONDS = 2.0
"""A commit comes when one of the first two and the third are reached: often enough to lose little, seldom
enough to cost little."""
MOST_CHUNKS = 4096
MOST_DOCUMENTS = 2048
"""A commit comes at these, however quickly they were reached."""

NOT_ENGLISH = "doesn't look like English, which is what the shipped models read: answers may be poor"

logger = logging.getLogger(__name__)

OnOutcome = Callable[[FileOutcome], None]
OnEmbedded = Callable[[int, int], None]
"""Takes how many chunks are embedded so far, and of how many that are known of."""


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document, ready to be embedded and stored."""

    prepared: PreparedDocument
    texts: tuple[str, ...]
    """What is embedded of each chunk."""

    @property
    def document(self) -> Document:
        """What was cut."""
        return self.prepared.document


def cut(document: Document, *, stamp: str | None = None, original: Original | None = None) -> CutDocument:
    """Cut a document into chunks.

    Args:
        document: What to store.
        stamp: How its file looked, as ``stamps.settled_stamp`` gives it.
        original: Its file, where that is kept.
    """
    spans = chunk_document(document)
    texts = tuple(_embedded_text(document, span) for span in spans)
    keys = tuple(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts)
    return CutDocument(PreparedDocument(document, spans, keys, stamp, original), texts)


class IndexWriter:
    """Changes an index; the caller holds its lock. Call ``finish`` at the end, or ``stop``."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder, derived_files: DerivedFiles, on_outcome: OnOutcome | None
    ) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._files = derived_files
        self._on_outcome = on_outcome
        self._outcomes: list[FileOutcome] = []
        self._pending: list[CutDocument] = []
        self._texts: dict[bytes, str] = {}
        """Of the pending documents, those that have no vector yet."""
        self._vectors: dict[bytes, Vectors] = {}
        self._touched: dict[str, str | None] = {}
        self._merge: Merge | None = None
        self._merges = True
        self._committed = time.monotonic()
        self._chunks_pending = 0
        self._chunks_stored = 0
        self.on_embedded: OnEmbedded = _ignore

    def stored(self, source: str) -> StoredSource | None:
        """Return what stands under ``source``."""
        with self._catalog.read() as reader:
            return reader.stored(source)

    def stored_below(self, source: str) -> dict[str, StoredSource]:
        """Return what stands under ``source`` and under those that it holds."""
        with self._catalog.read() as reader:
            return reader.stored_below(source)

    def sources(self) -> list[str]:
        """Return everything that a document stands under."""
        with self._catalog.read() as reader:
            return reader.sources()

    @property
    def chunks_done(self) -> int:
        """How many chunks are embedded so far."""
        return self._chunks_stored + len(self._vectors)

    @property
    def chunks_cut(self) -> int:
        """How many chunks have come so far."""
        return self._chunks_stored + self._chunks_pending

    def add(self, one: CutDocument) -> None:
        """Add a document, at the latest with the next ``flush``."""
        keyed = zip(one.prepared.vector_keys, one.texts, strict=True)
        new = {key: text for key, text in keyed if key not in self._vectors}
        # In this order: Ctrl-C between the two must not leave a document that seems to be embedded.
        self._texts.update(new)
        self._pending.append(one)
        self._chunks_pending += len(one.texts)
        if len(self._texts) >= EMBEDDED_AT_ONCE:
            self._embed()
        if self._is_due():
            self.flush()

    def touch(self, source: str, stamp: str | None) -> None:
        """Note how a file looks whose content is what stands there already."""
        self._touched[source] = stamp

    def report(self, outcome: FileOutcome) -> None:
        """Take note of what became of a file."""
        self._outcomes.append(outcome)
        if self._on_outcome is not None:
            self._on_outcome(outcome)

    def flush(self) -> None:
        """Store what is pending, in one transaction, and report it."""
        self._embed()
        self._commit()

    def remove(self, sources: Collection[str]) -> None:
        """Forget sources, in one transaction."""
        self.flush()
        with self._transaction() as transaction:
            for source in sources:
                transaction.remove(source)

    def finish(self, *, skipped: int) -> AddSummary:
        """Store what is pending and return what became of everything."""
        self.flush()
        self._start_merge()
        while self._merge is not None:
            self._merge.wait()
            with self._transaction():
                pass
        return AddSummary(outcomes=tuple(self._outcomes), skipped=skipped)

    def keep_finished(self) -> None:
        """Store those documents that are embedded, and give up the others."""
        with self._catalog.read() as reader:
            missing = reader.missing_vectors(self._texts.keys() - self._vectors.keys())
        self._texts.clear()
        self._pending = [one for one in self._pending if missing.isdisjoint(one.prepared.vector_keys)]
        self._chunks_pending = sum(len(one.texts) for one in self._pending)
        self._commit()

    def stop(self) -> None:
        """End what goes on in the background."""
        merge, self._merge = self._merge, None
        if merge is not None:
            merge.stop()

    def _is_due(self) -> bool:
        if self._chunks_pending >= MOST_CHUNKS or len(self._pending) >= MOST_DOCUMENTS:
            return True
        large = self._chunks_pending >= BATCH_CHUNKS or len(self._pending) >= BATCH_DOCUMENTS
        return large and time.monotonic() - self._committed >= BATCH_SECONDS

    def _commit(self) -> None:
        if not (self._pending or self._touched):
            return
        pending = self._pending
        with self._transaction() as transaction:
            transaction.store_vectors(self._vectors)
            statuses = [transaction.put(one.prepared) for one in pending]
            for source, stamp in self._touched.items():
                transaction.stamp(source, stamp)
        # Cleared only now: a commit that was cut off is made again.
        self._pending, self._vectors, self._touched = [], {}, {}
        self._chunks_stored += self._chunks_pending
        self._chunks_pending = 0
        for one, status in zip(pending, statuses, strict=True):
            document = one.document
            english = looks_english(document.text, tabular=is_tabular(document))
            warnings = [document.warning, None if english else NOT_ENGLISH]
            warning = "; ".join(one for one in warnings if one) or None
            self.report(FileOutcome(document.source, status, warning, document.doc_id, len(one.texts)))

    @contextmanager
    def _transaction(self) -> Iterator[CatalogWriter]:
        """Change the catalog and its derived files together: readers never see one without the other."""
        merge = self._merge if self._merge is not None and self._merge.done else None
        with self._catalog.write() as transaction:
            before = transaction.lexical()
            yield transaction
            if transaction.advance():
                self._files.seal(transaction)
            if merge is not None and merge.error is None:
                merge.adopt(transaction)
        if merge is not None:
            self._merge = None
            self._merges = merge.error is None
            if merge.error is not None:
                logger.warning("the search files couldn't be merged: %s", merge.error)
        self._drop_old([before.folder] if before is not None else [])
        self._committed = time.monotonic()
        self._start_merge()

    def _drop_old(self, keep: Iterable[str]) -> None:
        """Delete what isn't used any more, but for what a reader may just be opening or a merge writing."""
        if self._merge is None:
            with self._catalog.read() as reader:
                self._files.drop_unnamed(reader, keep=keep)

    def _start_merge(self) -> None:
        if self._merge is not None or not self._merges:
            return
        with self._catalog.read() as reader:
            segments = merging.due(reader, self._files.sizes)
        if segments:
            self._merge = Merge(self._catalog, self._files, segments)

    def _embed(self) -> None:
        """Make vectors for those texts that have none yet: a text is embedded once."""
        if not self._texts:
            return
        with self._catalog.read() as reader:
            missing = sorted(reader.missing_vectors(self._texts))
        for first in range(0, len(missing), EMBEDDED_AT_ONCE):
            keys = missing[first : first + EMBEDDED_AT_ONCE]
            embedded = self._embedder.embed_documents([self._texts[key] for key in keys])
            self._vectors.update(zip(keys, embedded, strict=True))
            self.on_embedded(self.chunks_done, self.chunks_cut)
        self._texts.clear()


def _ignore(_done: int, _total: int) -> None:
    """Report progress to nobody."""


def _embedded_text(document: Document, span: ChunkSpan) -> str:
    return with_header(
        document.text[span.start : span.end],
        title=document.title,
        published=document.published,
        heading=span.heading,
    )
