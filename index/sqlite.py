"""Connections, transactions and errors of SQLite, as the catalog wants them."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexNotWritableError,
    SearchIndexError,
)

_MAGIC = b"SQLite format 3\0"
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")


def connect(path: Path, *, frozen: bool = False) -> sqlite3.Connection:
    """Open a connection that waits for locks, keeps foreign keys and survives power loss.

    Args:
        path: The database.
        frozen: Nobody changes it as long as the connection lasts: SQLite then takes no lock and makes no
            file beside it, which a folder that can't be written wouldn't let it.
    """
    options = "?mode=ro&immutable=1" if frozen else ""
    # isolation_level None: transactions are begun and ended here, not guessed by the driver.
    connection = sqlite3.connect(
        f"file:{quote(str(path))}{options}",
        uri=True,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        # What was removed isn't to be read from the file's free pages either.
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
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


def log_of(path: Path) -> Path:
    """Return the file in which SQLite keeps what it hasn't moved into the database yet."""
    return path.with_name(f"{path.name}-wal")


def must_be_frozen(path: Path) -> bool:
    """Tell whether a database can only be read as one that nobody changes.

    Raises:
        IndexNotWritableError: it can't be read so either, since a part of it still stands in its log.
    """
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        return False
    log = log_of(path)
    if not log.exists():
        return True
    if path.with_name(f"{path.name}-shm").exists():
        return False
    if log.stat().st_size == 0:
        return True
    raise IndexNotWritableError(
        f"the index in {path.parent} can't be written, and {log.name} holds changes that were never "
        "finished: open it once where it can be written, or copy the folder"
    )


def translated(exc: sqlite3.Error, path: Path) -> SearchIndexError:
    """Return our error for one of SQLite's."""
    code = getattr(exc, "sqlite_errorname", "") or ""
    if code.startswith(_NOT_WRITABLE):
        return not_writable(path.parent, exc)
    if code.startswith("SQLITE_BUSY"):
        return IndexBusyError(
            f"the index in {path.parent} is locked: {exc}; try again when the other process is done"
        )
    return damaged(path, exc)


def not_writable(folder: Path, why: object) -> IndexNotWritableError:
    """Return the error for a folder or a disk that refuses."""
    full = isinstance(why, OSError) and why.errno in {errno.ENOSPC, errno.EDQUOT}
    remedy = "free some space" if full or "full" in str(why) else "check the folder and its disk"
    return IndexNotWritableError(f"the index in {folder} can't be written: {why}; {remedy}")


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
