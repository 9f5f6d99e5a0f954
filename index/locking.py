"""One writer at a time, across processes; readers never wait."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import filelock

from index.errors import IndexBusyError, IndexNotWritableError

_LOCK_FILE = "writer.lock"
_HOLDER_FILE = "writer.json"


@contextmanager
def writer_lock(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold the right to write to the index in ``folder``.

    Args:
        folder: The index.
        wait: Seconds to wait for another writer.

    Raises:
        IndexBusyError: another writer holds it; the message names its process and since when.
        IndexNotWritableError: the folder doesn't take the lock's file.
    """
    # The lock is the operating system's, on an open file: it goes with the process, however that ends.
    lock = filelock.FileLock(folder / _LOCK_FILE, thread_local=False, is_singleton=False)
    try:
        lock.acquire(timeout=wait)
    except filelock.Timeout as exc:
        raise IndexBusyError(
            f"{_holder(folder)} is writing to the index in {folder}; try again later"
        ) from exc
    except OSError as exc:
        raise IndexNotWritableError(f"the index in {folder} can't be written: {exc}") from exc
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        (folder / _HOLDER_FILE).write_text(json.dumps({"pid": os.getpid(), "since": since}), "utf-8")
        yield
    finally:
        lock.release()


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER_FILE).read_text("utf-8"))
        return f"process {holder['pid']}, since {holder['since']},"
    except (OSError, ValueError, KeyError):
        return "another process"
