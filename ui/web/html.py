"""From text to HTML, in one place.

Whatever is shown is ``Markup``: a template written in this package, filled in by its own ``format`` and
``join``, which escape every plain string they are given. ``show`` does it for texts of documents and people,
and takes away what isn't to be shown at all. Nothing makes ``Markup`` of a string that isn't a literal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup, escape

from ui.render import clean, one_line
from ui.web import texts


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a text to mark, and the citation that rests on them."""

    start: int
    end: int
    marker: int


def show(text: str) -> Markup:
    """Return a text of any origin as HTML that shows it, without control characters."""
    return escape(clean(text))


def show_line(text: str) -> Markup:
    """Return a title or name of any origin as HTML on one line; it can't turn the text around it."""
    return Markup("<bdi>{}</bdi>").format(one_line(text))


def attribute(text: str) -> Markup:
    """Return a text of any origin as the value of an attribute in double quotes."""
    return escape(one_line(text))


def attribute_text(text: str) -> Markup:
    """Return a text of several lines as the value of an attribute in double quotes."""
    return escape(clean(text))


def join(parts: Iterable[Markup]) -> Markup:
    """Return the parts as one."""
    return Markup("").join(parts)


def marked(text: str, marks: Sequence[Mark], *, selected: int | None = None) -> Markup:
    """Return ``text`` with ``<mark>`` around exactly the characters that ``marks`` names.

    Where marks overlap, the text is cut at each of their ends and a piece carries all its markers.

    Args:
        text: A passage; the marks count its code points.
        marks: In any order. What lies outside the text is ignored.
        selected: The marker whose pieces have the class "selected".
    """
    cuts = sorted({0, len(text), *(_within(text, at) for mark in marks for at in (mark.start, mark.end))})
    return join(
        _piece(
            text[start:end],
            [mark.marker for mark in marks if mark.start <= start and end <= mark.end],
            selected,
        )
        for start, end in pairwise(cuts)
    )


def _within(text: str, at: int) -> int:
    return min(max(at, 0), len(text))


def _piece(text: str, markers: list[int], selected: int | None) -> Markup:
    if not markers:
        return show(text)
    return Markup('<mark class="{}" data-markers="{}">{}</mark>').format(
        "selected" if selected in markers else "",
        " ".join(map(str, sorted(markers))),
        show(text),
    )


def show_date(published: str) -> Markup:
    """Return an ISO date as people write it; anything else as it stands."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return show_line(published)
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), texts.day(published))


def plain_place(title: str, published: str | None, where: str | None) -> str:
    """Return title, date and place in a line, as text: for an attribute, which shows no elements."""
    known = [title]
    if published:
        known.append(texts.day(published))
    if where is not None:
        known.append(where)
    return " · ".join(known)


def date_and_place(published: str | None, where: str | None) -> list[Markup]:
    """Return when a text was published and where in it something stands, as far as both are known."""
    known = [show_date(published)] if published else []
    if where is not None:
        known.append(show_line(where))
    return known


def dotted(parts: Iterable[Markup]) -> Markup:
    """Return the parts on one line, set apart by dots."""
    return Markup(" · ").join(parts)
