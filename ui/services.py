"""The packages below, as far as the commands use them, imported when they are first called."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.loaders import LoadOptions
    from index.types import (
        AddSummary,
        Document,
        DocumentInfo,
        FileOutcome,
        IndexStatus,
        Progress,
        ScoredChunk,
        SearchFilter,
    )
    from rag.types import Answer, Event, Message, StageEvent


class Library(AbstractContextManager["Library"], Protocol):
    """What the commands need of an index; ``index.Collection`` is one."""

    def add_files(
        self,
        paths: "Iterable[Path]",
        *,
        urls: "Sequence[str]" = (),
        on_outcome: "Callable[[FileOutcome], None] | None" = None,
        on_progress: "Callable[[Progress], None] | None" = None,
        options: "LoadOptions" = ...,
        prune_missing: bool = False,
        fail_fast: bool = False,
        keep_originals: bool = False,
    ) -> "AddSummary":
        """Add files, folders and web pages; ``on_outcome`` hears of a file once it is safely in."""
        ...

    def add(
        self,
        documents: "Iterable[Document]",
        *,
        on_outcome: "Callable[[FileOutcome], None] | None" = None,
    ) -> "AddSummary":
        """Add documents that have been read already."""
        ...

    def remove(self, sources: "Iterable[str]") -> "list[DocumentInfo]":
        """Forget documents, all that are named or none."""
        ...

    def search(self, query: str, *, k: int, where: "SearchFilter") -> "list[ScoredChunk]":
        """Return chunks, best first."""
        ...

    def documents(self) -> "list[DocumentInfo]":
        """Return what is known of every document."""
        ...

    def infos(self, doc_ids: "Iterable[str]") -> "Mapping[str, DocumentInfo]":
        """Return what is known of these documents."""
        ...

    def document(self, doc_id: str) -> "Document":
        """Return a document whole."""
        ...

    def resolve(self, name: str) -> "DocumentInfo":
        """Return the document of that source, path, unique file name or id."""
        ...

    def check(self) -> list[str]:
        """Return what is wrong with the index, a line a finding."""
        ...

    def repair(self) -> list[str]:
        """Build everything derived anew, and return what is lost, a line a file."""
        ...

    def export(self, path: Path) -> None:
        """Write the index into one file, originals included."""
        ...

    def close(self) -> None:
        """Let go of files; ``with`` does it too."""
        ...

    def status(self) -> "IndexStatus":
        """Return what stands in the index."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what may answer it."""

    text: str
    index: Path
    history: "Sequence[Message]" = ()
    k: int | None = None
    """Passages to read; None leaves it to the answerer."""
    after: str | None = None
    before: str | None = None
    source: str | None = None
    llm: str | None = None
    """The language model that words the answer; None leaves it to the environment."""
    strict: bool = False
    always_ask: bool = False


def _locate(explicit: str | None) -> Path:
    from rag.config import index_path

    return index_path(explicit)


def _ask_password() -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it would show what is typed
        try:
            return getpass("Password of the files: ")
        except (GetPassWarning, EOFError, OSError) as exc:
            raise UsageError(
                "--password - asks in a terminal, and there is none; set the variable RAG_PASSWORD"
            ) from exc


def _open_index(path: Path) -> Library:
    from index import Collection

    return Collection.open(path)


def _create_index(path: Path, embedder: str | None) -> Library:
    from index import Collection

    return Collection.create(path, embedder=embedder)


def _import_index(file: Path, path: Path) -> Library:
    from index import Collection

    return Collection.import_file(file, path)


def _ask(question: Question) -> "Iterator[Event]":
    from rag import DEFAULT_K, stream

    return stream(
        question.text,
        index=question.index,
        history=question.history,
        k=DEFAULT_K if question.k is None else question.k,
        after=question.after,
        before=question.before,
        source=question.source,
        llm=question.llm,
        strict=question.strict,
        always_ask=question.always_ask,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Where the page is shown, of what, and to whom."""

    index: Path
    host: str
    port: int
    runs: Path
    """The folder in which evaluations are kept."""
    passwords: "Mapping[str, str]" = field(default_factory=dict, repr=False)
    """By account; without any, everybody gets in who reaches the address."""
    llms: "Sequence[str] | None" = None
    """The language models to choose from, the default first; None leaves it to the environment."""
    strict: bool = False
    keep_originals: bool = False
    """Keep what is added through the page as it was."""


def _serve(page: Page) -> None:
    from rag.config import llm_name
    from ui.web.serving import Place, serve

    llms = [llm_name()] if page.llms is None else page.llms
    serve(
        page.index,
        Place(page.host, page.port, page.passwords),
        runs=page.runs,
        llms=[name for name in llms if name],
        strict=page.strict,
        keep_originals=page.keep_originals,
    )


@dataclass(frozen=True, slots=True)
class Services:
    """What the commands call; a test passes fakes."""

    locate: Callable[[str | None], Path] = _locate
    """The index that ``--index`` names, or else the environment, or else the default."""
    open_index: Callable[[Path], Library] = _open_index
    create_index: Callable[[Path, str | None], Library] = _create_index
    """Open an index, making it if need be; the name is that of an embedder, None for the index's own."""
    import_index: Callable[[Path, Path], Library] = _import_index
    """Make an index of an exported file."""
    ask_password: Callable[[], str] = _ask_password
    """Ask the user for what opens the files, without showing it."""
    ask: "Callable[[Question], Iterator[Event]]" = _ask
    serve: Callable[[Page], None] = _serve
    """Show the page until it is stopped."""


def final_answer(events: "Iterator[Event]", on_stage: "Callable[[StageEvent], None]") -> "Answer":
    """Return the answer that a stream ends with, after telling of every stage on the way."""
    from rag.types import DoneEvent, StageEvent

    for event in events:
        if isinstance(event, DoneEvent):
            return event.answer
        if isinstance(event, StageEvent):
            on_stage(event)
    raise ValueError("the stream ended without an answer")
