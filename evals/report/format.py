"""How figures are written, the same in the terminal, in Markdown and on the page."""

from evals.metrics.known import lookup
from evals.types import Delta, Interval, Run, Summary


def run_name(run: Run) -> str:
    """Return ``seed of 2026-11-23 06:49``: runs of the same questions share their name."""
    return f"{run.name} of {str(run.provenance['started'])[:16].replace('T', ' ')}"


def value(metric: str, number: float) -> str:
    """Return ``0.873``, or a time as ``412 ms`` or ``3.1 s``."""
    if lookup(metric).unit == "share":
        return f"{number:.3f}".replace("-", "−")
    return f"{number * 1000:.0f} ms" if abs(number) < 1 else f"{number:.1f} s"


def interval(metric: str, bounds: Interval | None) -> str:
    """Return ``0.851 to 0.894``; "" where there is none."""
    return "" if bounds is None else f"{value(metric, bounds.low)} to {value(metric, bounds.high)}"


def summary(figure: Summary) -> str:
    """Return ``0.873 (0.851 to 0.894)``."""
    bounds = interval(figure.metric, figure.interval)
    return value(figure.metric, figure.value) + (f" ({bounds})" if bounds else "")


def change(delta: Delta) -> str:
    """Return ``+0.021``, ``−12 ms``, or ``=`` where nothing changed."""
    if delta.difference == 0:
        return "="
    sign = "+" if delta.difference >= 0 else "−"
    return sign + value(delta.metric, abs(delta.difference))


def judgement(delta: Delta) -> str:
    """Return ``better (p = 0.003)``, ``noise``, ..."""
    if delta.verdict == "same" or delta.p is None:
        return delta.verdict
    return f"{delta.verdict} (p {'< 0.001' if delta.p < 0.001 else f'= {delta.p:.3f}'})"
