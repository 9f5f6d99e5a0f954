"""Files -> documents, in processes of their own: what a file does to its parser stays there.

Each process is a new interpreter, not a copy of this one. It is told what to read over a pipe, in JSON, and
has limits that the kernel keeps; one that dies takes a single file, or a part of an archive, with it.
"""

import json
import logging
import os
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from index.errors import LoadError
from index.limits import DEFAULT_LIMITS, Limits, what_ended
from index.loaders import LoadOptions, Refusal, formats, holds_parts, open_parts
from index.reading import read_part
from index.types import Document
from index.wire import packed_options, unpacked_document, unpacked_refusal

SMALL = 256 * 1024
"""Plain text up to this size is read here: its loader does nothing that the chunking of it doesn't do too,
and asking another process would cost more than reading it."""

_MOST_PROCESSES = 4
_MOST_DEATHS = 3
"""An archive that ends that many processes isn't worth more of them."""
_PACKAGE_ROOT = Path(__file__).parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from index.worker import main; main()"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a file."""

    found: tuple[Document | Refusal, ...]
    whole: bool = True
    """All of it was looked at."""
    originals: Mapping[str, Path] = field(default_factory=dict)
    """By the id of a document, a file with the bytes it was read from, if that was asked for."""


Job = Callable[[], Reading]
"""Returns the reading once it is there."""


class Parser:
    """Reads files, some at a time. Use it in a ``with`` block, at whose end its processes are gone."""

    def __init__(
        self, options: LoadOptions, *, limits: Limits = DEFAULT_LIMITS, processes: int | None = None
    ) -> None:
        self._options = options
        self._limits = limits
        self._processes = processes or max(1, min(_MOST_PROCESSES, os.cpu_count() or 1))
        self._threads = ThreadPoolExecutor(self._processes, thread_name_prefix="parse")
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._running: set[_Process] = set()
        self._closed = False
        self._warned: set[str] = set()

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for process in list(self._running):
            process.end()
        self._threads.shutdown(cancel_futures=True)

    @property
    def ahead(self) -> int:
        """How many files to begin before the first of them is asked for."""
        return 2 * self._processes

    def begin(self, path: Path, *, source: str, size: int, keep_in: Path | None = None) -> Job:
        """Begin to read a file; small plain text waits until it is asked for.

        Args:
            path: Where it is.
            source: What it stands for.
            size: Of the file.
            keep_in: A folder that takes a copy of what each document was read from.
        """
        if size <= SMALL and formats.suffix_of(path.name) in formats.PLAIN:
            return lambda: self._read_here(path, source, keep_in)
        return self._threads.submit(self._read, path, source, keep_in).result

    def read(self, path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
        """Read a file; arguments as for ``begin``.

        Raises:
            OSError: it isn't there.
        """
        return self.begin(path, source=source, size=path.stat().st_size, keep_in=keep_in)()

    def _read_here(self, path: Path, source: str, keep_in: Path | None) -> Reading:
        try:
            read = [
                read_part(part, self._options, keep_in=keep_in)
                for part in open_parts(path, source=source, options=self._options)
            ]
        except LoadError as exc:
            return Reading((Refusal(source, str(exc)),))
        originals = {
            one.found.doc_id: one.draft for one in read if isinstance(one.found, Document) and one.draft
        }
        return Reading(tuple(one.found for one in read), originals=originals)

    def _read(self, path: Path, source: str, keep_in: Path | None) -> Reading:
        found: list[Document | Refusal] = []
        originals: dict[str, Path] = {}
        at = _At(0, source)
        deaths = 0
        while True:
            try:
                for message in self._messages(path, source, at.part, keep_in):
                    if "part" in message:
                        at = _At(message["part"], message["source"])
                    elif "document" in message:
                        document = unpacked_document(message["document"])
                        found.append(document)
                        if message["draft"] is not None:
                            originals[document.doc_id] = Path(message["draft"])
                    else:
                        found.append(unpacked_refusal(message["refusal"]))
                return Reading(tuple(found), originals=originals)
            except _DiedError as exc:
                found.append(Refusal(at.source, f"{Path(at.source).name} {what_ended(exc.returncode)}"))
                deaths += 1
                at = _At(at.part + 1, source)
            if not holds_parts(path.name):
                return Reading(tuple(found), originals=originals)
            if deaths == _MOST_DEATHS:
                reason = (
                    f"{path.name} holds too much that can't be read; the rest of it was left out: unpack it"
                )
                return Reading((*found, Refusal(source, reason)), whole=False, originals=originals)

    def _messages(self, path: Path, source: str, skip: int, keep_in: Path | None) -> Iterator[dict[str, Any]]:
        process = self._process()
        request = {
            "path": os.fspath(path),
            "source": source,
            "options": packed_options(self._options),
            "skip": skip,
            "keep_in": os.fspath(keep_in) if keep_in is not None else None,
        }
        process.tell(request)
        try:
            while not (message := process.hear()).get("done"):
                yield message
        except BaseException:
            self._drop(process)
            raise
        if message["last"]:
            self._drop(process)
        else:
            self._idle.put(process)

    def _process(self) -> "_Process":
        """Return a process that waits for a file, a new one if none does."""
        with suppress(queue.Empty):
            while True:
                idle = self._idle.get_nowait()
                if idle.alive:
                    return idle
                # What ended it meanwhile has nothing to do with the next file.
                self._drop(idle)
        process = _Process()
        self._running.add(process)
        if self._closed:
            process.end()
        process.tell(asdict(self._limits))
        for why in process.hear()["unlimited"]:
            if why not in self._warned:
                self._warned.add(why)
                logger.warning("a file may take more than it should while it is read: %s", why)
        return process

    def _drop(self, process: "_Process") -> None:
        process.end()
        self._running.discard(process)


@dataclass(frozen=True, slots=True)
class _At:
    part: int
    source: str


class _DiedError(Exception):
    def __init__(self, returncode: int) -> None:
        super().__init__(f"the parser ended with {returncode}")
        self.returncode = returncode


class _Process:
    """The other end of ``index.worker``."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _START, str(_PACKAGE_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the process that the user sees
        )

    @property
    def alive(self) -> bool:
        """Whether the process hasn't ended."""
        return self._popen.poll() is None

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message; a process that is gone will be noticed when it should answer."""
        pipe = self._popen.stdin
        with suppress(BrokenPipeError, ValueError):
            if pipe is not None:
                pipe.write(json.dumps(message).encode("ascii") + b"\n")
                pipe.flush()

    def hear(self) -> dict[str, Any]:
        """Return the next message.

        Raises:
            _DiedError: the process has ended.
        """
        pipe = self._popen.stdout
        line = pipe.readline() if pipe is not None else b""
        if not line.endswith(b"\n"):
            raise _DiedError(self._popen.wait())
        message: dict[str, Any] = json.loads(line)
        return message

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
