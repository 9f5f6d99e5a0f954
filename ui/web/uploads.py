"""Files that people add: one at a time, each through its stages to what became of it."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import SearchIndexError
from index.loaders import Refusal, holds_parts
from index.parsing import Reading
from index.types import AddSummary, Document, FileOutcome, FileStatus
from ui.errors import describe
from ui.web import texts

logger = logging.getLogger(__name__)

WRITER_WAIT_SECONDS = 60.0
_MEASURED_SECONDS = 1.0
"""Before that, a pace is chance."""
_NAME_CHARACTERS = 400
_SEPARATORS = re.compile(r"[/\\]+")


class Writable(Protocol):
    """What an upload needs of an index; ``index.Collection`` is one."""

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_embedded: Callable[[int, int], None] | None = None,
        all_of: str | None = None,
        originals: Mapping[str, Path] | None = None,
        wait: float = 0,
    ) -> AddSummary:
        """Add documents; one takes the place of what came from the same source."""
        ...


class ReadFile(Protocol):
    """The method of an ``index.parsing.Parser``."""

    def __call__(self, path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
        """Return what is in a file, or why it can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """What is becoming, or became, of one file."""

    status: FileStatus | texts.Stage
    chunks: int = 0
    """Those that are embedded; in the end, those of the file."""
    reason: str | None = None
    total: int = 0
    """Chunks to embed."""
    seconds_left: float | None = None
    """None as long as nobody can tell."""


OnUpload = Callable[[Upload], None]


def source_name(name: str) -> str:
    """Return a file's name, or its path within a dropped folder, as the source it is kept under.

    No uploaded source is an absolute path or leads upwards, so none takes the place of a file that was added
    on the command line. "" for a name that is nothing but that.
    """
    parts = [part for part in _SEPARATORS.split(name.replace("\0", "")) if part not in ("", ".", "..")]
    return "/".join(parts)[-_NAME_CHARACTERS:].lstrip("/")


class Uploads:
    """Adds files to one index, one at a time: there is one writer anyway, and each has its progress.

    Args:
        library: The index.
        read: Reads a file.
        keep_originals: Whether the index keeps the files too.
        clock: Tells the seconds since some time.
    """

    def __init__(
        self,
        library: Writable,
        read: ReadFile,
        *,
        keep_originals: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._read = read
        self._keep_originals = keep_originals
        self._clock = clock
        self._adding = threading.Lock()

    def add(self, file: Path, source: str, tell: OnUpload) -> None:
        """Add a file as ``source``; ``tell`` hears of each stage and last of what became of it.

        What the index is to keep waits in the file's folder, which goes afterwards.
        """
        tell(Upload("waiting"))
        with self._adding:
            tell(self._added(file, source, tell))

    def _added(self, file: Path, source: str, tell: OnUpload) -> Upload:
        try:
            tell(Upload("reading"))
            keep_in = file.parent if self._keep_originals else None
            reading = self._read(file, source=source, keep_in=keep_in)
            documents = [one for one in reading.found if isinstance(one, Document)]
            # What may be passed over in a folder or archive was asked for here, if it is the file itself.
            refused = [
                one
                for one in reading.found
                if isinstance(one, Refusal) and (not one.skipped or one.source == source)
            ]
            outcomes: tuple[FileOutcome, ...] = ()
            if documents:
                tell(Upload("chunking"))
                outcomes = self._library.add(
                    documents,
                    on_embedded=self._telling(tell),
                    all_of=source if reading.whole and holds_parts(source) else None,
                    originals=reading.originals,
                    wait=WRITER_WAIT_SECONDS,
                ).outcomes
        except (SearchIndexError, OSError) as exc:
            # The message may name the temporary copy, which says nothing to the person who sent the file.
            return Upload("failed", reason=describe(exc).replace(str(file), source))
        except Exception:
            logger.exception("adding an upload failed")
            return Upload("failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
        return _became(outcomes, [one.reason.replace(str(file), source) for one in refused])

    def _telling(self, tell: OnUpload) -> Callable[[int, int], None]:
        """Return what tells how far the embedding has come, and for how long it will go on at that pace."""
        began: tuple[float, int] | None = None

        def embedded(done: int, total: int) -> None:
            nonlocal began
            now = self._clock()
            if began is None:
                began = now, done
            seconds, chunks = now - began[0], done - began[1]
            known = seconds >= _MEASURED_SECONDS and chunks > 0
            left = (total - done) * seconds / chunks if known else None
            tell(Upload("embedding", done, total=total, seconds_left=left))

        return embedded


def _became(outcomes: Sequence[FileOutcome], refused: Sequence[str]) -> Upload:
    """Return what became of a file as a whole; one that holds others may give several outcomes."""
    if not outcomes:
        return Upload("failed", reason=refused[0] if refused else texts.UPLOAD_EMPTY)
    changed = [outcome for outcome in outcomes if outcome.status in ("added", "replaced")]
    first = changed[0] if changed else outcomes[0]
    reason = texts.parts_not_added(refused, len(outcomes) + len(refused)) if refused else first.reason
    return Upload(first.status, sum(outcome.chunks for outcome in outcomes), reason)
