"""The files that documents were read from: links to them, and what a link gives."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol

from fastapi import Response
from fastapi.responses import FileResponse, PlainTextResponse
from markupsafe import Markup

from index.errors import DocumentNotFoundError
from index.fetching import is_address
from index.types import DocumentInfo, Original
from ui.render import one_line
from ui.web import texts
from ui.web.html import attribute

Originals = Mapping[str, Original]
"""By the id of their document."""

_SHOWN = ".pdf"
"""Browsers show it in a program of their own, which has no part in the page. Whatever else there is might be
run as a part of it, and is only handed out to be saved."""
_HEADERS = {
    # Without scripts, Safari's viewer shows nothing of some files. What runs belongs to no origin.
    "Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Kept(Protocol):
    """What handing out needs of an index; ``index.Collection`` is one."""

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        """Return what is known of the documents that are there."""
        ...

    def original(self, doc_id: str) -> Path | None:
        """Return the copy of the file that a document was read from; None where there is none."""
        ...


def of_documents(library: Kept, doc_ids: Iterable[str]) -> Originals:
    """Return those of some documents that are kept."""
    infos = library.infos(doc_ids).values()
    return {info.doc_id: info.original for info in infos if info.original is not None}


def link(original: Original | None, *, doc_id: str, title: str, page: int | None = None) -> Markup:
    """Return a link to the original of a document, if it is kept: to a page of it, where it is shown."""
    if original is None:
        return Markup("")
    shown = original.suffix == _SHOWN
    said = texts.OPEN_ORIGINAL if shown else texts.DOWNLOAD_ORIGINAL
    return Markup('<a class="plain original" href="/originals/{}{}"{} aria-label="{}">{}</a>').format(
        doc_id,
        f"#page={page}" if shown and page is not None else "",
        Markup(' target="_blank" rel="noopener"') if shown else "",
        attribute(texts.of_title(said, title)),
        said,
    )


def response(library: Kept, doc_id: str) -> Response:
    """Return the original of a document: to be shown if it is a PDF, else to be saved."""
    info = library.infos([doc_id]).get(doc_id)
    if info is None:
        return _missing(texts.ORIGINAL_REMOVED)
    try:
        path = library.original(doc_id)
    except DocumentNotFoundError:  # somebody has just removed it
        return _missing(texts.ORIGINAL_REMOVED)
    if path is None or info.original is None:
        return _missing(texts.ORIGINAL_MISSING)
    shown = info.original.suffix == _SHOWN
    return FileResponse(
        path,
        media_type="application/pdf" if shown else "application/octet-stream",
        filename=file_name(info, info.original.suffix),
        content_disposition_type="inline" if shown else "attachment",
        headers=_HEADERS,
    )


def file_name(info: DocumentInfo, suffix: str) -> str:
    """Return what to call a document's original: the end of its source, with the ending of the file."""
    source = info.source.split("?")[0].rstrip("/") if is_address(info.source) else info.source
    name = one_line(PurePosixPath(source.replace("\\", "/")).name) or info.doc_id
    return name if name.lower().endswith(suffix) else name + suffix


def _missing(reason: str) -> Response:
    return PlainTextResponse(reason, status_code=404, headers={"Cache-Control": "no-store"})
