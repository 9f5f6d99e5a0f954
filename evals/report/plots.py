"""The pictures of a report: risk and coverage, reliability, kinds of question, and time by stage."""

from collections.abc import Sequence

from evals.metrics.calibration import reliability
from evals.metrics.risk_coverage import risk_coverage
from evals.report import format as fmt
from evals.report.svg import element, path, picture, text, titled
from evals.set_metrics import confidences
from evals.types import Group, Row, Run

_WIDTH, _HEIGHT = 360.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 12.0, 10.0, 36.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_CURVE_POINTS = 300
_BAR_ROW = 24.0
_KINDS_SHOWN = 12


def risk_coverage_plot(rows: Sequence[Row], baseline: Sequence[Row] | None = None) -> str | None:
    """Return how the error grows as less sure answers are given; None where nothing was answered."""
    points = _curve(rows)
    if points is None:
        return None
    lines = [path(points, class_="line")]
    before = None if baseline is None else _curve(baseline)
    if before is not None:
        lines.insert(0, path(before, class_="line before"))
    axes = _axes("share of the questions answered, surest first", "error (1 − F1)")
    return picture(_WIDTH, _HEIGHT, axes + "".join(lines), name="error against coverage")


def reliability_plot(rows: Sequence[Row]) -> str | None:
    """Return how often answers of each confidence are right; None where nothing was answered."""
    known = confidences(rows)
    if not known.judged.any():
        return None
    bins = [b for b in reliability(known.confidence[known.judged], known.right[known.judged]) if b.n]
    most = max(b.n for b in bins)
    shapes = [path([(_x(0), _y(0)), (_x(1), _y(1))], class_="diagonal")]
    for b in bins:
        left, right, top = _x(b.low), _x(b.high), _y(b.accuracy)
        bar = element(
            "rect", x=left + 1, y=top, width=right - left - 2, height=_y(0) - top, class_="bar",
            fill_opacity=0.25 + 0.6 * b.n / most,
        )  # fmt: skip
        dot = element("circle", cx=_x(b.confidence), cy=top, r=3.0, class_="dot")
        shapes.append(
            titled(
                bar + dot,
                f"{b.n} answers with confidence {b.confidence:.2f} on average: {b.accuracy:.0%} right",
            )
        )
    axes = _axes("confidence", "share that was right")
    return picture(_WIDTH, _HEIGHT, axes + "".join(shapes), name="reliability")


def kinds_plot(groups: Sequence[Group], metric: str = "f1") -> str | None:
    """Return one bar with its interval for each kind of question; None where there are no kinds."""
    shown = [group for group in groups if metric in group.metrics][:_KINDS_SHOWN]
    if not shown:
        return None
    left, right, height = 116.0, 96.0, _BAR_ROW * len(shown) + 8
    scale = _WIDTH - left - right
    shapes = []
    for number, group in enumerate(shown):
        middle = 4 + _BAR_ROW * (number + 0.5)
        figure = group.metrics[metric]
        row = element("rect", x=left, y=middle - 6, width=scale, height=12.0, class_="track")
        row += element("rect", x=left, y=middle - 6, width=scale * figure.value, height=12.0, class_="bar")
        if figure.interval:
            ends = [(left + scale * bound, middle) for bound in (figure.interval.low, figure.interval.high)]
            row += path(ends, class_="whisker")
        row += text(left - 8, middle + 4, _shortened(group.name), anchor="end")
        row += text(left + scale + 8, middle + 4, f"{figure.value:.2f}  n={group.n}")
        shapes.append(titled(row, f"{group.name}: {metric} {fmt.summary(figure)}, {group.n} questions"))
    return picture(_WIDTH, height, "".join(shapes), name=f"{metric} by kind of question")


def latency_plot(run: Run) -> str | None:
    """Return median and 95th percentile of each stage's time; None where no time is known."""
    times = {name: s.value for name, s in run.overall.metrics.items() if name.startswith("latency_p")}
    stages = [name.partition(".")[2] or "total" for name in times if name.startswith("latency_p50")]
    longest = max(times.values(), default=0.0)
    if not longest:
        return None
    left, right, height = 66.0, 116.0, _BAR_ROW * len(stages) + 8
    scale = (_WIDTH - left - right) / longest
    shapes = []
    for number, stage in enumerate(stages):
        middle = 4 + _BAR_ROW * (number + 0.5)
        suffix = "" if stage == "total" else f".{stage}"
        half, most = times[f"latency_p50{suffix}"], times[f"latency_p95{suffix}"]
        row = element(
            "rect", x=left, y=middle - 6, width=max(1.0, scale * most), height=12.0, class_="bar faint"
        )
        row += element("rect", x=left, y=middle - 6, width=max(1.0, scale * half), height=12.0, class_="bar")
        row += text(left - 8, middle + 4, stage, anchor="end")
        figures = f"{fmt.value('latency_p50', half)} / {fmt.value('latency_p95', most)}"
        row += text(left + scale * longest + 8, middle + 4, figures)
        shapes.append(titled(row, f"{stage}: median and 95th percentile {figures}"))
    return picture(_WIDTH, height, "".join(shapes), name="time by stage")


def interval_bar(value: float, low: float, high: float) -> str:
    """Return a figure on a scale from 0 to 1, with its interval."""
    width = 140.0
    shapes = element("rect", x=0, y=5.0, width=width, height=4.0, rx=2, class_="track")
    shapes += element(
        "rect", x=width * low, y=5.0, width=max(1.0, width * (high - low)), height=4.0, class_="range"
    )
    shapes += element("circle", cx=width * value, cy=7.0, r=4.0, class_="dot")
    return element(
        "svg",
        shapes,
        viewBox=f"-5 0 {width + 10:g} 14",
        class_="interval",
        preserveAspectRatio="xMinYMid",
        aria_hidden="true",
    )


def _curve(rows: Sequence[Row]) -> list[tuple[float, float]] | None:
    known = confidences(rows)
    if not known.judged.any():
        return None
    curve = risk_coverage(known.confidence[known.judged], known.error[known.judged], asked=len(rows))
    step = max(1, len(curve.risk) // _CURVE_POINTS)
    chosen = [*range(0, len(curve.risk) - 1, step), len(curve.risk) - 1]
    return [(_x(float(curve.coverage[at])), _y(float(curve.risk[at]))) for at in chosen]


def _axes(across: str, up: str) -> str:
    shapes = []
    for tick in _TICKS:
        shapes.append(path([(_x(0), _y(tick)), (_x(1), _y(tick))], class_="grid"))
        shapes.append(text(_LEFT - 6, _y(tick) + 4, f"{tick:g}", anchor="end"))
        shapes.append(text(_x(tick), _HEIGHT - _BOTTOM + 15, f"{tick:g}", anchor="middle"))
    shapes.append(text((_x(0) + _x(1)) / 2, _HEIGHT - 4, across, anchor="middle", class_="axis"))
    turned = text(0, 0, up, anchor="middle", class_="axis")
    shapes.append(element("g", turned, transform=f"translate(11 {(_y(0) + _y(1)) / 2:g}) rotate(-90)"))
    return "".join(shapes)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _shortened(name: str, longest: int = 16) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"
