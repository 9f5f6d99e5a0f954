"""The truth: documents, sources, chunks and vectors in one SQLite file.

Everything else in an index folder is derived from it and can be thrown away.

Writes are single transactions: a reader, in this process or another, sees the state before or after. Each
one that changes what can be found raises the generation by one.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.errors import DocumentNotFoundError, IndexDamagedError, IndexNotFoundError
from index.filters import NamedDocument
from index.schema import SCHEMA, SCHEMA_VERSION
from index.sqlite import connect, damaged, is_database, statements, transaction, translated
from index.types import Block, Chunk, ChunkSpan, Document, DocumentInfo, Vectors

_INFO_COLUMNS = """
    d.doc_id, d.title, d.published, d.characters, d.pages, d.sha256, d.added,
    (SELECT count(*) FROM chunks c WHERE c.doc_id = d.doc_id),
    (SELECT json_group_array(source) FROM
        (SELECT source FROM sources s WHERE s.doc_id = d.doc_id ORDER BY position))
"""
_CHUNK_COLUMNS = 'chunk_id, doc_id, start, "end", text, page, heading'

PutStatus = Literal["added", "replaced", "unchanged", "duplicate"]


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
class Manifest:
    """What the derived files of a generation were when they were sealed."""

    generation: int
    sha256: str
    last_chunk_id: int
    """Chunks with a higher id aren't in those files."""


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document with its chunks, each with the key of its vector."""

    document: Document
    spans: tuple[ChunkSpan, ...]
    vector_keys: tuple[bytes, ...]


class Catalog:
    """One SQLite file. Any thread may read; who writes holds the writer's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._file = _file_identity(path)
        # A catalog that nobody closes, as one kept for the life of the process, leaves none open either.
        weakref.finalize(self, _close_all, self._idle)

    @classmethod
    def create(cls, path: Path, identity: Identity) -> "Catalog":
        """Make the catalog, with nothing in it.

        Raises:
            IndexNotWritableError: the folder refuses it.
        """
        catalog = cls(path)
        with catalog._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            with transaction(connection, "IMMEDIATE"):
                for statement in statements(SCHEMA):
                    connection.execute(statement)
                meta = {
                    "schema": SCHEMA_VERSION,
                    "generation": 0,
                    "embedder": identity.embedder,
                    "fingerprint": identity.fingerprint,
                    "dimensions": identity.dimensions,
                }
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in meta.items()]
                )
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Open an existing catalog.

        Raises:
            IndexNotFoundError: there is none, or its making was cut off before anything was in it.
            IndexDamagedError: the file isn't a catalog that this version reads.
        """
        catalog = cls(path)
        if not path.is_file() or path.stat().st_size == 0:
            raise _not_found(path)
        if not is_database(path):
            raise damaged(path, "it isn't an SQLite file")
        with catalog._connection() as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
            if made is None:
                raise _not_found(path)
            schema = int(_meta(connection, "schema"))
        if schema != SCHEMA_VERSION:
            raise IndexDamagedError(
                f"the index in {path.parent} has format {schema}, this version reads {SCHEMA_VERSION}; "
                "use the version that made it, or add the documents to a new index"
            )
        return catalog

    @property
    def replaced(self) -> bool:
        """Whether the path no longer leads to the file that was opened."""
        return _file_identity(self.path) != self._file

    def close(self) -> None:
        """Close idle connections; the object can be used again."""
        with self._guard:
            _close_all(self._idle)

    @contextmanager
    def read(self) -> Iterator["CatalogReader"]:
        """Read from one state of the catalog, whatever is written meanwhile."""
        with self._connection() as connection, transaction(connection, "DEFERRED"):
            yield CatalogReader(connection)

    @contextmanager
    def write(self) -> Iterator["CatalogWriter"]:
        """Change the catalog in one transaction; an exception undoes all of it."""
        with self._connection() as connection, transaction(connection, "IMMEDIATE"):
            yield CatalogWriter(connection)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        try:
            if connection is None:
                connection = connect(self.path)
            yield connection
        except sqlite3.Error as exc:
            if connection is not None:
                connection.close()
                connection = None
            raise translated(exc, self.path) from exc
        finally:
            if connection is not None:
                with self._guard:
                    self._idle.append(connection)


class CatalogReader:
    """What can be asked within one read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def generation(self) -> int:
        """Return the generation of this state."""
        return int(_meta(self._connection, "generation"))

    def identity(self) -> Identity:
        """Return what the index was built with."""
        return Identity(
            _meta(self._connection, "embedder"),
            _meta(self._connection, "fingerprint"),
            int(_meta(self._connection, "dimensions")),
        )

    def counts(self) -> Counts:
        """Return how much there is."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM sources), "
            "(SELECT count(*) FROM chunks)"
        ).fetchone()
        return Counts(*row)

    def manifest(self, generation: int | None = None) -> "Manifest | None":
        """Return the record of sealed files: of ``generation``, or the newest there is."""
        row = self._connection.execute(
            "SELECT generation, sha256, last_chunk_id FROM manifests "
            "WHERE :generation IS NULL OR generation = :generation ORDER BY generation DESC LIMIT 1",
            {"generation": generation},
        ).fetchone()
        return None if row is None else Manifest(*row)

    def tombstones(self, *, since: int) -> list[int]:
        """Return the ids of the chunks that went after generation ``since``."""
        rows = self._connection.execute("SELECT chunk_id FROM tombstones WHERE generation > ?", (since,))
        return [row[0] for row in rows]

    def infos(self, doc_ids: Iterable[str] | None = None) -> list[DocumentInfo]:
        """Return what is known of documents, oldest first; of all where ``doc_ids`` is None."""
        query = f"SELECT {_INFO_COLUMNS} FROM documents d"
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
            )
            for doc_id, title, published, characters, pages, sha256, added, chunks, sources in rows
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
            "SELECT d.title, d.published, d.text, d.blocks, d.sha256, "
            "(SELECT source FROM sources s WHERE s.doc_id = d.doc_id ORDER BY position LIMIT 1) "
            "FROM documents d WHERE d.doc_id = ?",
            (doc_id,),
        ).fetchone()
        if row is None:
            raise DocumentNotFoundError(
                f"no document has the id {doc_id!r}; `rag list` shows those there are"
            )
        title, published, text, blocks, sha256, source = row
        return Document(
            doc_id=doc_id,
            source=source,
            title=title,
            published=published,
            text=text,
            blocks=tuple(Block(*block) for block in json.loads(blocks)),
            sha256=sha256,
        )

    def source_sha256(self, source: str) -> str | None:
        """Return the sha256 of what was last added under a source, or None."""
        row = self._connection.execute(
            "SELECT d.sha256 FROM sources s JOIN documents d USING (doc_id) WHERE s.source = ?", (source,)
        ).fetchone()
        return None if row is None else str(row[0])

    def chunks(self, chunk_ids: Sequence[int]) -> dict[int, Chunk]:
        """Return the chunks that are there, by id."""
        rows = self._connection.execute(
            f"SELECT {_CHUNK_COLUMNS} FROM chunks WHERE chunk_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(chunk_ids)),),
        )
        return {row[0]: Chunk(*row) for row in rows}

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
            'SELECT c.chunk_id, c.doc_id, c.start, c."end", c.text, c.page, c.heading, d.title, d.published '
            "FROM chunks c JOIN documents d USING (doc_id) WHERE c.chunk_id > ? ORDER BY c.chunk_id",
            (above,),
        )
        for row in rows:
            yield Chunk(*row[:7]), row[7], row[8]

    def vectors(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return the ids (n,) and vectors (n, dimensions) of all chunks, by id."""
        rows = self._connection.execute(
            "SELECT c.chunk_id, v.vector FROM chunks c JOIN vectors v USING (vector_key) ORDER BY c.chunk_id"
        ).fetchall()
        dimensions = self.identity().dimensions
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        packed = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
        return ids, packed.reshape(len(rows), dimensions).astype(np.float32)

    def missing_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those keys for which no vector is stored."""
        wanted = set(keys)
        stored = {
            key
            for key in wanted
            if self._connection.execute("SELECT 1 FROM vectors WHERE vector_key = ?", (key,)).fetchone()
        }
        return wanted - stored


class CatalogWriter(CatalogReader):
    """What can be changed within one write transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._changed = False

    def store_vectors(self, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Keep vectors (as float16) under their keys, for chunks that are put in the same transaction."""
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
            return "unchanged"
        known = self._connection.execute(
            "SELECT 1 FROM documents WHERE doc_id = ?", (document.doc_id,)
        ).fetchone()
        if not known:
            self._insert(prepared)
        self.name(document.source, document.doc_id)
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

    def seal(self, sha256: str, *, keep: int) -> None:
        """Record the derived files of this generation; of all records only the ``keep`` newest stay."""
        self._connection.execute(
            "INSERT OR REPLACE INTO manifests VALUES (?, ?, (SELECT coalesce(max(chunk_id), 0) FROM chunks))",
            (self.generation(), sha256),
        )
        self._connection.execute(
            "DELETE FROM manifests WHERE generation NOT IN "
            "(SELECT generation FROM manifests ORDER BY generation DESC LIMIT ?)",
            (keep,),
        )
        self._connection.execute(
            "DELETE FROM tombstones WHERE generation <= (SELECT min(generation) FROM manifests)"
        )

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
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.doc_id,
                document.sha256,
                document.title,
                document.published,
                document.text,
                json.dumps([astuple(block) for block in document.blocks], separators=(",", ":")),
                len(document.text),
                pages,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )
        self._connection.executemany(
            'INSERT INTO chunks (doc_id, start, "end", page, heading, text, vector_key) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    document.doc_id,
                    span.start,
                    span.end,
                    span.page,
                    span.heading,
                    document.text[span.start : span.end],
                    key,
                )
                for span, key in zip(prepared.spans, prepared.vector_keys, strict=True)
            ],
        )

    def _drop_unnamed(self, doc_id: str) -> None:
        if self._connection.execute("SELECT 1 FROM sources WHERE doc_id = ?", (doc_id,)).fetchone():
            return
        self._connection.execute(
            "INSERT INTO tombstones SELECT chunk_id, ? FROM chunks WHERE doc_id = ?",
            (self.generation() + 1, doc_id),
        )
        keys = self._connection.execute(
            "SELECT DISTINCT vector_key FROM chunks WHERE doc_id = ?", (doc_id,)
        ).fetchall()
        self._connection.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        self._connection.executemany(
            "DELETE FROM vectors WHERE vector_key = ? AND vector_key NOT IN (SELECT vector_key FROM chunks)",
            keys,
        )


def _file_identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _meta(connection: sqlite3.Connection, key: str) -> str:
    return str(connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])


def _not_found(path: Path) -> IndexNotFoundError:
    return IndexNotFoundError(f"there is no index in {path.parent}; make one with `rag add PATH`")
