"""What a run must reach, and what it must not lose against a baseline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from evals.errors import GateError, UnknownMetricError
from evals.metrics.known import Metric, lookup
from evals.types import Comparison, Run

_T = TypeVar("_T")

Kind = Literal["min", "max", "max-drop"]


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound on one metric."""

    kind: Kind
    metric: Metric
    bound: float

    def __str__(self) -> str:
        return f"--{self.kind} {self.metric.name}={self.bound:g}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a gate held, and why, for people to read."""

    gate: Gate
    passed: bool
    reason: str


def parse_gate(kind: Kind, text: str) -> Gate:
    """Read ``METRIC=NUMBER``.

    Raises:
        GateError: it isn't of that form, or the bound is on the metric's good side.
        UnknownMetricError: there is no such metric.
    """
    name, equals, number = text.partition("=")
    if not equals:
        raise GateError(f"--{kind} {text}: expected METRIC=NUMBER, such as f1=0.6")
    metric = lookup(name.strip())
    try:
        bound = float(number)
    except ValueError as exc:
        raise GateError(f"--{kind} {text}: {number!r} is not a number") from exc
    if kind == "max-drop" and not bound >= 0:
        raise GateError(f"--max-drop {text}: a drop is a number from 0 on")
    if kind == "min" and metric.better == "lower":
        raise GateError(f"--min {text}: {metric.name} is better when lower; use --max")
    if kind == "max" and metric.better == "higher":
        raise GateError(f"--max {text}: {metric.name} is better when higher; use --min")
    return Gate(kind, metric, bound)


def check_gates(gates: Iterable[Gate], run: Run, comparison: Comparison | None) -> list[Verdict]:
    """Return whether each gate holds.

    Raises:
        GateError: a drop is bounded, and there is no baseline.
        UnknownMetricError: no question of the run has the metric.
    """
    return [_check(gate, run, comparison) for gate in gates]


def _check(gate: Gate, run: Run, comparison: Comparison | None) -> Verdict:
    name = gate.metric.name
    if gate.kind != "max-drop":
        value = _require(name, run.overall.metrics).value
        passed = value >= gate.bound if gate.kind == "min" else value <= gate.bound
        return Verdict(gate, passed, f"{name} is {value:.4g}")
    if comparison is None:
        raise GateError(f"{gate} needs a --baseline to compare with")
    delta = _require(name, comparison.deltas)
    drop = -delta.difference if gate.metric.better == "higher" else delta.difference
    chance = "" if delta.p is None else f", p = {delta.p:.2g}"
    return Verdict(
        gate,
        drop <= gate.bound + 1e-12,
        f"{name} went from {delta.baseline:.4g} to {delta.value:.4g}{chance}",
    )


def _require(name: str, measured: Mapping[str, _T]) -> _T:
    if name not in measured:
        raise UnknownMetricError(f"no question of this run has {name}; measured are {', '.join(measured)}")
    return measured[name]
