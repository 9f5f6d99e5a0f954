"""The truth: documents, sources, chunks and vectors in one SQLite file.

Everything else in an index folder is derived from it and can be thrown away.

Writes are single transactions: a reader, in this process or another, sees the state before or after. Each
one that changes what can be found raises the generation by one.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.catalog_reader import CatalogReader, meta
from index.catalog_writer import CatalogWriter
from index.errors import IndexBusyError, IndexDamagedError, IndexNotFoundError
from index.records import Identity, document_digest
from index.schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from index.sqlite import (
    connect,
    damaged,
    is_database,
    log_of,
    must_be_frozen,
    statements,
    transaction,
    translated,
)

_Stamp = tuple[int, int, int, bool]


class Catalog:
    """One SQLite file. Any thread may read; who writes holds the writer's lock.

    Where the folder can't be written, the file is read as one that doesn't change. Should another user
    change it all the same, the reads that this touches fail.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._file = _file_identity(path)
        self._frozen = path.exists() and must_be_frozen(path)
        self._frozen_stamp = _stamp(path) if self._frozen else None
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
                values = {
                    "schema": SCHEMA_VERSION,
                    "generation": 0,
                    "embedder": identity.embedder,
                    "fingerprint": identity.fingerprint,
                    "dimensions": identity.dimensions,
                }
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in values.items()]
                )
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Open an existing catalog, of whatever format there has been.

        Raises:
            IndexNotFoundError: there is none, or its making was cut off before anything was in it.
            IndexDamagedError: the file isn't a catalog that this version reads.
        """
        catalog = cls(path)
        if not path.is_file() or path.stat().st_size == 0:
            raise _not_found(path)
        if not is_database(path):
            raise damaged(path, "it isn't an SQLite file")
        schema = catalog.schema()
        if schema is None:
            raise _not_found(path)
        if not (schema == SCHEMA_VERSION or schema in MIGRATIONS):
            raise IndexDamagedError(
                f"the index in {path.parent} has format {schema}, this version reads {SCHEMA_VERSION}; "
                "use the version that made it, or add the documents to a new index"
            )
        return catalog

    def schema(self) -> int | None:
        """Return the number of the file's format; None where nothing is in it."""
        with self._connection() as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
            return None if made is None else int(meta(connection, "schema"))

    @property
    def outdated(self) -> bool:
        """Whether it has to be migrated before it can be read."""
        return self.schema() != SCHEMA_VERSION

    def migrate(self) -> None:
        """Bring the file to this version's format, in one transaction; the caller holds the writer's lock."""
        with self._connection() as connection, transaction(connection, "IMMEDIATE"):
            connection.create_function("document_digest", 4, document_digest, deterministic=True)
            for before in range(int(meta(connection, "schema")), SCHEMA_VERSION):
                for statement in statements(MIGRATIONS[before]):
                    connection.execute(statement)
            connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(SCHEMA_VERSION),))

    @property
    def replaced(self) -> bool:
        """Whether the path no longer leads to the file that was opened."""
        return _file_identity(self.path) != self._file

    def close(self) -> None:
        """Close idle connections; the object can be used again."""
        with self._guard:
            _close_all(self._idle)

    @contextmanager
    def read(self) -> Iterator[CatalogReader]:
        """Read from one state of the catalog, whatever is written meanwhile."""
        with self._connection() as connection, transaction(connection, "DEFERRED"):
            yield CatalogReader(connection)

    @contextmanager
    def write(self) -> Iterator[CatalogWriter]:
        """Change the catalog in one transaction; an exception undoes all of it."""
        with self._connection() as connection, transaction(connection, "IMMEDIATE"):
            yield CatalogWriter(connection)

    def copy_to(self, target: Path) -> None:
        """Write the present state, without free space, into a new file."""
        with self._connection() as connection:
            connection.execute("VACUUM INTO ?", (str(target),))

    def findings(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, at most a hundred lines."""
        with self._connection() as connection:
            rows = connection.execute("PRAGMA integrity_check(100)").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(100)
        found = [str(row[0]) for row in rows if row[0] != "ok"]
        return found + [f"a row of {table} points at nothing in {parent}" for table, _, parent, _ in broken]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            if self._frozen and _stamp(self.path) != self._frozen_stamp:
                _close_all(self._idle)
                self._frozen = must_be_frozen(self.path)
                self._frozen_stamp = _stamp(self.path)
            frozen, stamp = self._frozen, self._frozen_stamp
            connection = self._idle.pop() if self._idle else None
        try:
            if connection is None:
                connection = connect(self.path, frozen=frozen)
            yield connection
            if frozen and _stamp(self.path) != stamp:
                raise IndexBusyError(f"the index in {self.path.parent} changed while it was read; ask again")
        except sqlite3.Error as exc:
            if connection is not None:
                connection.close()
                connection = None
            raise translated(exc, self.path) from exc
        finally:
            if connection is not None:
                if connection.in_transaction or frozen != self._frozen:
                    connection.close()  # cut off in the middle of something
                else:
                    with self._guard:
                        self._idle.append(connection)


def _file_identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    log = log_of(path)
    return status.st_ino, status.st_size, status.st_mtime_ns, log.exists() and log.stat().st_size > 0


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _not_found(path: Path) -> IndexNotFoundError:
    return IndexNotFoundError(f"there is no index in {path.parent}; make one with `rag add PATH`")
