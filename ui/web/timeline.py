"""When the documents were published, as SVG: a bar a day, a month or a year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from index.types import DocumentInfo
from ui.web import texts
from ui.web.html import join

MOST_BARS = 48
_WIDTH, _HEIGHT, _BASE, _TOP = 400.0, 150.0, 126.0, 18.0
_WIDEST = 36.0


def render(documents: Sequence[DocumentInfo]) -> Markup:
    """Return the picture, or that no date is known."""
    days = sorted(filter(None, (_date(info.published) for info in documents)))
    if not days:
        body = Markup('<p class="quiet">{}</p>').format(texts.TIMELINE_EMPTY)
    else:
        body = Markup('<p class="quiet">{}</p>{}').format(
            texts.timeline(len(days), len(documents) - len(days)), _picture(counts(days))
        )
    return Markup('<section class="figure timeline"><h2>{}</h2>{}</section>').format(texts.TIMELINE, body)


def counts(days: Sequence[date]) -> dict[str, int]:
    """Return how many of the days, in order, fall on each day, or month, or year: the finest that fits.

    Those in between on which none falls count 0.
    """
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        found = Counter(f"{day:{pattern}}" for day in days)
        names = list(dict.fromkeys(f"{day:{pattern}}" for day in _every_day(days[0], days[-1])))
        if len(names) <= MOST_BARS:
            break
    return {name: found[name] for name in names}


def _every_day(first: date, last: date) -> Iterator[date]:
    day = first
    while day < last:
        yield day
        day += timedelta(days=1)
    yield last


def _picture(bars: dict[str, int]) -> Markup:
    most, step = max(bars.values()), _WIDTH / len(bars)
    width = min(_WIDEST, step * 0.72)
    shapes = []
    for place, (name, count) in enumerate(bars.items()):
        middle = (place + 0.5) * step
        height = (_BASE - _TOP) * count / most
        shapes.append(
            Markup(
                '<g><title>{}: {}</title><rect x="{}" y="{}" width="{}" height="{}" rx="2" class="bar">'
                "</rect>{}</g>"
            ).format(
                texts.period(name),
                texts.documents(count),
                f"{middle - width / 2:.1f}",
                f"{_BASE - height:.1f}",
                f"{width:.1f}",
                f"{height:.1f}",
                _count(middle, _BASE - height - 5, count) if count and width >= 8 else "",
            )
        )
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line x1="0" x2="{}" y1="{}" y2="{}" class="base">'
        "</line>{}{}</svg>"
    ).format(
        int(_WIDTH), int(_HEIGHT), texts.TIMELINE, int(_WIDTH), _BASE, _BASE, join(shapes), _ends(list(bars))
    )


def _count(x: float, y: float, count: int) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(f"{x:.1f}", f"{y:.1f}", count)


def _ends(names: Sequence[str]) -> Markup:
    """Return the first and last bar's names below them; one alone stands below its bar."""
    if len(names) == 1:
        return Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
            _WIDTH / 2, _BASE + 17, texts.period(names[0])
        )
    return Markup('<text x="0" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>').format(
        _BASE + 17, texts.period(names[0]), _WIDTH, _BASE + 17, texts.period(names[-1])
    )


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None
