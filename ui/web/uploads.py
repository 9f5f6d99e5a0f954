"""Files that people add: one at a time, each through its stages to what became of it."""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Sequence
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
_NAME_CHARACTERS = 400
_SEPARATORS = re.compile(r"[/\\]+")


class Writable(Protocol):
    """What an upload needs of an index; ``index.Collection`` is one."""

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_embedded: Callable[[int], None] | None = None,
        all_of: str | None = None,
        wait: float = 0,
    ) -> AddSummary:
        """Add documents; one takes the place of what came from the same source."""
        ...


class ReadFile(Protocol):
    """``index.parsing.read_file``."""

    def __call__(self, path: Path, *, source: str) -> Reading:
        """Return what is in a file, or why it can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """What is becoming, or became, of one file."""

    status: FileStatus | texts.Stage
    chunks: int = 0
    reason: str | None = None


OnUpload = Callable[[Upload], None]


def source_name(name: str) -> str:
    """Return a file's name, or its path within a dropped folder, as the source it is kept under.

    No uploaded source is an absolute path or leads upwards, so none takes the place of a file that was added
    on the command line. "" for a name that is nothing but that.
    """
    parts = [part for part in _SEPARATORS.split(name.replace("\0", "")) if part not in ("", ".", "..")]
    return "/".join(parts)[-_NAME_CHARACTERS:].lstrip("/")


class Uploads:
    """Adds files to one index, one at a time: there is one writer anyway, and each has its progress."""

    def __init__(self, library: Writable, read: ReadFile) -> None:
        self._library = library
        self._read = read
        self._adding = threading.Lock()

    def add(self, file: Path, source: str, tell: OnUpload) -> None:
        """Add a file as ``source``; ``tell`` hears of each stage and last of what became of it."""
        tell(Upload("waiting"))
        with self._adding:
            tell(self._added(file, source, tell))

    def _added(self, file: Path, source: str, tell: OnUpload) -> Upload:
        try:
            tell(Upload("reading"))
            reading = self._read(file, source=source)
            documents = [one for one in reading.found if isinstance(one, Document)]
            refused = [one for one in reading.found if isinstance(one, Refusal) and not one.skipped]
            outcomes: tuple[FileOutcome, ...] = ()
            if documents:
                tell(Upload("chunking"))
                outcomes = self._library.add(
                    documents,
                    on_embedded=lambda chunks: tell(Upload("embedding", chunks)),
                    all_of=source if reading.whole and holds_parts(source) else None,
                    wait=WRITER_WAIT_SECONDS,
                ).outcomes
        except (SearchIndexError, OSError) as exc:
            # The message may name the temporary copy, which says nothing to the person who sent the file.
            return Upload("failed", reason=describe(exc).replace(str(file), source))
        except Exception:
            logger.exception("adding an upload failed")
            return Upload("failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
        return _upload(outcomes, [one.reason.replace(str(file), source) for one in refused])


def _upload(outcomes: Sequence[FileOutcome], refused: Sequence[str]) -> Upload:
    """Return what became of a file as a whole; one that holds others may give several outcomes."""
    if not outcomes:
        return Upload("failed", reason=refused[0] if refused else texts.UPLOAD_EMPTY)
    changed = [outcome for outcome in outcomes if outcome.status in ("added", "replaced")]
    first = changed[0] if changed else outcomes[0]
    reason = texts.parts_not_added(refused, len(outcomes) + len(refused)) if refused else first.reason
    return Upload(first.status, sum(outcome.chunks for outcome in outcomes), reason)
