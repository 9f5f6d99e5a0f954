"""Stores that show the answerer a part of the documents, for measuring one step alone."""

from collections.abc import Iterable, Mapping, Sequence

from evals.metrics.text import contains_any
from evals.types import SourceText
from index.chunking import chunk_document
from index.errors import DocumentNotFoundError
from index.loaders import text_document
from index.types import (
    NO_FILTER,
    Chunk,
    Document,
    DocumentInfo,
    PassageStore,
    ScoredChunk,
    SearchFilter,
)


class OneText:
    """A store of one short text, all of which every search returns."""

    generation = 1

    def __init__(self, text: SourceText) -> None:
        self._document = text_document(
            text.text, source=text.source, title=text.title, published=text.published
        )
        doc_id, whole = self._document.doc_id, self._document.text
        self._chunks = tuple(
            Chunk(number, doc_id, span.start, span.end, whole[span.start : span.end], span.page, span.heading)
            for number, span in enumerate(chunk_document(self._document), start=1)
        )

    def search(self, query: str, *, k: int = 20, where: SearchFilter = NO_FILTER) -> list[ScoredChunk]:  # noqa: ARG002 - there is nothing to choose from
        """Return the text's chunks in their order."""
        return [ScoredChunk(chunk, 1 / rank, "fused") for rank, chunk in enumerate(self._chunks[:k], start=1)]

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        """Return what is known of the text, if it is asked for."""
        document = self._document
        info = DocumentInfo(
            document.doc_id,
            (document.source,),
            document.title,
            document.published,
            len(self._chunks),
            len(document.text),
            None,
            document.sha256,
            "1970-01-01T00:00:00Z",
        )
        return {document.doc_id: info} if document.doc_id in set(doc_ids) else {}

    def document(self, doc_id: str) -> Document:
        """Return the text as a document."""
        if doc_id != self._document.doc_id:
            raise DocumentNotFoundError(f"no document {doc_id!r}")
        return self._document


class WithoutAnswers:
    """A store as it would be if no passage held one of these answers."""

    def __init__(self, store: PassageStore, answers: Sequence[str], *, spare: int = 150) -> None:
        self._store = store
        self._answers = answers
        self._spare = spare

    @property
    def generation(self) -> int:
        """That of the whole store."""
        return self._store.generation

    def search(self, query: str, *, k: int = 20, where: SearchFilter = NO_FILTER) -> list[ScoredChunk]:
        """Return the best ``k`` chunks that hold none of the answers."""
        found = self._store.search(query, k=k + self._spare, where=where)
        return [hit for hit in found if not contains_any(hit.chunk.text, self._answers)][:k]

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        """As the whole store."""
        return self._store.infos(doc_ids)

    def document(self, doc_id: str) -> Document:
        """As the whole store."""
        return self._store.document(doc_id)
