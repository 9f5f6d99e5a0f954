"""Two runs, question by question: what got better or worse, and what is only noise."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from evals.bootstrap import Indices, Statistic, mean_interval, statistic_interval
from evals.errors import RunError
from evals.metrics.known import lookup, ordered
from evals.permutation import paired_permutation
from evals.set_metrics import SetMetric, set_metrics
from evals.summary import latency_percentiles
from evals.types import GOOD_OUTCOMES, OUTCOMES, Change, Comparison, Delta, Flip, Interval, Row, Run

SIGNIFICANT = 0.05
_Pair = tuple[Row, Row]


def compare(run: Run, baseline: Run) -> Comparison:
    """Compare a run with an earlier one over the questions that both asked, matched by id.

    A difference of means is "noise" unless the paired permutation test gives p < .05, one of a metric of the
    whole set (AUROC, AURC, ECE) unless the 95% interval of the paired bootstrap leaves out 0. Some twenty
    metrics are tested: about one of them differs by chance alone.

    Raises:
        RunError: the runs share no question.
    """
    earlier = {row.question.id: row for row in baseline.rows}
    pairs = [(row, earlier[row.question.id]) for row in run.rows if row.question.id in earlier]
    if not pairs:
        raise RunError(f"the run {run.name!r} and its baseline {baseline.name!r} share no question id")
    deltas = {
        delta.metric: delta for delta in (*_mean_deltas(pairs), *_set_deltas(pairs), *_latency_deltas(pairs))
    }
    return Comparison(
        run,
        baseline,
        len(pairs),
        {name: deltas[name] for name in ordered(deltas)},
        tuple(_flips(pairs)),
        tuple(_differences(run, baseline, pairs)),
    )


def _mean_deltas(pairs: Sequence[_Pair]) -> Iterator[Delta]:
    for metric in dict.fromkeys(name for row, _ in pairs for name in row.scores):
        both = [
            (row.scores[metric], old.scores[metric])
            for row, old in pairs
            if metric in row.scores and metric in old.scores
        ]
        if not both:
            continue
        now, before = (np.array(values) for values in zip(*both, strict=True))
        p = paired_permutation(now, before)
        yield _delta(
            metric,
            float(now.mean()),
            float(before.mean()),
            interval=mean_interval(now - before),
            p=p,
            real=p < SIGNIFICANT,
            n=len(both),
        )


def _set_deltas(pairs: Sequence[_Pair]) -> Iterator[Delta]:
    now, before = (set_metrics(rows) for rows in zip(*pairs, strict=True))
    for metric in now:
        value, baseline = now[metric].value, before[metric].value
        if value is None or baseline is None:
            continue
        interval = statistic_interval(_difference(now[metric], before[metric]), len(pairs))
        real = interval is not None and not interval.low <= 0 <= interval.high
        yield _delta(metric, value, baseline, interval=interval, p=None, real=real, n=len(pairs))


def _latency_deltas(pairs: Sequence[_Pair]) -> Iterator[Delta]:
    now, before = (latency_percentiles(rows) for rows in zip(*pairs, strict=True))
    for metric in now.keys() & before.keys():
        difference = now[metric] - before[metric]
        yield Delta(metric, now[metric], before[metric], difference, None, None, "untested", len(pairs))


def _difference(now: SetMetric, before: SetMetric) -> Statistic:
    """Both runs are taken of the same questions, draw by draw."""

    def difference(drawn: Indices) -> float | None:
        value, baseline = now.of(drawn), before.of(drawn)
        return None if value is None or baseline is None else value - baseline

    return difference


def _delta(
    metric: str, now: float, before: float, *, interval: Interval | None, p: float | None, real: bool, n: int
) -> Delta:
    difference = now - before
    if math.isclose(now, before, abs_tol=1e-12):
        return Delta(metric, now, before, 0.0, interval, p, "same", n)
    gained = (difference > 0) == (lookup(metric).better == "higher")
    verdict: Change = "noise" if not real else "better" if gained else "worse"
    return Delta(metric, now, before, difference, interval, p, verdict, n)


def _flips(pairs: Sequence[_Pair]) -> list[Flip]:
    """Questions that are no longer right, then those that now are, each from the biggest change."""
    lost: list[Flip] = []
    won: list[Flip] = []
    for row, old in pairs:
        if (row.outcome in GOOD_OUTCOMES) != (old.outcome in GOOD_OUTCOMES):
            flip = Flip(row.question.id, old.outcome, row.outcome)
            (won if row.outcome in GOOD_OUTCOMES else lost).append(flip)
    lost.sort(key=lambda flip: -OUTCOMES.index(flip.after))
    won.sort(key=lambda flip: -OUTCOMES.index(flip.before))
    return lost + won


def _differences(run: Run, baseline: Run, pairs: Sequence[_Pair]) -> Iterator[str]:
    if len(run.rows) != len(pairs) or len(baseline.rows) != len(pairs):
        yield f"{len(run.rows)} questions against {len(baseline.rows)}; {len(pairs)} are in both"
    changed = [row.question.id for row, old in pairs if row.question != old.question]
    if changed:
        yield f"{len(changed)} questions were themselves changed: {', '.join(changed[:5])}"
    for name in sorted((run.settings.keys() | baseline.settings.keys()) - {"hash", "questions"}):
        yield from _changes(name, run.settings.get(name), baseline.settings.get(name))
    for name in ("commit", "machine"):
        yield from _changes(name, run.provenance.get(name), baseline.provenance.get(name))


def _changes(name: str, now: Any, before: Any) -> Iterator[str]:
    """Yield what changed, of mappings key by key."""
    if isinstance(now, Mapping) and isinstance(before, Mapping):
        for key in dict.fromkeys([*now, *before]):
            yield from _changes(f"{name}, {key}", now.get(key), before.get(key))
    elif now != before:
        yield f"{name}: {_fact(before)} before, {_fact(now)} now"


def _fact(value: Any) -> str:
    return "none" if value is None else str(value)
