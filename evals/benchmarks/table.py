"""The figures of all benchmarks as Markdown, alone or within a page."""

from collections.abc import Iterator, Sequence

from evals import provenance
from evals.benchmarks.results import Measured
from evals.benchmarks.types import Figure
from evals.errors import DataError
from evals.report.markdown import markdown_table

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def as_markdown(results: Sequence[Measured]) -> str:
    """Return one section a benchmark: its measures, then the kinds of question, the weakest first."""
    return "\n".join(line for result in results for line in _section(result))


def put_into(page: str, figures: str) -> str:
    """Return the page with the figures between its two marks.

    Raises:
        DataError: it has no such marks.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise DataError(f"the page has no lines {BEGIN} and {END} to put the figures between")
    return f"{head}{BEGIN}\n\n{figures}\n{END}{tail}"


def _section(result: Measured) -> Iterator[str]:
    yield from (f"### {result.name}", "", f"{result.what[0].upper()}{result.what[1:]}.", "")
    overall = (figure for figure in result.figures if figure.subset == "all")
    yield from markdown_table(
        ("measure", "value", "95% interval", "questions"),
        ((f.metric, _value(f, f.value), _interval(f), f"{f.n:,}") for f in overall),
    )
    yield ""
    yield from _kinds([figure for figure in result.figures if figure.subset != "all"])
    origin = result.origin
    models = ", ".join(f"{name} {digest}" for name, digest in origin["models"].items())
    versions = ", ".join(f"{name} {version}" for name, version in origin["versions"].items())
    yield (
        f"{origin['day']}, commit {origin['commit']}, on {provenance.describe(origin['machine'])}; "
        f"{models}; {versions}."
    )
    yield ""


def _kinds(figures: Sequence[Figure]) -> Iterator[str]:
    if not figures:
        return
    metrics = list(dict.fromkeys(figure.metric for figure in figures))
    placed = {(figure.subset, figure.metric): figure for figure in figures}
    first = "f1" if "f1" in metrics else metrics[0]
    subsets = sorted(
        dict.fromkeys(figure.subset for figure in figures),
        key=lambda subset: placed[subset, first].value if (subset, first) in placed else 2.0,
    )

    def count(subset: str) -> str:
        return f"{max(figure.n for figure in figures if figure.subset == subset):,}"

    def cell(subset: str, metric: str) -> str:
        figure = placed.get((subset, metric))
        if figure is None:
            return ""
        bounds = f" ({_interval(figure)})" if figure.interval else ""
        return _value(figure, figure.value) + bounds

    yield from markdown_table(
        ("kind of question", "questions", *metrics),
        ((subset, count(subset), *(cell(subset, metric) for metric in metrics)) for subset in subsets),
    )
    yield ""


def _value(figure: Figure, number: float) -> str:
    return f"{number * 1000:.0f} ms" if figure.metric.startswith("latency") else f"{number:.3f}"


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    return f"{_value(figure, figure.interval.low)} to {_value(figure, figure.interval.high)}"
