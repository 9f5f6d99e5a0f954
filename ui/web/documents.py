"""The documents of the index as HTML: where to add some, and a list of those there are."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from markupsafe import Markup

from index.loaders import known_suffixes
from index.types import Document, DocumentInfo, EmbeddedChunks
from ui.web import originals, texts
from ui.web.html import attribute, join, show_date, show_line
from ui.web.originals import Kept
from ui.web.uploads import Writable


class Library(Writable, Kept, Protocol):
    """What the page needs of an index; ``index.Collection`` is one."""

    @property
    def generation(self) -> int:
        """Changes when the content does."""
        ...

    def documents(self) -> list[DocumentInfo]:
        """Return what is known of every document."""
        ...

    def document(self, doc_id: str) -> Document:
        """Return a document whole."""
        ...

    def remove(self, sources: Iterable[str], *, wait: float = 0) -> list[DocumentInfo]:
        """Forget documents."""
        ...

    def embedded(self) -> EmbeddedChunks:
        """Return all passages with their vectors."""
        ...


def render_drop() -> Markup:
    """Return the place to add documents; the browser fills in a line a file."""
    kinds = known_suffixes()
    return Markup(
        '<div class="drop" data-sending="{}" data-interrupted="{}"><p>{}</p>'
        '<div class="buttons"><label class="action">{}<input type="file" multiple accept="{}"></label>'
        '<label class="plain">{}<input type="file" webkitdirectory></label></div>'
        '<details class="kinds quiet"><summary>{}</summary>{}</details></div>'
        '<div class="tally" role="status" data-progress="{}" data-failed="{}" data-passed="{}" hidden>'
        '<progress aria-hidden="true"></progress> <span></span></div>'
        '<ul class="uploads"></ul>'
    ).format(
        texts.UPLOADING,
        texts.UPLOAD_INTERRUPTED,
        texts.DROP,
        texts.CHOOSE_FILES,
        ",".join(kinds),
        texts.CHOOSE_FOLDER,
        texts.kinds(len(kinds)),
        " ".join(kinds),
        texts.UPLOADS_DONE,
        texts.UPLOADS_FAILED,
        texts.UPLOADS_PASSED,
    )


def render_list(documents: Sequence[DocumentInfo]) -> Markup:
    """Return the table of documents, in the order given."""
    if not documents:
        return Markup('<p class="quiet">{}</p>').format(texts.NO_DOCUMENTS)
    return Markup(
        '<input type="search" class="find" data-find=".documents tbody tr" placeholder="{}" aria-label="{}">'
        '<table class="documents"><caption>{}</caption>'
        '<thead><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col" class="number">{}</th>'
        '<th scope="col" class="number">{}</th><th scope="col"><span class="unseen">{}</span></th>'
        "</tr></thead>"
        '<tbody>{}</tbody></table><p class="quiet nothing" hidden>{}</p>'
    ).format(
        texts.SEARCH_DOCUMENTS,
        texts.SEARCH_DOCUMENTS,
        texts.documents(len(documents)),
        texts.COLUMN_DOCUMENT,
        texts.COLUMN_DATE,
        texts.COLUMN_PAGES,
        texts.COLUMN_CHUNKS,
        texts.COLUMN_ACTIONS,
        join(_row(info) for info in documents),
        texts.NOTHING_FOUND,
    )


def _row(info: DocumentInfo) -> Markup:
    return Markup(
        '<tr data-words="{}"><td>'
        '<button type="button" class="title" data-do="read" data-id="{}" aria-label="{}">{}</button>{}</td>'
        '<td class="date">{}</td><td class="number">{}</td><td class="number" data-unit="{}">{}</td>'
        '<td class="row-deeds">'
        '{}<button type="button" class="plain" data-do="only" data-id="{}" aria-label="{}">{}</button>'
        '<button type="button" class="plain" data-do="ask-forget" aria-label="{}">{}</button>'
        '<button type="button" class="plain sure" data-do="forget" data-id="{}" hidden>{}</button></td></tr>'
    ).format(
        attribute(f"{info.title} {' '.join(info.sources)}".casefold()),
        info.doc_id,
        attribute(texts.open_document(info.title)),
        show_line(info.title),
        join(
            Markup('<span class="quiet file">{}</span>').format(show_line(source)) for source in info.sources
        ),
        show_date(info.published) if info.published else texts.UNKNOWN,
        f"{info.pages:,}" if info.pages is not None else texts.UNKNOWN,
        texts.passages_unit(info.chunks),
        f"{info.chunks:,}",
        originals.link(info.original, doc_id=info.doc_id, title=info.title),
        info.doc_id,
        attribute(texts.only(info.title)),
        texts.ASK_ONLY_THIS,
        attribute(texts.delete(info.title)),
        texts.DELETE,
        info.doc_id,
        texts.REALLY_DELETE,
    )
