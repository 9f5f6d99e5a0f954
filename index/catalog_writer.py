"""What can be changed in the catalog."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.catalog_reader import CatalogReader
from index.records import PreparedDocument, SealedLexical, Segment, document_digest
from index.types import Original

PutStatus = Literal["added", "replaced", "unchanged", "duplicate"]


class CatalogWriter(CatalogReader):
    """What can be changed within one write transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._changed = False
        self.removed_chunks: list[int] = []
        """The chunks that went in this transaction."""

    def store_vectors(self, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Keep vectors (as float16) under their keys, for chunks that are put now or later."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
            [(key, vector.astype(np.float16).tobytes()) for key, vector in vectors.items()],
        )

    def put(self, prepared: PreparedDocument) -> PutStatus:
        """Make ``prepared`` what stands under its source.

        Content that is stored already isn't stored again; what stood under the source before goes, unless
        another source still names it.
        """
        document = prepared.document
        before = self._doc_id_of(document.source)
        if before == document.doc_id:
            self.stamp(document.source, prepared.stamp)
            self._keep(document.doc_id, prepared.original)
            return "unchanged"
        known = self._connection.execute(
            "SELECT 1 FROM documents WHERE doc_id = ?", (document.doc_id,)
        ).fetchone()
        if not known:
            self._insert(prepared)
        self.name(document.source, document.doc_id)
        self.stamp(document.source, prepared.stamp)
        self._keep(document.doc_id, prepared.original)
        if before is not None:
            return "replaced"
        return "duplicate" if known else "added"

    def name(self, source: str, doc_id: str) -> None:
        """Let ``source`` stand for a document that is stored; drop what only it stood for before."""
        before = self._doc_id_of(source)
        self._connection.execute(
            "INSERT INTO sources (source, doc_id) VALUES (?, ?) "
            "ON CONFLICT (source) DO UPDATE SET doc_id = excluded.doc_id",
            (source, doc_id),
        )
        self._changed = True
        if before is not None:
            self._drop_unnamed(before)

    def remove(self, source: str) -> None:
        """Forget a source, and its document unless another source names it."""
        doc_id = self._doc_id_of(source)
        if doc_id is None:
            return
        self._connection.execute("DELETE FROM sources WHERE source = ?", (source,))
        self._changed = True
        self._drop_unnamed(doc_id)

    def stamp(self, source: str, stamp: str | None) -> None:
        """Note how the file behind a source looked when it held what is stored."""
        self._connection.execute("UPDATE sources SET stamp = ? WHERE source = ?", (stamp, source))

    def record_originals(self, originals: Iterable[Original]) -> None:
        """Record originals of documents that were read as they are."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO originals SELECT doc_id, sha256, ?, ? FROM documents WHERE sha256 = ?",
            [(original.suffix, original.bytes, original.sha256) for original in originals],
        )

    def forget_originals(self, doc_ids: Iterable[str]) -> None:
        """Forget that originals of documents are kept."""
        self._connection.executemany(
            "DELETE FROM originals WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids]
        )

    def seal_lexical(self, sealed: SealedLexical) -> None:
        """Record the BM25 index of this state."""
        self._connection.execute("DELETE FROM lexical")
        self._connection.execute("DELETE FROM lexical_files")
        self._connection.execute("INSERT INTO lexical VALUES (?, ?)", (sealed.folder, sealed.last_chunk_id))
        self._connection.executemany("INSERT INTO lexical_files VALUES (?, ?)", sealed.files.items())

    def seal_segment(self, segment: Segment | None, *, instead_of: Iterable[Segment] = (), seen: int) -> None:
        """Record a dense file.

        Args:
            segment: The new file; None where nothing is left of those that it would replace.
            instead_of: Files whose ids it covers; they are forgotten.
            seen: The generation from which it was made: what went until then isn't in it.
        """
        replaced = list(instead_of)
        self._connection.executemany("DELETE FROM segments WHERE name = ?", [(old.name,) for old in replaced])
        if segment is not None:
            self._connection.execute(
                "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)",
                (
                    segment.name,
                    segment.kind,
                    segment.first_chunk_id,
                    segment.last_chunk_id,
                    segment.rows,
                    segment.sha256,
                ),
            )
        covered = [*replaced, segment] if segment is not None else replaced
        self._connection.execute(
            "DELETE FROM tombstones WHERE chunk_id BETWEEN ? AND ? AND generation <= ?",
            (min(one.first_chunk_id for one in covered), max(one.last_chunk_id for one in covered), seen),
        )

    def unseal(self) -> None:
        """Forget all derived files."""
        for table in ("lexical", "lexical_files", "segments", "tombstones"):
            self._connection.execute(f"DELETE FROM {table}")

    def drop_unused_vectors(self) -> int:
        """Forget the vectors of texts that no document holds any more, and return how many there were."""
        return self._connection.execute(
            "DELETE FROM vectors WHERE vector_key NOT IN (SELECT vector_key FROM chunks)"
        ).rowcount

    def advance(self) -> bool:
        """Raise the generation if what can be found has changed, and tell whether it has."""
        if self._changed:
            self._connection.execute(
                "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"
            )
        changed, self._changed = self._changed, False
        return changed

    def _doc_id_of(self, source: str) -> str | None:
        row = self._connection.execute("SELECT doc_id FROM sources WHERE source = ?", (source,)).fetchone()
        return None if row is None else str(row[0])

    def _insert(self, prepared: PreparedDocument) -> None:
        document = prepared.document
        pages = max((block.page for block in document.blocks if block.page is not None), default=None)
        blocks = json.dumps([astuple(block) for block in document.blocks], separators=(",", ":"))
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.doc_id,
                document.sha256,
                document.title,
                document.published,
                document.text,
                blocks,
                len(document.text),
                pages,
                datetime.now(UTC).isoformat(timespec="seconds"),
                document_digest(document.title, document.published, document.text, blocks),
                document.title_from,
                document.published_from,
            ),
        )
        self._connection.executemany(
            'INSERT INTO chunks (doc_id, start, "end", page, heading, text, vector_key, place) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    document.doc_id,
                    span.start,
                    span.end,
                    span.page,
                    span.heading,
                    document.text[span.start : span.end],
                    key,
                    span.place,
                )
                for span, key in zip(prepared.spans, prepared.vector_keys, strict=True)
            ],
        )

    def _keep(self, doc_id: str, original: Original | None) -> None:
        if original is not None:
            self._connection.execute(
                "INSERT OR REPLACE INTO originals VALUES (?, ?, ?, ?)",
                (doc_id, original.sha256, original.suffix, original.bytes),
            )

    def _drop_unnamed(self, doc_id: str) -> None:
        if self._connection.execute("SELECT 1 FROM sources WHERE doc_id = ?", (doc_id,)).fetchone():
            return
        gone = self.chunk_ids_of([doc_id])
        self.removed_chunks += gone
        generation = self.generation() + 1
        self._connection.executemany(
            "INSERT INTO tombstones VALUES (?, ?)", [(chunk_id, generation) for chunk_id in gone]
        )
        self._connection.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
