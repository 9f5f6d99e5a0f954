"""What is told while work is under way: a line a file, and on a terminal a bar or the stage at work."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ui.render import counted, one_line, shorten
from ui.screen import console, write_note

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from index.types import FileOutcome, FileStatus, Progress
    from rag.types import StageEvent

_CURRENT_WIDTH = 40


class AddReporter:
    """Tells of files as they are finished, and counts them."""

    def __init__(self, stream: TextIO) -> None:
        self.counts: Counter[FileStatus] = Counter()
        self._stream = stream

    def outcome(self, outcome: "FileOutcome") -> None:
        """Tell what became of a file."""
        self.counts[outcome.status] += 1
        self._write(outcome_line(outcome))

    def progress(self, progress: "Progress") -> None:
        """Tell how far it has come; without a terminal the lines say it."""

    def _write(self, line: str) -> None:
        write_note(line, self._stream)


class _BarReporter(AddReporter):
    def __init__(self, stream: TextIO, bar: "Bar", task: "TaskID") -> None:
        super().__init__(stream)
        self._began = time.monotonic()
        self._bar = bar
        self._task = task
        self._file: tuple[int, int] = (0, 0)
        """How many files were done, and how many chunks, when the one at work was begun."""

    def progress(self, progress: "Progress") -> None:
        if progress.files_done != self._file[0]:
            self._file = progress.files_done, progress.chunks_done
        share = embedded_share(progress, self._file[1])
        self._bar.update(
            self._task,
            completed=min(progress.files_done + share, progress.files_total),
            total=progress.files_total,
            chunks=progress.chunks_done,
            cut=progress.chunks_total,
            rate=progress.chunks_done / max(time.monotonic() - self._began, 1.0),
            current=shorten(Path(progress.current).name, _CURRENT_WIDTH),
        )

    def _write(self, line: str) -> None:
        self._bar.console.print(one_line(line), soft_wrap=True)


@contextmanager
def add_reporter(stream: TextIO) -> Iterator[AddReporter]:
    """Yield a reporter that fits the stream; the bar is gone when the block ends."""
    if not stream.isatty():
        yield AddReporter(stream)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[chunks]:,}/{task.fields[cut]:,} chunks, {task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[current]}", markup=False),
    )
    with Bar(*columns, console=console(stream), transient=True) as bar:
        yield _BarReporter(stream, bar, bar.add_task("", total=None, chunks=0, cut=0, rate=0.0, current=""))


def embedded_share(progress: "Progress", before: int) -> float:
    """Return how much of the file at work is embedded, from 0 to 1.

    Args:
        progress: How far it has come.
        before: The chunks that were embedded when the file was begun.
    """
    waiting = progress.chunks_total - before
    return (progress.chunks_done - before) / waiting if waiting else 0.0


def outcome_line(outcome: "FileOutcome") -> str:
    """Return ``added FILE (12 chunks)``, with the reason or warning behind it."""
    line = f"{outcome.status} {outcome.source}"
    if outcome.status in {"added", "replaced"}:
        line += f" ({counted(outcome.chunks, 'chunk')})"
    if outcome.reason:
        line += f": {outcome.reason}" if outcome.status in {"failed", "skipped"} else f"; {outcome.reason}"
    return line


def counts_line(counts: "Mapping[FileStatus, int]") -> str:
    """Return ``3 added, 1 failed``: what there is of each, "nothing" where there is none."""
    order: tuple[FileStatus, ...] = (
        "added",
        "replaced",
        "unchanged",
        "duplicate",
        "removed",
        "failed",
        "skipped",
    )
    parts = [f"{counts[status]:,} {status}" for status in order if counts.get(status)]
    return ", ".join(parts) or "nothing"


@contextmanager
def stage_display(stream: TextIO) -> "Iterator[Callable[[StageEvent], None]]":
    """Yield what shows the stage at work; it is wiped away when the block ends."""
    if not stream.isatty():
        yield lambda _: None
        return
    with console(stream).status("") as status:
        yield lambda event: status.update(_stage_text(event))


def _stage_text(event: "StageEvent") -> str:
    """Return what goes on, for a person who waits."""
    match event.stage:
        case "search":
            return "Searching…"
        case "read":
            return f"Reading {counted(event.count, 'passage')}…"
        case "write":
            return f"Writing from {counted(event.count, 'passage')}…"
        case "answer":
            return "Answering…"
