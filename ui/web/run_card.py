"""The latest evaluation: which one it is, and its figures as HTML."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ui.web import texts
from ui.web.html import attribute, join, show, show_line

_SUMMARY = "summary.json"
_BAR = 150.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of a run, a share from 0 to 1."""

    name: str
    meaning: str
    value: float
    low: float
    high: float
    """The 95% interval; both ``value`` where there is none."""
    lower_is_better: bool


@dataclass(frozen=True, slots=True)
class LatestRun:
    """What is shown of a run of ``rag eval``."""

    name: str
    started: str
    """ISO date; "" where it isn't known."""
    questions: int
    outcomes: Mapping[str, int]
    figures: tuple[Figure, ...]


def latest(runs: Path) -> LatestRun | None:
    """Return the run in the folder that was finished last; None where none can be read."""
    found = sorted(runs.glob(f"*/{_SUMMARY}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in found:
        try:
            return _run(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _run(summary: Mapping[str, Any]) -> LatestRun:
    from evals.metrics.known import METRICS

    figures = []
    for name, metric in METRICS.items():
        known = summary["metrics"].get(name)
        if known is None or metric.unit != "share":
            continue
        value = float(known["value"])
        interval = known["interval"] or {"low": value, "high": value}
        figures.append(
            Figure(
                name,
                metric.meaning,
                value,
                float(interval["low"]),
                float(interval["high"]),
                metric.better == "lower",
            )
        )
    return LatestRun(
        str(summary["name"]),
        str(summary["provenance"].get("started", ""))[:10],
        int(summary["questions"]),
        {str(name): int(count) for name, count in summary["outcomes"].items() if count},
        tuple(figures),
    )


def render(run: LatestRun | None) -> Markup:
    """Return the card, or how to get one."""
    if run is None:
        body = Markup('<p class="quiet">{} <code>{}</code></p>').format(texts.NO_RUN, texts.RUN_COMMAND)
    else:
        body = Markup('<p class="quiet">{}</p>{}<table class="figures">{}</table>').format(
            show_line(texts.run(run.name, run.questions, run.started)),
            _outcomes(run.outcomes),
            join(_row(figure) for figure in run.figures),
        )
    return Markup('<section class="figure run"><h2>{}</h2>{}</section>').format(texts.LATEST_RUN, body)


def _outcomes(outcomes: Mapping[str, int]) -> Markup:
    total = sum(outcomes.values())
    bars, rows, at = [], [], 0.0
    for name, count in outcomes.items():
        width = 400.0 * count / total
        kind = name.replace(" ", "-")
        bars.append(
            Markup('<rect x="{}" y="0" width="{}" height="14" class="outcome {}"></rect>').format(
                f"{at:.1f}", f"{width:.1f}", attribute(kind)
            )
        )
        rows.append(
            Markup('<li><span class="swatch {}"></span>{} {}</li>').format(attribute(kind), count, show(name))
        )
        at += width
    return Markup(
        '<svg viewBox="0 0 400 14" class="outcomes" aria-hidden="true">{}</svg><ul class="legend">{}</ul>'
    ).format(join(bars), join(rows))


def _row(figure: Figure) -> Markup:
    return Markup(
        '<tr title="{}"><th scope="row">{}{}</th><td><svg viewBox="0 0 {} 10" class="range"'
        ' aria-hidden="true">'
        '<rect x="0" y="4" width="{}" height="2" class="track"></rect>'
        '<rect x="{}" y="2.5" width="{}" height="5" rx="2" class="interval"></rect>'
        '<circle cx="{}" cy="5" r="4" class="mean"></circle></svg></td><td class="number">{}</td></tr>'
    ).format(
        attribute(figure.meaning),
        show_line(figure.name),
        Markup(' <span class="quiet">↓</span>') if figure.lower_is_better else "",
        int(_BAR),
        int(_BAR),
        f"{_BAR * figure.low:.1f}",
        f"{max(1.0, _BAR * (figure.high - figure.low)):.1f}",
        f"{_BAR * figure.value:.1f}",
        f"{figure.value:.2f}",
    )
