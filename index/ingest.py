"""Files in: which of them are new, read and handed to the writer, whatever is wrong with some of them."""

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from index.files import digest
from index.loaders import LoadOptions, Refusal, holds_parts, is_read_otherwise
from index.originals import Originals
from index.parsing import Job, Parser
from index.stamps import settled_stamp, stamp
from index.types import FileOutcome, FileStatus, Progress
from index.walk import FoundFile
from index.writer import IndexWriter, cut

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file that is being read."""

    path: Path
    source: str
    explicit: bool
    holds_parts: bool
    stamp: str | None
    read: Job


def ingest(
    files: Sequence[FoundFile],
    *,
    writer: IndexWriter,
    options: LoadOptions,
    on_progress: OnProgress | None,
    originals: Originals | None = None,
    fail_fast: bool = False,
) -> None:
    """Hand every file to ``writer`` that it doesn't hold yet; report those that can't be read.

    Some files are read ahead, in other processes, while others are embedded here.

    Args:
        files: In this order they are handed over and reported.
        writer: Takes documents and outcomes.
        options: What the user says about the files.
        on_progress: Called before each file and after each commit.
        originals: Takes a copy of what each document was read from.
        fail_fast: Begin nothing more once a file couldn't be read.
    """
    done = 0

    def progress(current: str) -> None:
        if on_progress is not None:
            on_progress(Progress(done, len(files), writer.chunks_done, writer.chunks_cut, current))

    writer.on_embedded = lambda _done, _total: progress("embedding")
    drafts = originals.drafts() if originals is not None else nullcontext()
    with drafts as keep_in, Parser(options) as parser:
        begun = (_begin(file, writer, parser, options, keep_in) for file in files)
        for done, one in enumerate(_ahead(begun, parser.ahead)):  # noqa: B007 - progress reads it
            progress(one.source)
            failed = _finish(one, writer, originals) if isinstance(one, _Begun) else _report(one, writer)
            if failed and fail_fast:
                break
        else:
            done = len(files)
    writer.flush()
    progress("done")


def prune(folders: Iterable[Path], *, writer: IndexWriter) -> None:
    """Forget the sources below ``folders`` of which no file is there any more, and report them."""
    roots = tuple(f"{folder}{os.sep}" for folder in folders)
    gone = [source for source in writer.sources() if source.startswith(roots) and _is_gone(source)]
    _forget(gone, writer)


def _ahead(begun: Iterator["_Begun | FileOutcome"], count: int) -> Iterator["_Begun | FileOutcome"]:
    """Yield what is given, each when ``count`` more have been asked for."""
    waiting: deque[_Begun | FileOutcome] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > count:
            yield waiting.popleft()
    yield from waiting


def _begin(
    file: FoundFile, writer: IndexWriter, parser: Parser, options: LoadOptions, keep_in: Path | None
) -> "_Begun | FileOutcome":
    path, source = file.path, file.source or str(file.path)
    try:
        status = path.stat()
        now = time.time()
        known = stat.S_ISREG(status.st_mode) and _is_stored(path, source, status, now, writer, options)
        if known and (keep_in is None or _has_originals(source, writer)):
            return FileOutcome(source, "unchanged")
    except OSError as exc:
        return FileOutcome(source, "failed", f"{path} can't be read: {exc.strerror or exc}")
    job = parser.begin(path, source=source, size=status.st_size, keep_in=keep_in)
    return _Begun(path, source, file.explicit, holds_parts(path.name), settled_stamp(status, now), job)


def _is_stored(
    path: Path, source: str, status: os.stat_result, now: float, writer: IndexWriter, options: LoadOptions
) -> bool:
    """Tell whether the index holds what the file does, without parsing it."""
    if is_read_otherwise(path.name, options):
        return False
    if holds_parts(path.name):
        stored = writer.stored_below(source).values()
        return bool(stored) and all(one.stamp == stamp(status) for one in stored)
    one = writer.stored(source)
    if one is None:
        return False
    if one.stamp == stamp(status):
        return True
    if digest(path) != one.sha256:
        return False
    writer.touch(source, settled_stamp(status, now))
    return True


def _has_originals(source: str, writer: IndexWriter) -> bool:
    """Tell whether all that was read from a file is kept as it was."""
    return all(one.has_original for one in writer.stored_below(source).values())


def _finish(begun: "_Begun", writer: IndexWriter, originals: Originals | None) -> bool:
    """Hand over what was found in a file, and tell whether any of it couldn't be read."""
    reading = begun.read()
    refused = {one.source for one in reading.found if isinstance(one, Refusal)}
    failing = {one.source for one in reading.found if isinstance(one, Refusal) and not one.skipped}
    if begun.explicit:
        failing |= refused & {begun.source}
    kept = {
        doc_id: originals.keep(draft) for doc_id, draft in reading.originals.items() if originals is not None
    }
    for one in reading.found:
        if isinstance(one, Refusal):
            status: FileStatus = "failed" if one.source in failing else "skipped"
            writer.report(FileOutcome(one.source, status, one.reason))
        else:
            # A file of which a part can't be read is read again the next time, and that part named again.
            stamp = None if failing or one.warning else begun.stamp
            writer.add(cut(one, stamp=stamp, original=kept.get(one.doc_id)))
    found = {one.source for one in reading.found}
    if begun.holds_parts and reading.whole and begun.source not in refused:
        _forget([source for source in writer.stored_below(begun.source) if source not in found], writer)
    return bool(failing)


def _report(outcome: FileOutcome, writer: IndexWriter) -> bool:
    """Report what needs no reading, and tell whether it couldn't be read."""
    writer.report(outcome)
    return outcome.status == "failed"


def _forget(sources: Sequence[str], writer: IndexWriter) -> None:
    if sources:
        writer.remove(sources)
    for source in sources:
        writer.report(FileOutcome(source, "removed"))


def _is_gone(source: str) -> bool:
    """Tell whether there is no such file; one in a folder that can't be opened may well be there."""
    try:
        os.lstat(source)
    except NotADirectoryError:
        # What an archive holds is there as long as the archive is: adding that tells what is in it.
        return not any(above.is_file() and holds_parts(above.name) for above in Path(source).parents)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False
