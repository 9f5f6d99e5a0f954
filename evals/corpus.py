"""Documents of a question set -> an index that can be asked."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from evals.provenance import fingerprint
from evals.types import SourceText
from index import Collection
from index.errors import EmptyDocumentError
from index.loaders import text_document
from index.types import AddSummary, Document, FileOutcome


def index_texts(
    path: Path, texts: Iterable[SourceText], *, on_outcome: Callable[[FileOutcome], None] | None = None
) -> AddSummary:
    """Index texts, each one a document; those that stand there already cost next to nothing."""
    with Collection.create(path) as collection:
        return collection.add(_documents(texts), on_outcome=on_outcome)


def index_files(
    path: Path, files: Iterable[Path], *, on_outcome: Callable[[FileOutcome], None] | None = None
) -> AddSummary:
    """Index files and folders."""
    with Collection.create(path) as collection:
        return collection.add_files(files, on_outcome=on_outcome)


def index_settings(collection: Collection) -> dict[str, Any]:
    """Return what tells one state of an index from another, wherever it lies."""
    status = collection.status()
    return {
        "documents": status.documents,
        "chunks": status.chunks,
        "embedder": status.embedder,
        "content": fingerprint(sorted(info.sha256 for info in collection.documents())),
    }


def _documents(texts: Iterable[SourceText]) -> Iterator[Document]:
    for text in texts:
        try:
            yield text_document(text.text, source=text.source, title=text.title, published=text.published)
        except EmptyDocumentError:
            continue
