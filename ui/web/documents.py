"""The documents of the index: what is there, and what becomes of an upload."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from markupsafe import Markup

from index.errors import SearchIndexError
from index.types import AddSummary, Document, DocumentInfo, FileOutcome, FileStatus
from ui.errors import describe
from ui.web import texts
from ui.web.html import join, show, show_date, show_line

logger = logging.getLogger(__name__)


class Library(Protocol):
    """What the page needs of an index; ``index.Collection`` is one."""

    def documents(self) -> list[DocumentInfo]:
        """Return what is known of every document."""
        ...

    def add(self, documents: Iterable[Document]) -> AddSummary:
        """Add documents; one takes the place of what came from the same source."""
        ...


class Loader(Protocol):
    """``index.loaders.load``."""

    def __call__(self, path: Path, *, source: str | None = None) -> Document:
        """Return the file as a document that came from ``source``."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of an upload, and what became of it."""

    name: str
    status: FileStatus | Literal["reading"] = "reading"
    chunks: int = 0
    reason: str | None = None


def add(files: Sequence[Path], *, library: Library, load: Loader) -> Iterator[tuple[Upload, ...]]:
    """Add files one by one and yield what is known of each, all that came before included.

    A document's source is the file's name: a file of the same name takes the earlier one's place. The files
    are temporary copies and are deleted, whatever becomes of them.
    """
    done: list[Upload] = []
    for file in files:
        yield (*done, Upload(file.name))
        try:
            done.append(_add(file, library, load))
        finally:
            file.unlink(missing_ok=True)
    yield tuple(done)


def _add(file: Path, library: Library, load: Loader) -> Upload:
    try:
        outcomes = library.add([load(file, source=file.name)]).outcomes
    except (SearchIndexError, OSError) as exc:
        return Upload(file.name, "failed", reason=describe(exc))
    except Exception:
        logger.exception("adding an upload failed")
        return Upload(file.name, "failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
    return _upload(file.name, outcomes[0])


def _upload(name: str, outcome: FileOutcome) -> Upload:
    return Upload(name, outcome.status, outcome.chunks, outcome.reason)


def render_uploads(uploads: Sequence[Upload]) -> Markup:
    """Return a line a file."""
    return Markup('<ul class="uploads" role="status">{}</ul>').format(
        join(
            Markup('<li class="{}">{}</li>').format(
                upload.status, show(texts.upload(upload.name, upload.status, upload.chunks, upload.reason))
            )
            for upload in uploads
        )
    )


def render_list(documents: Sequence[DocumentInfo]) -> Markup:
    """Return the table of documents."""
    if not documents:
        return Markup('<p class="quiet">{}</p>').format(texts.NO_DOCUMENTS)
    return Markup(
        '<table class="documents"><caption>{}</caption>'
        '<thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col" class="number">{}</th></tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(
        texts.documents(len(documents)),
        texts.COLUMN_DOCUMENT,
        texts.COLUMN_DATE,
        texts.COLUMN_CHUNKS,
        join(_row(info) for info in documents),
    )


def _row(info: DocumentInfo) -> Markup:
    return Markup(
        '<tr><td><span class="title">{}</span><span class="quiet file">{}</span></td>'
        '<td class="date">{}</td><td class="number">{}</td></tr>'
    ).format(
        show_line(info.title),
        show_line(info.source),
        show_date(info.published) if info.published else texts.NO_DATE,
        f"{info.chunks:,}",
    )
