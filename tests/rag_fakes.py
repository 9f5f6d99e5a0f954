"""Stand-ins for the index and the reader, and the numbers that go with them."""

from collections.abc import Iterable, Mapping, Sequence

from index.chunking import chunk_document
from index.errors import DocumentNotFoundError
from index.filters import NamedDocument, matching, validated
from index.types import NO_FILTER, Chunk, Document, DocumentInfo, ScoredChunk, SearchFilter
from rag.calibration import Calibration
from rag.reader import Reading, Span
from rag.retrieval import ReadPassage

PLAIN = Calibration(
    relevance_weight=1.0,
    rank_weight=0.0,
    threshold=5.0,
    slope=1.0,
    midpoint=5.0,
    statement_threshold=0.5,
    statement_slope=10.0,
    statement_midpoint=0.5,
)
"""A span's own score decides, and 5 is enough; of a whole sentence, 0.5."""


def shared_words(question: str, sentences: Sequence[str]) -> list[float]:
    """A ``Similarity``: the share of the question's words that a sentence has."""
    asked = _words(question)
    return [len(asked & _words(sentence)) / len(asked) for sentence in sentences]


def _words(text: str) -> set[str]:
    return {word.strip('.,:;?!“”"').casefold() for word in text.split()}


class FakeStore:
    """A ``PassageStore`` that finds every chunk, in the order in which the documents were given."""

    def __init__(self, *documents: Document) -> None:
        self.generation = 1
        self.queries: list[str] = []
        self._documents = {document.doc_id: document for document in documents}
        self._gone: set[str] = set()

    def lose(self, doc_id: str) -> None:
        """Forget a document that searches still find."""
        self._gone.add(doc_id)

    def search(self, query: str, *, k: int = 20, where: SearchFilter = NO_FILTER) -> list[ScoredChunk]:
        self.queries.append(query)
        known = [NamedDocument(d.doc_id, d.published, d.source) for d in self._documents.values()]
        let_through = matching(known, validated(where))
        spans = [(doc_id, span) for doc_id in let_through for span in chunk_document(self._documents[doc_id])]
        return [
            ScoredChunk(
                Chunk(
                    number,
                    doc_id,
                    span.start,
                    span.end,
                    self._documents[doc_id].text[span.start : span.end],
                    span.page,
                    span.heading,
                ),
                score=1.0 / (number + 1),
                retriever="fused",
            )
            for number, (doc_id, span) in enumerate(spans[:k])
        ]

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        return {i: info_of(self._documents[i]) for i in doc_ids if i not in self._gone}

    def document(self, doc_id: str) -> Document:
        if doc_id in self._gone:
            raise DocumentNotFoundError(f"no document {doc_id}")
        return self._documents[doc_id]


class ScriptedReader:
    """A ``Reader`` that finds the given words wherever they stand, each with the given score."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.questions: list[str] = []
        self.passages: list[str] = []
        self.headers: list[str] = []
        self._scores = scores

    def read(self, question: str, passages: Sequence[str], *, headers: Sequence[str] = ()) -> list[Reading]:
        self.questions.append(question)
        self.passages.extend(passages)
        self.headers.extend(headers)
        return [reading_of(passage, self._scores) for passage in passages]


def reading_of(passage: str, scores: Mapping[str, float]) -> Reading:
    """Return a reading that finds the given words where they first stand."""
    places = [(passage.find(words), words, score) for words, score in scores.items()]
    spans = [Span(at, at + len(words), score) for at, words, score in places if at >= 0]
    return Reading(tuple(sorted(spans, key=lambda span: -span.score)), null=0.0, relevance=0.0)


def read_passage(document: Document, scores: Mapping[str, float], *, rank: int = 1) -> ReadPassage:
    """Return a document as one passage that has been read."""
    start = document.blocks[0].start
    end = document.blocks[-1].end
    chunk = Chunk(rank, document.doc_id, start, end, document.text[start:end], None, None)
    reading = reading_of(chunk.text, scores)
    return ReadPassage(chunk, info_of(document), reading, rank=rank)


def info_of(document: Document) -> DocumentInfo:
    return DocumentInfo(
        doc_id=document.doc_id,
        sources=(document.source,),
        title=document.title,
        published=document.published,
        chunks=len(chunk_document(document)),
        characters=len(document.text),
        pages=None,
        sha256=document.sha256,
        added="2025-01-01T00:00:00+00:00",
    )
