"""What the benchmarks share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.runner import RunProgress
from evals.types import Group, Interval, Run


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one benchmark: a line of the table."""

    benchmark: str
    subset: str
    """"all", or a kind of question."""
    metric: str
    value: float
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Context:
    """What a benchmark may use besides its data."""

    work: Path
    """Where indexes are made."""
    out: Path
    """Where the rows and reports of each run go."""
    sample: int | None
    """Questions of each set; None: as many as the benchmark's definition says."""
    seed: int
    resume: bool
    """Go on with a run that stands in ``out``."""
    tell: Callable[[str], None]
    """Takes a line for people to read."""
    on_progress: Callable[[RunProgress], None]
    llm: str = ""
    """The language model to measure; "" for none."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A named measurement over one of the sets."""

    name: str
    folder: str
    """Of the set, within the folder of sets; "." for one that takes several."""
    what: str
    run: Callable[[Path, Context], list[Figure]]
    """(the set's folder, context) -> figures."""


def figures_of(
    benchmark: str, run: Run, metrics: Iterable[str], *, by_kind: Iterable[str] = ()
) -> list[Figure]:
    """Return those of a run's metrics that it has: over all questions, and of ``by_kind`` for each kind."""
    wanted, kinds = tuple(metrics), tuple(by_kind)
    figures = _of_group(benchmark, run.overall, "all", wanted)
    for group in run.groups:
        figures += _of_group(benchmark, group, group.name, kinds)
    return figures


def _of_group(benchmark: str, group: Group, subset: str, metrics: Iterable[str]) -> list[Figure]:
    found = (group.metrics[metric] for metric in metrics if metric in group.metrics)
    return [Figure(benchmark, subset, s.metric, s.value, s.interval, s.n) for s in found]
