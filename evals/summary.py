"""Rows -> metrics with their intervals, for all questions and for each kind of question."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from evals.bootstrap import mean_interval, statistic_interval
from evals.metrics.known import STAGE_PERCENTILES, ordered
from evals.metrics.percentile import percentile
from evals.set_metrics import set_metrics
from evals.types import OUTCOMES, Group, Row, Summary

ALL = "all"
MOST_GROUPS = 60
"""Tags that a report still can show; the rarest go."""


def summarize(rows: Sequence[Row], *, name: str = ALL) -> Group:
    """Return every metric that at least one of the rows has."""
    found = {
        summary.metric: summary
        for summary in (*_means(rows), *_of_sets(rows, interval=name == ALL), *_latencies(rows))
    }
    counts = Counter(row.outcome for row in rows)
    return Group(
        name,
        len(rows),
        {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]},
        {metric: found[metric] for metric in ordered(found)},
    )


def summarize_groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Return the groups by answerability, where both kinds were asked, then by tag, the largest first."""
    groups: list[Group] = []
    kinds = {"answerable": [r for r in rows if r.question.answerable]}
    kinds["unanswerable"] = [r for r in rows if not r.question.answerable]
    if all(kinds.values()):
        groups += [summarize(members, name=kind) for kind, members in kinds.items()]
    tags = Counter(tag for row in rows for tag in row.question.tags)
    for tag, count in tags.most_common(MOST_GROUPS):
        if tag not in kinds and count < len(rows):
            groups.append(summarize([row for row in rows if tag in row.question.tags], name=tag))
    return tuple(groups)


def seconds_of(row: Row) -> dict[str, float]:
    """Return the seconds of each stage and their total, as the answer tells, else as the harness saw it."""
    timings = dict(row.answer.timings) if row.answer else {}
    return {"total": row.seconds} | timings


def latency_percentiles(rows: Sequence[Row]) -> dict[str, float]:
    """Return the percentiles of the whole time and of each stage, in seconds, by metric name."""
    times: dict[str, list[float]] = {}
    for row in rows:
        if row.answer is not None:
            for stage, seconds in seconds_of(row).items():
                times.setdefault(stage, []).append(seconds)
    return {
        f"latency_p{percent}" + ("" if stage == "total" else f".{stage}"): percentile(measured, percent)
        for stage, measured in times.items()
        for percent in STAGE_PERCENTILES
    }


def _means(rows: Sequence[Row]) -> Iterator[Summary]:
    for metric in dict.fromkeys(name for row in rows for name in row.scores):
        values = np.array([row.scores[metric] for row in rows if metric in row.scores])
        yield Summary(metric, float(values.mean()), mean_interval(values), len(values))


def _of_sets(rows: Sequence[Row], *, interval: bool) -> Iterator[Summary]:
    for name, metric in set_metrics(rows).items():
        if metric.value is not None:
            # Some hundred sorts each: not for every kind of question.
            bounds = statistic_interval(metric.of, len(rows)) if interval else None
            yield Summary(name, metric.value, bounds, metric.n)


def _latencies(rows: Sequence[Row]) -> Iterator[Summary]:
    answered = sum(row.answer is not None for row in rows)
    for name, value in latency_percentiles(rows).items():
        yield Summary(name, value, None, answered)
