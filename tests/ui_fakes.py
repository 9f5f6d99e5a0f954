"""Streams, an index and an answerer that the command line's tests hand in."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import DocumentNotFoundError, IndexNotFoundError
from index.loaders import DEFAULT_OPTIONS, LoadOptions
from index.types import (
    AddSummary,
    Chunk,
    Document,
    DocumentInfo,
    FileOutcome,
    IndexStatus,
    Progress,
    ScoredChunk,
    SearchFilter,
)
from rag.types import Answer, Citation, Claim, DoneEvent, Event, Passage, StageEvent
from ui.cli import main
from ui.context import Context
from ui.services import Page, Question, Services

TEXT = "The dam was built in 1931.\r\nIt feeds a lake: “Lac Noir” 🏞.\n"
QUOTE = "The dam was built in 1931."

INFO = DocumentInfo(
    doc_id="0123456789abcdef",
    sources=("/docs/dam.txt", "/docs/copy of dam.txt"),
    title="The dam",
    published="2024-05-06",
    chunks=1,
    characters=len(TEXT),
    pages=None,
    sha256="0" * 64,
    added="2025-01-01T00:00:00+00:00",
)
CITATION = Citation(
    marker=1,
    doc_id=INFO.doc_id,
    source=INFO.source,
    title=INFO.title,
    published=INFO.published,
    page=3,
    start=0,
    end=len(QUOTE),
    quote=QUOTE,
    score=0.9,
)
PASSAGE = Passage(
    doc_id=INFO.doc_id,
    source=INFO.source,
    title=INFO.title,
    published=INFO.published,
    page=None,
    heading=None,
    start=0,
    end=len(TEXT),
    text=TEXT,
    score=0.9,
)
ANSWER = Answer(
    question="When was the dam built?",
    standalone_question="When was the dam built?",
    text=QUOTE,
    short="1931",
    claims=(Claim(0, len(QUOTE) - 1, (1,), supported=True),),
    citations=(CITATION,),
    passages=(PASSAGE,),
    abstained=False,
    reason="",
    confidence=0.834,
    mode="extractive",
    timings={"total": 0.1},
)
ABSTENTION = Answer(
    question="Who owns it?",
    standalone_question="Who owns it?",
    text="The documents do not say.",
    short="",
    claims=(),
    citations=(),
    passages=(PASSAGE,),
    abstained=True,
    reason="no passage answers it well enough",
    confidence=0.1,
    mode="extractive",
)


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def pipe(content: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content.encode()), encoding="utf-8", newline="")


def terminal(content: str = "") -> Terminal:
    return Terminal(io.BytesIO(content.encode()), encoding="utf-8", newline="")


@dataclass
class FakeLibrary:
    """An index that holds one document and adds what it is told to."""

    outcomes: tuple[FileOutcome, ...] = ()
    skipped: int = 0
    error: BaseException | None = None
    """Raised after the outcomes were told."""
    added: list[Path] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    documents_added: list[Document] = field(default_factory=list)
    options: LoadOptions = DEFAULT_OPTIONS
    pruned: bool = False
    fail_fast: bool = False
    keep_originals: bool = False
    findings: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    repaired: bool = False
    exported: list[Path] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        pass

    def add_files(
        self,
        paths: Iterable[Path],
        *,
        urls: Sequence[str] = (),
        on_outcome: Callable[[FileOutcome], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        options: LoadOptions = DEFAULT_OPTIONS,
        prune_missing: bool = False,
        fail_fast: bool = False,
        keep_originals: bool = False,
    ) -> AddSummary:
        self.added += paths
        self.fetched += urls
        self.options = options
        self.pruned = prune_missing
        self.fail_fast = fail_fast
        self.keep_originals = keep_originals
        for done, outcome in enumerate(self.outcomes):
            if on_progress is not None:
                on_progress(Progress(done, len(self.outcomes), done * 2, done * 2, outcome.source))
            if on_outcome is not None:
                on_outcome(outcome)
        if self.error is not None:
            raise self.error
        return AddSummary(self.outcomes, self.skipped)

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_outcome: Callable[[FileOutcome], None] | None = None,
    ) -> AddSummary:
        self.documents_added += documents
        return AddSummary((), 0)

    def remove(self, sources: Iterable[str]) -> list[DocumentInfo]:
        for source in sources:
            if source not in INFO.sources:
                raise DocumentNotFoundError(f"no document is called {source!r}")
            self.removed.append(source)
        return [INFO]

    def search(self, query: str, *, k: int, where: SearchFilter) -> list[ScoredChunk]:
        chunk = Chunk(7, INFO.doc_id, 0, len(QUOTE), QUOTE, None, None)
        return [ScoredChunk(chunk, 0.5, "fused")] if "dam" in query else []

    def documents(self) -> list[DocumentInfo]:
        return [INFO]

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        left = tuple(source for source in INFO.sources if source not in self.removed)
        if not left:
            return {}
        known = DocumentInfo(
            INFO.doc_id, left, INFO.title, INFO.published, 1, len(TEXT), None, INFO.sha256, INFO.added
        )
        return {doc_id: known for doc_id in doc_ids if doc_id == INFO.doc_id}

    def document(self, doc_id: str) -> Document:
        return Document(doc_id, INFO.source, INFO.title, INFO.published, TEXT, (), INFO.sha256)

    def resolve(self, name: str) -> DocumentInfo:
        if name not in {INFO.doc_id, *INFO.sources}:
            raise DocumentNotFoundError(f"no document is called {name!r}; `rag list` shows them")
        return INFO

    def check(self) -> list[str]:
        return list(self.findings)

    def repair(self) -> list[str]:
        self.repaired = True
        return list(self.lost)

    def export(self, path: Path) -> None:
        self.exported.append(path)

    def status(self) -> IndexStatus:
        return IndexStatus("/here/.rag", 1, 2, 1, 1_234_567, "mini", 4)


@dataclass
class FakeAnswerer:
    """Answers every question alike, and remembers them."""

    answer: Answer = ANSWER
    error: BaseException | None = None
    questions: list[Question] = field(default_factory=list)

    def __call__(self, question: Question) -> Iterator[Event]:
        self.questions.append(question)
        if self.error is not None:
            raise self.error
        yield StageEvent("search", 50)
        yield StageEvent("read", 12)
        yield DoneEvent(self.answer)


@dataclass(frozen=True)
class Result:
    """What a call of ``rag`` left."""

    code: int
    out: str
    err: str
    out_bytes: bytes


@dataclass
class Rag:
    """``rag``, with fakes for everything outside."""

    stdin: io.TextIOWrapper = field(default_factory=pipe)
    stdout: io.TextIOWrapper = field(default_factory=pipe)
    stderr: io.TextIOWrapper = field(default_factory=pipe)
    library: FakeLibrary = field(default_factory=FakeLibrary)
    answerer: FakeAnswerer = field(default_factory=FakeAnswerer)
    exists: bool = True
    secret: str = ""
    """What is typed where a password is asked for."""
    serve: Callable[[Page], None] = lambda page: None
    created: list[tuple[Path, str | None]] = field(default_factory=list)

    def __call__(self, *arguments: str) -> Result:
        code = main(arguments, context=self.context())
        for stream in (self.stdout, self.stderr):
            stream.flush()
        out, err = _bytes(self.stdout), _bytes(self.stderr)
        return Result(code, out.decode(), err.decode(), out)

    def context(self) -> Context:
        services = Services(
            locate=lambda explicit: Path(explicit or "here.rag"),
            open_index=self._open,
            create_index=self._create,
            import_index=lambda _, path: self._open(path),
            ask_password=lambda: self.secret,
            ask=self.answerer,
            serve=self.serve,
        )
        return Context(self.stdin, self.stdout, self.stderr, services)

    def _open(self, path: Path) -> FakeLibrary:
        if not self.exists:
            raise IndexNotFoundError(f"there is no index at {path}; make one with `rag add PATH`")
        return self.library

    def _create(self, path: Path, embedder: str | None) -> FakeLibrary:
        self.created.append((path, embedder))
        return self.library


def _bytes(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()
