"""Files in: which of them are new, read and handed to the writer, whatever is wrong with some of them."""

import os
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index import loaders
from index.errors import LoadError
from index.files import digest
from index.stamps import settled_stamp, stamp
from index.types import FileOutcome, Progress
from index.walk import FoundFile
from index.writer import IndexWriter

OnProgress = Callable[[Progress], None]


def ingest(files: Sequence[FoundFile], *, writer: IndexWriter, on_progress: OnProgress | None) -> None:
    """Hand every file to ``writer`` that it doesn't hold yet; report those that can't be read."""
    done = 0

    def progress(chunks: int, current: str) -> None:
        if on_progress is not None:
            on_progress(Progress(done, len(files), chunks, current))

    writer.on_embedded = lambda chunks: progress(chunks, "embedding")
    for done, file in enumerate(files):  # noqa: B007 - progress reads it
        progress(writer.chunks_done, str(file.path))
        _ingest_one(file.path, writer)
    done = len(files)
    writer.flush()
    progress(writer.chunks_done, "done")


def prune(folders: Iterable[Path], *, writer: IndexWriter) -> None:
    """Forget the sources below ``folders`` of which no file is there any more, and report them."""
    roots = tuple(f"{folder}{os.sep}" for folder in folders)
    gone = [source for source in writer.sources() if source.startswith(roots) and _is_gone(source)]
    if gone:
        writer.remove(gone)
    for source in gone:
        writer.report(FileOutcome(source, "removed"))


def _ingest_one(path: Path, writer: IndexWriter) -> None:
    source = str(path)
    try:
        status = path.stat()
        now = time.time()
        stored = writer.stored(source) if stat.S_ISREG(status.st_mode) else None
        if stored is not None:
            if stored.stamp == stamp(status):
                writer.report(FileOutcome(source, "unchanged"))
                return
            if digest(path) == stored.sha256:
                writer.touch(source, settled_stamp(status, now))
                writer.report(FileOutcome(source, "unchanged"))
                return
        document = loaders.load(path, source=source)
    except LoadError as exc:
        writer.report(FileOutcome(source, "failed", str(exc)))
    except OSError as exc:
        writer.report(FileOutcome(source, "failed", f"{path} can't be read: {exc.strerror or exc}"))
    else:
        writer.add(document, stamp=settled_stamp(status, now))


def _is_gone(source: str) -> bool:
    """Tell whether there is no such file; one in a folder that can't be opened may well be there."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
