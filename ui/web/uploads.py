"""Files that people add: one at a time, each through its stages to what became of it."""

import logging
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import SearchIndexError
from index.types import AddSummary, Document, FileStatus
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
        wait: float = 0,
    ) -> AddSummary:
        """Add documents; one takes the place of what came from the same source."""
        ...


class Loader(Protocol):
    """``index.loaders.load``."""

    def __call__(self, path: Path, *, source: str | None = None) -> Document:
        """Return the file as a document that came from ``source``."""
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

    def __init__(self, library: Writable, load: Loader) -> None:
        self._library = library
        self._load = load
        self._adding = threading.Lock()

    def add(self, file: Path, source: str, tell: OnUpload) -> None:
        """Add a file as ``source``; ``tell`` hears of each stage and last of what became of it."""
        tell(Upload("waiting"))
        with self._adding:
            tell(self._added(file, source, tell))

    def _added(self, file: Path, source: str, tell: OnUpload) -> Upload:
        try:
            tell(Upload("reading"))
            document = self._load(file, source=source)
            tell(Upload("chunking"))
            summary = self._library.add(
                [document],
                on_embedded=lambda chunks: tell(Upload("embedding", chunks)),
                wait=WRITER_WAIT_SECONDS,
            )
        except (SearchIndexError, OSError) as exc:
            # The message may name the temporary copy, which says nothing to the person who sent the file.
            return Upload("failed", reason=describe(exc).replace(str(file), source))
        except Exception:
            logger.exception("adding an upload failed")
            return Upload("failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
        outcome = summary.outcomes[0]
        return Upload(outcome.status, outcome.chunks, outcome.reason)
