"""A page whose answers are known beforehand: two documents that disagree, and a model that is let go on."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index.types import AddSummary, Document
from rag.errors import LanguageModelError
from rag.types import (
    Answer,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    StageEvent,
    TokenEvent,
    Usage,
    Version,
)
from tests.pdf_files import written
from tests.web_fakes import FakeLibrary, abstained, answered, citation, document, passage, read_text
from ui.web import server
from ui.web.models import Models
from ui.web.serving import Place, application

_LINES = "\n\n".join(f"Line {number}." for number in range(1, 80))
NEW = document(
    f"{_LINES}\n\nIt cost 5 million.", source="new.txt", title="New report", published="2025-02-12"
)
OLD = document("It cost 4 million.", source="old.txt", title="Old report", published="2024-05-01")
OTHER = document("The town lies below.", source="town.txt", title="The town")
DOCUMENTS = [NEW, OLD, OTHER]

_NEW_PASSAGE = passage(
    "It cost 5 million.",
    start=NEW.text.index("It cost"),
    doc_id=NEW.doc_id,
    title=NEW.title,
    source=NEW.source,
    published=NEW.published,
)
_OLD_PASSAGE = passage(
    OLD.text, doc_id=OLD.doc_id, title=OLD.title, source=OLD.source, published=OLD.published
)
_TOWN = passage(OTHER.text, doc_id=OTHER.doc_id, title=OTHER.title, source=OTHER.source, page=3)
_TEXT = "It cost 5 million. It cost 4 million."

ANSWERS: dict[str, Answer] = {
    "What did it cost?": replace(
        answered(
            _TEXT,
            short="5 million; 4 million",
            citations=[
                citation(1, _NEW_PASSAGE, "It cost 5 million."),
                citation(2, _OLD_PASSAGE, "It cost 4 million."),
            ],
            passages=[_NEW_PASSAGE, _OLD_PASSAGE],
        ),
        claims=(Claim(0, 18, (1,), True), Claim(19, 37, (2,), True)),
        versions=(
            Version("5 million", NEW.published, 0, 18, (1,)),
            Version("4 million", OLD.published, 19, 37, (2,)),
        ),
    ),
    "Where is the town?": answered(
        "The town lies below.", citations=[citation(1, _TOWN, "The town lies below.")], passages=[_TOWN]
    ),
}

MODEL = "known:model"
_WRITTEN = "It cost 5 million. It was cheap."


def let_go(folder: Path, question: str) -> None:
    """Have what is held for a question come to its end, now and from now on."""
    _gate(folder, question).touch()


def _gate(folder: Path, question: str) -> Path:
    return folder / f"{question.rstrip('?')}.go"


def _held(folder: Path, question: str) -> None:
    while not _gate(folder, question).exists():
        time.sleep(0.02)


def _written(folder: Path, question: str) -> Iterator[Event]:
    """Write an answer as a language model does, and wait before the second sentence is checked."""
    cited = citation(1, _NEW_PASSAGE, "It cost 5 million.")
    supported, other = Claim(0, 18, (1,), True), Claim(19, 32, (), False)
    yield StageEvent("write", 2)
    for piece in ("It cost ", "5 million. [2] ", "It was "):
        yield TokenEvent(piece)
    yield ClaimEvent("It cost 5 million.", supported, (cited,))
    _held(folder, question)
    yield DoneEvent(
        replace(
            answered(_WRITTEN, citations=[cited], passages=[_NEW_PASSAGE, _OLD_PASSAGE], question=question),
            claims=(supported, other),
            mode="model",
            model=MODEL,
            usage=Usage(812, 43),
            timings={"total": 1.5},
        )
    )


class _SlowLibrary(FakeLibrary):
    """Has 256 chunks of "Large.txt" to embed, and waits after the first 64 until it is let go."""

    folder = Path()

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_embedded: Callable[[int, int], None] | None = None,
        all_of: str | None = None,
        originals: Mapping[str, Path] | None = None,
        wait: float = 0,
    ) -> AddSummary:
        documents = list(documents)
        if documents[0].source == "Large.txt" and on_embedded is not None:
            on_embedded(64, 256)
            _held(self.folder, "Large")
        return super().add(documents, all_of=all_of, originals=originals)


def _library(folder: Path) -> FakeLibrary:
    """Return the documents, of two of which the originals are kept."""
    library = _SlowLibrary({one.source: one for one in DOCUMENTS})
    library.folder = folder
    pages = [[(12.0, text)] for text in ("One.", "Two.", "The town lies below.")]
    (folder / "town.pdf").write_bytes(written(*pages))
    (folder / "old.html").write_text("<script>alert(1)</script>")
    library.originals = {OTHER.doc_id: folder / "town.pdf", OLD.doc_id: folder / "old.html"}
    return library


def _ask(model: str) -> None:
    if model != MODEL:
        raise LanguageModelError(f"no key is set for the language model {model}")


def serve(folder: Path, port: int) -> None:
    """Show the page until the process is told to end. "Busy?" takes a while, "Slow?" until it is let go."""

    def answer(question: str, *, llm: str, **_: object) -> Iterator[Event]:
        yield StageEvent("search", 214)
        if question == "Slow?":
            _held(folder, question)
        if question == "Busy?":
            time.sleep(0.3)
        yield StageEvent("read", 8)
        if llm == MODEL:
            yield from _written(folder, question)
        else:
            failed = f"no key is set for {llm}; the documents are quoted instead" if llm else ""
            yield DoneEvent(replace(ANSWERS.get(question) or abstained(question), notice=failed))

    uploads = folder / "uploads"
    uploads.mkdir(parents=True)
    app = application(
        folder,
        Place(),
        answerer=answer,
        library=_library(folder),
        read_file=read_text,
        uploads=uploads,
        runs=folder / "runs",
        models=Models(free=True, ask=_ask),
    )
    server.run(app, host="127.0.0.1", port=port)
