"""Files in: which of them are new, read and handed to the writer, whatever is wrong with some of them."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from index import loaders
from index.errors import LoadError
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
        _ingest_one(file.path.absolute(), writer)
    done = len(files)
    writer.flush()
    progress(writer.chunks_done, "done")


def _ingest_one(path: Path, writer: IndexWriter) -> None:
    source = str(path)
    try:
        if path.is_file() and writer.is_current(source, _sha256(path)):
            writer.report(FileOutcome(source, "unchanged"))
            return
        document = loaders.load(path, source=source)
    except LoadError as exc:
        writer.report(FileOutcome(source, "failed", str(exc)))
    except OSError as exc:
        writer.report(FileOutcome(source, "failed", f"{path} can't be read: {exc.strerror or exc}"))
    else:
        writer.add(document)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
