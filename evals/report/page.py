"""``report.html``: one file that needs no network; all text is escaped, none of it is markup."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from evals.gates import Verdict
from evals.metrics.known import lookup
from evals.provenance import describe
from evals.report import format as fmt
from evals.report import payload, plots
from evals.types import OUTCOMES, Comparison, Delta, Run, Summary

_FOLDER = Path(__file__).parent
_HEADLINE = (
    "f1",
    "em",
    "citation_precision",
    "quote_exact",
    "over_refusal",
    "unsupported",
    "recall@5",
    "auroc",
)


def render(run: Run, comparison: Comparison | None, verdicts: Sequence[Verdict]) -> str:
    """Return the page."""
    data = payload.build(run, comparison)
    return Template(_asset("page.html")).substitute(
        title=escape(run.name),
        style=_asset("page.css"),
        facts=_facts(run),
        outcomes=_outcomes(run),
        gates=_gates(verdicts),
        headline=_headline(run, comparison),
        plots=_plots(run, comparison),
        measures=_measures(run, comparison),
        comparison="" if comparison is None else _comparison(comparison),
        provenance=_provenance(run),
        listing=script_json(data.listing),
        passages=script_json(data.passages),
        details="\n".join(
            f'<script type="application/json" id="details-{number}">{script_json(block)}</script>'
            for number, block in enumerate(data.details)
        ),
        script=_asset("page.js"),
    )


def script_json(value: object) -> str:
    """Return JSON that can stand in a script element: no text in it can end the element or open another."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _slug(outcome: str) -> str:
    return outcome.replace(" ", "-")


def _facts(run: Run) -> str:
    origin = run.provenance
    facts = [
        f"{run.overall.n:,} questions",
        str(origin["started"]).replace("T", " ").partition("+")[0] + " UTC",
    ]
    if origin.get("commit"):
        facts.append(f"commit {origin['commit']}")
    return " · ".join(escape(fact) for fact in facts)


def _outcomes(run: Run) -> str:
    counts = [(outcome, run.overall.outcomes.get(outcome, 0)) for outcome in OUTCOMES]
    bar = "".join(
        f'<i class="{_slug(outcome)}" style="flex-grow:{count}" title="{count} {outcome}"></i>'
        for outcome, count in counts
        if count
    )
    legend = "".join(
        f'<li><i class="{_slug(outcome)}"></i><b>{count:,}</b> {outcome}</li>'
        for outcome, count in counts
        if count
    )
    return f'<div class="stack">{bar}</div><ul class="legend">{legend}</ul>'


def _gates(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return ""
    items = "".join(
        f'<li class="{"held" if v.passed else "broken"}"><b>{"held" if v.passed else "failed"}</b> '
        f"<code>{escape(str(v.gate))}</code> {escape(v.reason)}</li>"
        for v in verdicts
    )
    return f'<ul class="gates">{items}</ul>'


def _headline(run: Run, comparison: Comparison | None) -> str:
    deltas = comparison.deltas if comparison else {}
    cards = []
    for name in _HEADLINE:
        if name in run.overall.metrics:
            figure = run.overall.metrics[name]
            delta = deltas.get(name)
            change = "" if delta is None else _change(delta)
            cards.append(
                f'<div class="card"><h3>{escape(name)}{_arrow(name)}</h3>'
                f'<p class="value">{fmt.value(name, figure.value)}{change}</p>{_interval(figure)}'
                f'<p class="small">{escape(lookup(name).meaning)}</p></div>'
            )
    return "".join(cards)


def _arrow(name: str) -> str:
    return '<span class="lower" title="lower is better">↓</span>' if lookup(name).better == "lower" else ""


def _interval(figure: Summary) -> str:
    if figure.interval is None:
        return f'<p class="small">n = {figure.n:,}</p>'
    bar = plots.interval_bar(figure.value, figure.interval.low, figure.interval.high)
    return f'{bar}<p class="small">{fmt.interval(figure.metric, figure.interval)}, n = {figure.n:,}</p>'


def _change(delta: Delta) -> str:
    judgement = escape(fmt.judgement(delta))
    return f' <span class="change {delta.verdict}" title="{judgement}">{fmt.change(delta)}</span>'


def _plots(run: Run, comparison: Comparison | None) -> str:
    before = comparison.baseline.rows if comparison else None
    risk = plots.risk_coverage_plot(run.rows, before)
    cost = "What it would cost to answer only the surest questions."
    cost += " Grey: the baseline." if before else ""
    drawn = (
        ("Fewer answers, fewer errors", cost, risk),
        ("Is 80% sure right in 80%?", "On the diagonal it is. Darker bars hold more answers.",
         plots.reliability_plot(run.rows)),
        ("F1 by kind of question", "With 95% intervals.", plots.kinds_plot(run.groups)),
        ("Time by stage", "Median and 95th percentile.", plots.latency_plot(run)),
    )  # fmt: skip
    return "".join(
        f"<figure><figcaption><b>{title}</b> {caption}</figcaption>{drawing}</figure>"
        for title, caption, drawing in drawn
        if drawing
    )


def _measures(run: Run, comparison: Comparison | None) -> str:
    deltas = comparison.deltas if comparison else {}
    rows = []
    for name, figure in run.overall.metrics.items():
        cells = [f"<td><b>{escape(name)}</b>{_arrow(name)}</td>", f"<td>{fmt.value(name, figure.value)}</td>"]
        cells.append(f"<td>{fmt.interval(name, figure.interval)}</td><td>{figure.n:,}</td>")
        if comparison:
            cells += _delta_cells(deltas.get(name))
        cells.append(f'<td class="meaning">{escape(lookup(name).meaning)}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    compared = "<th>before</th><th>change</th><th>95% interval</th><th>verdict</th>" if comparison else ""
    head = f"<th>metric</th><th>value</th><th>95% interval</th><th>n</th>{compared}<th>meaning</th>"
    return f'<table class="measures"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _delta_cells(delta: Delta | None) -> Iterator[str]:
    if delta is None:
        yield '<td colspan="4">not in the baseline</td>'
        return
    yield f"<td>{fmt.value(delta.metric, delta.baseline)}</td><td>{_change(delta)}</td>"
    yield f"<td>{fmt.interval(delta.metric, delta.interval)}</td><td>{escape(fmt.judgement(delta))}</td>"


def _comparison(comparison: Comparison) -> str:
    worse = sum(flip.after not in ("right", "rightly silent") for flip in comparison.flips)
    differences = "".join(f"<li>{escape(difference)}</li>" for difference in comparison.differences)
    name, better = escape(fmt.run_name(comparison.baseline)), len(comparison.flips) - worse
    return (
        f'<div class="compared"><p>Against <b>{name}</b>, over {comparison.shared:,} questions that both '
        f"asked: <b>{worse:,} went wrong, {better:,} came right</b>. A change is noise unless the paired "
        f"permutation test says p &lt; 0.05.</p><ul>{differences}</ul></div>"
    )


def _provenance(run: Run) -> str:
    origin = run.provenance
    facts = [
        ("measured on", describe(origin["machine"])),
        ("took", f"{origin['seconds']:.0f} s, {origin['jobs']} at a time"),
        ("versions", ", ".join(f"{name} {version}" for name, version in origin["versions"].items())),
        *((name, json.dumps(fact, ensure_ascii=False)) for name, fact in run.settings.items()),
    ]
    return "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(fact))}</dd>" for name, fact in facts)
