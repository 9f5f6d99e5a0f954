"""How far a run has come: a bar on a terminal, else a line now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from evals.types import GOOD_OUTCOMES

if TYPE_CHECKING:
    from evals.runner import RunProgress

SECONDS_BETWEEN_LINES = 15.0


@contextmanager
def progress_bar(stream: TextIO, *, label: str = "asking") -> Iterator[Callable[["RunProgress"], None]]:
    """Yield what ``evaluate`` calls after each question; the bar is gone when the block ends."""
    if not stream.isatty():
        yield _LineReporter(stream, label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[good]} right"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(label, total=None, good=0)
        good = 0

        def update(progress: "RunProgress") -> None:
            nonlocal good
            good += progress.row.outcome in GOOD_OUTCOMES
            bar.update(task, completed=progress.done, total=progress.total, good=good)

        yield update


class _LineReporter:
    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream = stream
        self._label = label
        self._last = time.monotonic()

    def __call__(self, progress: "RunProgress") -> None:
        now = time.monotonic()
        if progress.done < progress.total and now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        line = f"{self._label}: {progress.done} of {progress.total}"
        if progress.done < progress.total:
            line += f", {readable_seconds(progress.seconds_left)} left"
        self._stream.write(f"{line}\n")
        self._stream.flush()


def readable_seconds(seconds: float) -> str:
    """Return ``45 s``, ``3 min`` or ``1 h 20 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
