"""Connections, transactions and errors of SQLite, as the catalog wants them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.errors import IndexDamagedError, IndexNotWritableError

_MAGIC = b"SQLite format 3\0"


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that waits for locks, keeps foreign keys and survives power loss."""
    # isolation_level None: transactions are begun and ended here, not guessed by the driver.
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[None]:
    """Commit what the body does, or undo all of it."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def statements(script: str) -> list[str]:
    """Split a script: ``executescript`` would commit the transaction that it runs in."""
    return [statement for statement in script.split(";") if statement.strip()]


def translated(exc: sqlite3.Error, path: Path) -> IndexDamagedError | IndexNotWritableError:
    """Return our error for one of SQLite's."""
    code = getattr(exc, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return IndexNotWritableError(
            f"the index in {path.parent} can't be written: {exc}; check the folder and its disk"
        )
    if code.startswith("SQLITE_BUSY"):
        return IndexNotWritableError(
            f"the index in {path.parent} is locked: {exc}; try again when the other process is done"
        )
    return damaged(path, exc)


def damaged(path: Path, why: object) -> IndexDamagedError:
    """Return the error for a file that isn't, or is no longer, a catalog."""
    return IndexDamagedError(
        f"the catalog {path} can't be read: {why}; restore it from a backup, or move the "
        "folder away and add the documents again"
    )


def is_database(path: Path) -> bool:
    """Tell whether a file begins as SQLite's do; it takes a file of a byte or two for an empty database."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC
