"""What can be asked of the catalog."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import DocumentNotFoundError
from index.filters import NamedDocument
from index.records import Counts, Identity, SealedLexical, Segment, StoredSource
from index.types import Block, Chunk, Document, DocumentInfo, Original, Vectors

Ids = NDArray[np.int64]

_INFO_COLUMNS = """
    d.doc_id, d.title, d.published, d.characters, d.pages, d.sha256, d.added, d.title_from, d.published_from,
    (SELECT count(*) FROM chunks c WHERE c.doc_id = d.doc_id),
    (SELECT json_group_array(source) FROM
        (SELECT source FROM sources s WHERE s.doc_id = d.doc_id ORDER BY position)),
    o.sha256, o.suffix, o.bytes
"""
_STORED = (
    "SELECT s.source, d.sha256, s.stamp, o.doc_id IS NOT NULL FROM sources s JOIN documents d USING (doc_id) "
    "LEFT JOIN originals o USING (doc_id)"
)
_CHUNK_COLUMNS = 'chunk_id, doc_id, start, "end", text, page, heading, place'
_HIGHEST_ID = 2**63 - 1


class CatalogReader:
    """What can be asked within one read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def generation(self) -> int:
        """Return the generation of this state."""
        return int(meta(self._connection, "generation"))

    def identity(self) -> Identity:
        """Return what the index was built with."""
        return Identity(
            meta(self._connection, "embedder"),
            meta(self._connection, "fingerprint"),
            int(meta(self._connection, "dimensions")),
        )

    def counts(self) -> Counts:
        """Return how much there is."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM sources), "
            "(SELECT count(*) FROM chunks)"
        ).fetchone()
        return Counts(*row)

    def segments(self) -> list[Segment]:
        """Return the sealed dense files, by chunk id."""
        rows = self._connection.execute(
            "SELECT name, kind, first_chunk_id, last_chunk_id, rows, sha256 FROM segments "
            "ORDER BY first_chunk_id"
        )
        return [Segment(*row) for row in rows]

    def lexical(self) -> SealedLexical | None:
        """Return the sealed BM25 index, if there is one."""
        row = self._connection.execute("SELECT folder, last_chunk_id FROM lexical").fetchone()
        if row is None:
            return None
        files = self._connection.execute("SELECT name, sha256 FROM lexical_files ORDER BY name")
        return SealedLexical(row[0], row[1], dict(files.fetchall()))

    def tombstones(self) -> Ids:
        """Return the ids of chunks that are gone, but may still stand in a segment."""
        rows = self._connection.execute("SELECT chunk_id FROM tombstones ORDER BY chunk_id").fetchall()
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))

    def chunks_above(self, chunk_id: int) -> int:
        """Return how many chunks have a higher id."""
        row = self._connection.execute("SELECT count(*) FROM chunks WHERE chunk_id > ?", (chunk_id,))
        return int(row.fetchone()[0])

    def last_chunk_id(self) -> int:
        """Return the highest id that a chunk has had, 0 where there was none."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
        return 0 if row is None else int(row[0])

    def infos(self, doc_ids: Iterable[str] | None = None) -> list[DocumentInfo]:
        """Return what is known of documents, oldest first; of all where ``doc_ids`` is None."""
        query = f"SELECT {_INFO_COLUMNS} FROM documents d LEFT JOIN originals o USING (doc_id)"
        if doc_ids is None:
            rows = self._connection.execute(f"{query} ORDER BY d.rowid").fetchall()
        else:
            rows = self._connection.execute(
                f"{query} WHERE d.doc_id IN (SELECT value FROM json_each(?)) ORDER BY d.rowid",
                (json.dumps(list(doc_ids)),),
            ).fetchall()
        return [
            DocumentInfo(
                doc_id=doc_id,
                sources=tuple(json.loads(sources)),
                title=title,
                published=published,
                chunks=chunks,
                characters=characters,
                pages=pages,
                sha256=sha256,
                added=added,
                title_from=title_from,
                published_from=published_from,
                original=None if original[0] is None else Original(*original),
            )
            for (
                doc_id,
                title,
                published,
                characters,
                pages,
                sha256,
                added,
                title_from,
                published_from,
                chunks,
                sources,
                *original,
            ) in rows
        ]

    def named_documents(self) -> Iterator[NamedDocument]:
        """Yield every document under each of its names, oldest first: what a filter looks at."""
        rows = self._connection.execute(
            "SELECT doc_id, published, source FROM sources JOIN documents USING (doc_id) ORDER BY position"
        )
        return map(NamedDocument._make, rows)

    def document(self, doc_id: str) -> Document:
        """Return a document whole.

        Raises:
            DocumentNotFoundError: it isn't there.
        """
        row = self._connection.execute(
            "SELECT d.title, d.published, d.text, d.blocks, d.sha256, d.title_from, d.published_from, "
            "(SELECT source FROM sources s WHERE s.doc_id = d.doc_id ORDER BY position LIMIT 1) "
            "FROM documents d WHERE d.doc_id = ?",
            (doc_id,),
        ).fetchone()
        if row is None:
            raise DocumentNotFoundError(
                f"no document has the id {doc_id!r}; `rag list` shows those there are"
            )
        title, published, text, blocks, sha256, title_from, published_from, source = row
        return Document(
            doc_id=doc_id,
            source=source,
            title=title,
            published=published,
            text=text,
            blocks=tuple(Block(*block) for block in json.loads(blocks)),
            sha256=sha256,
            title_from=title_from,
            published_from=published_from,
        )

    def stored(self, source: str) -> StoredSource | None:
        """Return what stands under a source, or None."""
        row = self._connection.execute(f"{_STORED} WHERE s.source = ?", (source,)).fetchone()
        return None if row is None else _stored_source(row)

    def stored_below(self, source: str) -> dict[str, StoredSource]:
        """Return what stands under a source and under those that it holds, such as an archive's files."""
        rows = self._connection.execute(
            f"{_STORED} WHERE s.source = ?1 OR (s.source > ?1 || '/' AND s.source < ?1 || '0') "
            "ORDER BY s.position",
            (source,),
        )
        return {row[0]: _stored_source(row) for row in rows}

    def originals(self) -> dict[str, Original]:
        """Return the originals that are kept, by the id of their document."""
        rows = self._connection.execute("SELECT doc_id, sha256, suffix, bytes FROM originals ORDER BY doc_id")
        return {doc_id: Original(*original) for doc_id, *original in rows}

    def sources(self) -> list[str]:
        """Return all sources, oldest first."""
        return [row[0] for row in self._connection.execute("SELECT source FROM sources ORDER BY position")]

    def chunks(self, chunk_ids: Sequence[int]) -> dict[int, Chunk]:
        """Return the chunks that are there, by id."""
        rows = self._connection.execute(
            f"SELECT {_CHUNK_COLUMNS} FROM chunks WHERE chunk_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(chunk_ids)),),
        )
        return {row[0]: Chunk(*row) for row in rows}

    def chunks_of(self, doc_id: str) -> list[Chunk]:
        """Return the chunks of a document, in order."""
        rows = self._connection.execute(
            f"SELECT {_CHUNK_COLUMNS} FROM chunks WHERE doc_id = ? ORDER BY chunk_id", (doc_id,)
        )
        return [Chunk(*row) for row in rows]

    def chunk_ids_of(self, doc_ids: Iterable[str]) -> list[int]:
        """Return the ids of the chunks of some documents."""
        rows = self._connection.execute(
            "SELECT chunk_id FROM chunks WHERE doc_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(doc_ids)),),
        )
        return [row[0] for row in rows]

    def chunk_rows(self, *, above: int = 0) -> Iterator[tuple[Chunk, str, str | None]]:
        """Yield the chunks with an id above ``above``, with title and date of their documents, by id."""
        rows = self._connection.execute(
            'SELECT c.chunk_id, c.doc_id, c.start, c."end", c.text, c.page, c.heading, c.place, '
            "d.title, d.published "
            "FROM chunks c JOIN documents d USING (doc_id) WHERE c.chunk_id > ? ORDER BY c.chunk_id",
            (above,),
        )
        for row in rows:
            yield Chunk(*row[:8]), row[8], row[9]

    def chunk_ids(self, *, above: int = 0, upto: int = _HIGHEST_ID) -> Ids:
        """Return the ids of the chunks between two, the lower one left out, in order."""
        rows = self._connection.execute(
            "SELECT chunk_id FROM chunks WHERE chunk_id > ? AND chunk_id <= ? ORDER BY chunk_id",
            (above, upto),
        ).fetchall()
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))

    def vectors(self, *, above: int = 0, upto: int = _HIGHEST_ID) -> tuple[Ids, Vectors]:
        """Return the ids (n,) and vectors (n, dimensions) of the chunks between two ids, in order."""
        rows = self._connection.execute(
            "SELECT c.chunk_id, v.vector FROM chunks c JOIN vectors v USING (vector_key) "
            "WHERE c.chunk_id > ? AND c.chunk_id <= ? ORDER BY c.chunk_id",
            (above, upto),
        ).fetchall()
        return self._unpacked(rows)

    def vectors_of(self, chunk_ids: Ids) -> tuple[Ids, Vectors]:
        """Return the ids (n,) and vectors (n, dimensions) of those chunks that are there, in order."""
        rows = self._connection.execute(
            "SELECT c.chunk_id, v.vector FROM chunks c JOIN vectors v USING (vector_key) "
            "WHERE c.chunk_id IN (SELECT value FROM json_each(?)) ORDER BY c.chunk_id",
            (json.dumps(chunk_ids.tolist()),),
        ).fetchall()
        return self._unpacked(rows)

    def _unpacked(self, rows: Sequence[tuple[int, bytes]]) -> tuple[Ids, Vectors]:
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        packed = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
        return ids, packed.reshape(len(rows), self.identity().dimensions).astype(np.float32)

    def raw_documents(self) -> Iterator[tuple[str, str, str, str | None, str, str, int, bytes]]:
        """Yield id, sha256, title, date, text, blocks (JSON), length and digest of each document."""
        yield from self._connection.execute(
            "SELECT doc_id, sha256, title, published, text, blocks, characters, digest FROM documents"
        )

    def documents_without_source(self) -> list[str]:
        """Return the ids of documents that nothing names: there should be none."""
        rows = self._connection.execute(
            "SELECT doc_id FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM sources)"
        )
        return [row[0] for row in rows]

    def vector_sizes(self) -> list[tuple[int, int]]:
        """Return the sizes of stored vectors, in bytes, with how many there are of each: should be one."""
        rows = self._connection.execute("SELECT length(vector), count(*) FROM vectors GROUP BY 1 ORDER BY 2")
        return rows.fetchall()

    def missing_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those keys for which no vector is stored."""
        wanted = set(keys)
        stored = {
            key
            for key in wanted
            if self._connection.execute("SELECT 1 FROM vectors WHERE vector_key = ?", (key,)).fetchone()
        }
        return wanted - stored


def _stored_source(row: tuple[str, str, str | None, int]) -> StoredSource:
    _, sha256, stamp, has_original = row
    return StoredSource(sha256, stamp, bool(has_original))


def meta(connection: sqlite3.Connection, key: str) -> str:
    """Return one of the values that an index has once."""
    return str(connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])
