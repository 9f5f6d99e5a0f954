"""``report.md``: a run for a pull request or a wiki."""

from collections.abc import Iterable, Iterator, Sequence

from evals.gates import Verdict
from evals.metrics.known import lookup
from evals.provenance import describe
from evals.report import format as fmt
from evals.report.text import outcome_line
from evals.types import GOOD_OUTCOMES, Comparison, Group, Row, Run

_WORST_SHOWN = 20
_FLIPS_SHOWN = 50
_GROUP_METRICS = ("f1", "em", "recall@5", "over_refusal", "unsupported", "citation_precision")


def render(run: Run, comparison: Comparison | None, verdicts: Sequence[Verdict]) -> str:
    """Return the whole report."""
    return "\n".join(_lines(run, comparison, verdicts)) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; cells are escaped."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(escape, row))} |"


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    flat = " ".join(text.split())
    for character in "\\`*_[]<>|":
        flat = flat.replace(character, f"\\{character}")
    return flat


def _lines(run: Run, comparison: Comparison | None, verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"# {escape(run.name)}"
    yield ""
    yield f"{run.overall.n} questions: {outcome_line(run.overall)}."
    if verdicts:
        yield ""
        yield from markdown_table(
            ("gate", "held", "because"),
            ((str(v.gate), "yes" if v.passed else "**no**", v.reason) for v in verdicts),
        )
    yield from ("", "## Measures", "")
    yield from markdown_table(
        ("metric", "value", "95% interval", "n", "meaning"),
        (
            (name, fmt.value(name, s.value), fmt.interval(name, s.interval), str(s.n), lookup(name).meaning)
            for name, s in run.overall.metrics.items()
        ),
    )
    if comparison is not None:
        yield from _comparison(comparison)
    if run.groups:
        yield from _groups((run.overall, *run.groups))
    yield from _failures(run.rows)
    yield from _provenance(run)


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield from ("", f"## Against {escape(fmt.run_name(comparison.baseline))}", "")
    yield f"Over {comparison.shared} questions that both runs asked."
    yield from (f"- {escape(difference)}" for difference in comparison.differences)
    yield ""
    yield from markdown_table(
        ("metric", "before", "now", "change", "95% interval", "verdict"),
        (
            (
                name,
                fmt.value(name, delta.baseline),
                fmt.value(name, delta.value),
                fmt.change(delta),
                fmt.interval(name, delta.interval),
                fmt.judgement(delta),
            )
            for name, delta in comparison.deltas.items()
        ),
    )
    if comparison.flips:
        shown = comparison.flips[:_FLIPS_SHOWN]
        rest = f", the first {len(shown)}" if len(shown) < len(comparison.flips) else ""
        yield from ("", f"{len(comparison.flips)} questions flipped{rest}:", "")
        yield from markdown_table(("question", "before", "now"), ((f.id, f.before, f.after) for f in shown))


def _groups(groups: Sequence[Group]) -> Iterator[str]:
    metrics = [name for name in _GROUP_METRICS if any(name in group.metrics for group in groups)]
    yield from ("", "## By kind of question", "")
    yield from markdown_table(
        ("kind", "questions", *metrics),
        (
            (
                group.name,
                str(group.n),
                *(fmt.summary(group.metrics[name]) if name in group.metrics else "" for name in metrics),
            )
            for group in groups
        ),
    )


def _failures(rows: Sequence[Row]) -> Iterator[str]:
    failed = [row for row in rows if row.outcome not in GOOD_OUTCOMES and row.outcome != "unjudged"]
    if not failed:
        return
    shown = min(len(failed), _WORST_SHOWN)
    yield from (
        "",
        f"## Not right: {len(failed)}" + (f", the first {shown}" if shown < len(failed) else ""),
        "",
    )
    yield from markdown_table(
        ("question", "wanted", "said", "outcome"),
        (
            (row.question.question, "; ".join(row.question.answers), _said(row), row.outcome)
            for row in failed[:shown]
        ),
    )


def _said(row: Row) -> str:
    if row.answer is None:
        return row.error or ""
    return row.answer.short or row.answer.text


def _provenance(run: Run) -> Iterator[str]:
    origin = run.provenance
    yield from ("", "## Measured", "")
    yield f"- {origin['started']}, {origin['seconds']:.0f} s, {origin['jobs']} at a time"
    yield f"- {escape(describe(origin['machine']))}"
    if origin.get("commit"):
        yield f"- commit {origin['commit']}"
    for name, fact in run.settings.items():
        yield f"- {name}: {escape(str(fact))}"
