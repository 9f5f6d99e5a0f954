"""Stand-ins for the answerer and the index behind the page."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.errors import DocumentNotFoundError
from index.originals import write_draft
from index.parsing import Reading
from index.types import (
    AddSummary,
    Block,
    Chunk,
    Document,
    DocumentInfo,
    EmbeddedChunks,
    FileOutcome,
    FileStatus,
    Original,
)
from rag.types import Answer, Citation, Claim, DoneEvent, Event, Message, Passage, StageEvent
from ui.web.answering import Answerer
from ui.web.archive import Archive
from ui.web.feedback import Feedback
from ui.web.line import Line
from ui.web.models import Models
from ui.web.session import Wording
from ui.web.talks import Talks

_T = TypeVar("_T")

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    '<a href="javascript:alert(1)">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "</blockquote></aside><iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;${alert(1)} {{value}} {0} `x` <!--",
    "<\x00script>alert(1)<\x1b[31m/script>",
]
"""Texts that would do something if they were taken for HTML, or for a template."""


def elements(html: str) -> list[str]:
    """Return the elements a parser makes of ``html``, and such of their attributes as can run or fetch."""
    found: list[str] = []

    class Elements(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)
            found.extend(
                name for name, _ in attrs if name.startswith("on") or name in {"href", "src", "srcdoc"}
            )

    Elements().feed(html)
    return found


def document_info(
    title: str, *, source: str = "/a/file.txt", published: str | None = None, chunks: int = 1
) -> DocumentInfo:
    return DocumentInfo("d1", (source,), title, published, chunks, 100, None, "00", "2025-01-01T00:00:00Z")


def passage(
    text: str,
    *,
    start: int = 0,
    doc_id: str = "d1",
    title: str = "A title",
    source: str = "/a/file.txt",
    published: str | None = "2025-02-12",
    page: int | None = None,
) -> Passage:
    return Passage(doc_id, source, title, published, page, None, start, start + len(text), text, 0.9)


def citation(marker: int, of: Passage, quote: str) -> Citation:
    """Cite words of a passage."""
    start = of.start + of.text.index(quote)
    return Citation(
        marker, of.doc_id, of.source, of.title, of.published, of.page, start, start + len(quote), quote, 0.9
    )


def answered(
    text: str,
    *,
    short: str = "",
    citations: Sequence[Citation] = (),
    passages: Sequence[Passage] = (),
    confidence: float = 0.9,
    supported: bool = True,
    question: str = "Who?",
) -> Answer:
    """Return an answer that is one claim, resting on all its citations."""
    claim = Claim(0, len(text), tuple(cited.marker for cited in citations), supported)
    return Answer(
        question,
        question,
        text,
        short,
        (claim,),
        tuple(citations),
        tuple(passages),
        False,
        "",
        confidence,
        "extractive",
    )


def abstained(reason: str, passages: Sequence[Passage] = ()) -> Answer:
    return Answer(
        "Who?",
        "Who?",
        "The documents do not say.",
        "",
        (),
        (),
        tuple(passages),
        True,
        reason,
        0.1,
        "extractive",
    )


@dataclass
class FakeAnswerer:
    """Gives out one answer, and keeps what it was asked and of which documents."""

    answer: Answer
    asked: list[tuple[str, list[Message]]] = field(default_factory=list)
    scopes: list[tuple[str | None, str | None, tuple[str, ...]]] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)

    def __call__(
        self,
        question: str,
        *,
        index: Path,
        history: Sequence[Message],
        after: str | None,
        before: str | None,
        doc_ids: Sequence[str],
        llm: str,
        strict: bool,
    ) -> Iterator[Event]:
        self.asked.append((question, list(history)))
        self.wordings.append(Wording(llm, strict))
        self.scopes.append((after, before, tuple(doc_ids)))
        yield StageEvent("search", 0)
        yield StageEvent("read", 8)
        yield DoneEvent(self.answer)


@dataclass
class FakeLibrary:
    """Documents by source, one chunk each."""

    by_source: dict[str, Document] = field(default_factory=dict)
    generation: int = 0
    originals: dict[str, Path] = field(default_factory=dict)
    """By the id of their document."""

    def documents(self) -> list[DocumentInfo]:
        return [
            DocumentInfo(
                document.doc_id,
                (source,),
                document.title,
                document.published,
                1,
                len(document.text),
                None,
                document.sha256,
                f"2025-01-01T00:00:{number:02}Z",
                original=self._known(document.doc_id),
            )
            for number, (source, document) in enumerate(self.by_source.items())
        ]

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        return {info.doc_id: info for info in self.documents() if info.doc_id in set(doc_ids)}

    def original(self, doc_id: str) -> Path | None:
        path = self.originals.get(self.document(doc_id).doc_id)
        return path if path is not None and path.exists() else None

    def _known(self, doc_id: str) -> Original | None:
        path = self.originals.get(doc_id)
        return Original("0" * 64, path.suffix, 1) if path is not None else None

    def document(self, doc_id: str) -> Document:
        for document in self.by_source.values():
            if document.doc_id == doc_id:
                return document
        raise DocumentNotFoundError(f"no document has the id {doc_id!r}")

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_embedded: Callable[[int, int], None] | None = None,
        all_of: str | None = None,
        originals: Mapping[str, Path] | None = None,
        wait: float = 0,
    ) -> AddSummary:
        outcomes = []
        documents = list(documents)
        if all_of is not None:
            there = {document.source for document in documents}
            below = [source for source in self.by_source if source.startswith(f"{all_of}/")]
            for source in below:
                if source not in there:
                    del self.by_source[source]
        for doc_id, file in (originals or {}).items():
            self.originals[doc_id] = file.rename(file.parents[1] / file.name)
        for number, document in enumerate(documents, start=1):
            if on_embedded is not None:
                on_embedded(number, len(documents))
            status: FileStatus = "replaced" if document.source in self.by_source else "added"
            self.by_source[document.source] = document
            outcomes.append(FileOutcome(document.source, status, None, document.doc_id, 1))
        self.generation += 1
        return AddSummary(tuple(outcomes), 0)

    def remove(self, sources: Iterable[str], *, wait: float = 0) -> list[DocumentInfo]:
        infos = []
        for name in sources:
            document = self.document(name)
            infos += [info for info in self.documents() if info.doc_id == name]
            del self.by_source[document.source]
        self.generation += 1
        return infos

    def embedded(self) -> EmbeddedChunks:
        """Return a vector a document, each pointing its own way."""
        chunks = tuple(
            Chunk(number, document.doc_id, 0, len(document.text), document.text, None, None)
            for number, document in enumerate(self.by_source.values(), start=1)
        )
        return EmbeddedChunks(chunks, np.eye(len(chunks), 4, dtype=np.float32))


def document(text: str, *, source: str, title: str = "A title", published: str | None = None) -> Document:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(sha256[:16], source, title, published, text, (Block(0, len(text), "paragraph"),), sha256)


def library_of(*documents: Document) -> FakeLibrary:
    return FakeLibrary({one.source: one for one in documents})


def talks(
    folder: Path,
    answer: Answer | None = None,
    *,
    answerer: Answerer | None = None,
    at_once: int = 2,
    models: Models | None = None,
) -> Talks:
    """Return talks over an index folder, with 214 passages to search."""
    return Talks(
        folder,
        answerer or FakeAnswerer(answer or answered("Yes.")),
        Archive(folder / "conversations"),
        Feedback(folder / "feedback.jsonl"),
        searchable=lambda scope: 214,
        line=Line(at_once),
        permitted=(models or Models()).permitted,
    )


def collected(stream: AsyncIterator[_T]) -> list[_T]:
    """Return all that an asynchronous iterator yields."""

    async def collect() -> list[_T]:
        return [item async for item in stream]

    return asyncio.run(collect())


def read_text(path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
    """Read a file as plain text, its name as its title."""
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    document = Document(sha256[:16], source, path.name, None, data.decode(), (), sha256)
    originals = {} if keep_in is None else {document.doc_id: write_draft(data, path.name, keep_in)}
    return Reading((document,), originals=originals)
