"""Stand-ins for the answerer and the index behind the page."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from index.types import AddSummary, Document, DocumentInfo, FileOutcome, FileStatus
from rag.types import Answer, Citation, Claim, DoneEvent, Event, Message, Passage, StageEvent

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
    """Gives out one answer, and keeps what it was asked."""

    answer: Answer
    asked: list[tuple[str, list[Message]]] = field(default_factory=list)

    def __call__(self, question: str, *, index: Path, history: Sequence[Message]) -> Iterator[Event]:
        self.asked.append((question, list(history)))
        yield StageEvent("search", 214)
        yield StageEvent("read", 8)
        yield DoneEvent(self.answer)


@dataclass
class FakeLibrary:
    """Documents by source, one chunk each."""

    by_source: dict[str, Document] = field(default_factory=dict)

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
            )
            for number, (source, document) in enumerate(self.by_source.items())
        ]

    def add(self, documents: Iterable[Document]) -> AddSummary:
        outcomes = []
        for document in documents:
            status: FileStatus = "replaced" if document.source in self.by_source else "added"
            self.by_source[document.source] = document
            outcomes.append(FileOutcome(document.source, status, None, document.doc_id, 1))
        return AddSummary(tuple(outcomes), 0)


def load_text(path: Path, *, source: str | None = None) -> Document:
    """Read a file as plain text, its name as its title."""
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(sha256[:16], source or str(path), path.name, None, data.decode(), (), sha256)
