"""Title and date as a web page states them; nothing is guessed from its text."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.loaders.dates import iso_date
from index.loaders.titles import stated_title

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_DATE_NAMES = (  # most trustworthy first
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "publication-date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published",
    "pubdate",
    "date",
)


def page_title(page: HtmlElement) -> str | None:
    """Return og:title, else the first h1 if <title> agrees or is missing, else <title>."""
    names = _meta(page)
    if stated := stated_title(names.get("og:title")) or stated_title(names.get("dc.title")):
        return stated
    title = stated_title("".join(page.xpath("string(//title[1])")))
    heading = stated_title(page.xpath("string((//h1)[1])"))
    if heading and (title is None or heading in title):
        return heading
    return title


def page_date(page: HtmlElement) -> str | None:
    """Return the day the page says it was published on."""
    return next(filter(None, map(iso_date, _stated_dates(page))), None)


def _stated_dates(page: HtmlElement) -> Iterator[object]:
    names = _meta(page)
    yield names.get(_DATE_NAMES[0])
    for script in page.xpath('//script[@type="application/ld+json"]'):
        yield from _json_dates(script.text_content())
    for name in _DATE_NAMES[1:]:
        yield names.get(name)
    for element in page.xpath('//*[@itemprop="datePublished"]'):
        yield element.get("datetime") or element.get("content") or element.text_content()
    yield from page.xpath("//time[@pubdate]/@datetime")
    times = {iso_date(value) for value in page.xpath("//time/@datetime")}
    if len(times) == 1:
        yield from times


def _meta(page: HtmlElement) -> dict[str, str]:
    """Return the page's <meta> by lower-case name; the first of a name counts."""
    names: dict[str, str] = {}
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            names.setdefault(name.strip().lower(), content)
    return names


def _json_dates(source: str) -> Iterator[object]:
    try:
        pending: list[object] = [json.loads(source)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop(0)
        if isinstance(value, dict):
            yield value.get("datePublished")
            pending += value.values()
        elif isinstance(value, list):
            pending += value
