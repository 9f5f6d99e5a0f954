"""A run in the terminal: plain lines that can be piped."""

from collections.abc import Iterable, Iterator, Sequence

from evals.gates import Verdict
from evals.report import format as fmt
from evals.types import Comparison, Group, Run

_FLIPS_SHOWN = 10


def summary_lines(run: Run, comparison: Comparison | None) -> Iterator[str]:
    """Yield the outcomes, every metric with its interval, and what changed against the baseline."""
    yield f"{run.name}: {run.overall.n} questions"
    yield "  " + outcome_line(run.overall)
    yield ""
    yield from table(_metric_rows(run, comparison))
    if comparison is not None:
        yield ""
        yield from _comparison_lines(comparison)


def gate_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield one line a gate."""
    if verdicts:
        yield ""
    for verdict in verdicts:
        yield f"{'passed' if verdict.passed else 'FAILED'} {verdict.gate}: {verdict.reason}"


def outcome_line(group: Group) -> str:
    """Return ``31 right, 2 wrong, ...``."""
    return ", ".join(f"{count} {outcome}" for outcome, count in group.outcomes.items())


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the rows with their columns aligned."""
    rows = [list(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _metric_rows(run: Run, comparison: Comparison | None) -> Iterator[tuple[str, ...]]:
    yield ("metric", "value", "95% interval", "n", *(("change", "") if comparison else ()))
    for name, figure in run.overall.metrics.items():
        cells = (name, fmt.value(name, figure.value), fmt.interval(name, figure.interval), str(figure.n))
        if comparison is None:
            yield cells
        elif name in comparison.deltas:
            delta = comparison.deltas[name]
            yield (*cells, fmt.change(delta), fmt.judgement(delta))
        else:
            yield (*cells, "", "not in the baseline")


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    yield f"against {fmt.run_name(comparison.baseline)}, over {comparison.shared} questions that both asked:"
    yield from (f"  {difference}" for difference in comparison.differences)
    if not comparison.flips:
        yield "  no question's outcome changed between right and not right"
    for flip in comparison.flips[:_FLIPS_SHOWN]:
        yield f"  {flip.id}: {flip.before} -> {flip.after}"
    if len(comparison.flips) > _FLIPS_SHOWN:
        yield f"  and {len(comparison.flips) - _FLIPS_SHOWN} more"
