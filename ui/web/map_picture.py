"""The map of the passages as SVG: a dot each, coloured by document or by date, the last answer's lit up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from index.types import Chunk, DocumentInfo
from rag.types import Answer, Citation, Passage
from ui.render import shorten
from ui.web import texts
from ui.web.atlas import Atlas, Point
from ui.web.html import attribute, join, plain_place, show_line

COLOURED_DOCUMENTS = 8
"""The largest ones; nobody tells more colours apart."""
DATE_COLOURS = 5
_WIDTH, _HEIGHT, _MARGIN = 640.0, 440.0, 18.0
_EXCERPT = 160
_KEYS = "map-keys"


def render(atlas: Atlas, answer: Answer | None) -> Markup:
    """Return the map with its legends; ``answer`` is the one whose passages are lit up."""
    if not atlas.points:
        return Markup('<section class="figure"><h2>{}</h2><p class="quiet">{}</p></section>').format(
            texts.MAP, texts.MAP_EMPTY
        )
    documents = _document_colours(atlas.points)
    dates = _date_colours(atlas.infos.values())
    lit = _lit(atlas.points, answer)
    # What is drawn last lies above the others, and is where the keyboard begins.
    order = sorted(atlas.points, key=lambda point: lit.get(point.chunk.chunk_id, ""))
    dots = [_dot(point, atlas.infos, documents, dates, lit, first=point is order[-1]) for point in order]
    return Markup(
        '<section class="figure map by-document"><div class="figure-head"><h2>{}</h2>'
        '<div class="switch" role="group"><button type="button" data-do="by-document" aria-pressed="true">{}'
        '</button><button type="button" data-do="by-date" aria-pressed="false">{}</button></div></div>'
        '<p class="quiet">{}</p><svg viewBox="0 0 {} {}" role="group" aria-label="{}" aria-describedby="{}">'
        '{}<circle class="ring" r="11"></circle></svg><p class="keys quiet" id="{}">{}</p>{}{}</section>'
    ).format(
        texts.MAP,
        texts.BY_DOCUMENT,
        texts.BY_DATE,
        " ".join(_hints(atlas, lit)),
        int(_WIDTH),
        int(_HEIGHT),
        texts.MAP,
        _KEYS,
        join(dots),
        _KEYS,
        texts.MAP_KEYS,
        _document_legend(documents, atlas.infos),
        _date_legend(dates),
    )


def _hints(atlas: Atlas, lit: Mapping[int, str]) -> list[str]:
    hints = [texts.MAP_HINT]
    if lit:
        hints.append(texts.MAP_LIT)
    if len(atlas.points) < atlas.passages:
        hints.append(texts.map_sampled(len(atlas.points), atlas.passages))
    return hints


def _dot(
    point: Point,
    infos: Mapping[str, DocumentInfo],
    documents: Mapping[str, int],
    dates: Mapping[str, int],
    lit: Mapping[int, str],
    *,
    first: bool,
) -> Markup:
    """Return a passage as a dot: only the first is a stop of the Tab key, the arrows go on from there."""
    chunk, info = point.chunk, infos.get(point.chunk.doc_id)
    state = lit.get(chunk.chunk_id, "")
    return Markup(
        '<circle cx="{}" cy="{}" r="{}" class="dot d{} t{} {}" role="button" aria-label="{}"'
        ' data-preview="{}" data-id="{}" data-start="{}" data-end="{}"{}></circle>'
    ).format(
        f"{_MARGIN + point.x * (_WIDTH - 2 * _MARGIN):.1f}",
        f"{_MARGIN + point.y * (_HEIGHT - 2 * _MARGIN):.1f}",
        8 if state else 5,
        documents.get(chunk.doc_id, "x"),
        dates.get(info.published, "x") if info is not None and info.published else "x",
        state,
        attribute(plain_place(info.title, info.published, texts.where(chunk)))
        if info is not None
        else texts.DOCUMENT,
        attribute(shorten(chunk.text, _EXCERPT)),
        chunk.doc_id,
        chunk.start,
        chunk.end,
        Markup(' tabindex="0"') if first else "",
    )


def _lit(points: Sequence[Point], answer: Answer | None) -> dict[int, str]:
    """Return "read" or "cited" for the passages that an answer used, by the chunk's id."""
    if answer is None:
        return {}
    lit: dict[int, str] = {}
    for point in points:
        if any(_overlap(point.chunk, citation) for citation in answer.citations):
            lit[point.chunk.chunk_id] = "lit-cited"
        elif any(_overlap(point.chunk, passage) for passage in answer.passages):
            lit[point.chunk.chunk_id] = "lit-a-read"
    return lit


def _overlap(chunk: Chunk, of: Citation | Passage) -> bool:
    return chunk.doc_id == of.doc_id and chunk.start < of.end and of.start < chunk.end


def _document_colours(points: Sequence[Point]) -> dict[str, int]:
    largest = Counter(point.chunk.doc_id for point in points).most_common(COLOURED_DOCUMENTS)
    return {doc_id: colour for colour, (doc_id, _) in enumerate(largest)}


def _date_colours(infos: Iterable[DocumentInfo]) -> dict[str, int]:
    """Return a colour for each date: the dates in order, cut into as many parts as there are colours."""
    days = sorted({info.published for info in infos if info.published})
    return {day: place * DATE_COLOURS // len(days) for place, day in enumerate(days)}


def _document_legend(colours: Mapping[str, int], infos: Mapping[str, DocumentInfo]) -> Markup:
    rows = [
        Markup('<li><span class="swatch d{}"></span>{}</li>').format(colour, show_line(infos[doc_id].title))
        for doc_id, colour in colours.items()
        if doc_id in infos
    ]
    if len(infos) > len(colours):
        rows.append(Markup('<li><span class="swatch dx"></span>{}</li>').format(texts.OTHERS))
    return Markup('<ul class="legend documents-legend">{}</ul>').format(join(rows))


def _date_legend(colours: Mapping[str, int]) -> Markup:
    spans: dict[int, list[str]] = {}
    for day, colour in colours.items():
        spans.setdefault(colour, []).append(day)
    rows = [
        Markup('<li><span class="swatch t{}"></span>{}</li>').format(colour, _span(days))
        for colour, days in spans.items()
    ]
    rows.append(Markup('<li><span class="swatch tx"></span>{}</li>').format(texts.WITHOUT_DATE))
    return Markup('<ul class="legend dates-legend">{}</ul>').format(join(rows))


def _span(days: Sequence[str]) -> str:
    first, last = texts.day(days[0]), texts.day(days[-1])
    return first if first == last else f"{first} – {last}"
