"""From an index to its page on a port: what the page is made of, put together."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI

from rag.types import Answer, DoneEvent
from ui.web import run_card, scope, server
from ui.web.accounts import Accounts
from ui.web.answering import Answerer
from ui.web.app import build
from ui.web.archive import Archive
from ui.web.atlas import Cartographer
from ui.web.documents import Library
from ui.web.examples import Examples
from ui.web.feedback import Feedback
from ui.web.guard import Passwords
from ui.web.handlers import Handlers
from ui.web.line import Line
from ui.web.models import Models
from ui.web.routes import Routes
from ui.web.talks import Talks
from ui.web.uploads import ReadFile, Uploads

CONVERSATIONS = "conversations"
FEEDBACK = "feedback.jsonl"
MAX_UPLOAD_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page listens, and who may open it."""

    host: str = "127.0.0.1"
    port: int = 7860
    passwords: Passwords = field(default_factory=dict, repr=False)
    """By account; without any, whoever reaches the address may open it."""

    @property
    def shared(self) -> bool:
        """Whether others than the one at this machine are meant to open it."""
        return bool(self.passwords) or self.host not in server.LOOPBACK


def serve(
    index: Path,
    place: Place,
    *,
    runs: Path,
    llms: Sequence[str] = (),
    strict: bool = False,
    keep_originals: bool = False,
) -> None:
    """Show the page for an index until the process is interrupted.

    One line on standard error gives the address, once it can be opened. Uploads pass through a folder of
    the server's own, which goes away with it.

    Args:
        index: The folder of the index, which is made if it isn't there.
        place: Where to listen.
        runs: The folder in which evaluations are kept.
        llms: The language models to choose from; the first words answers unless another is chosen.
        strict: Leave out what a language model says and no passage bears out, unless that is changed.
        keep_originals: Keep what is added through the page as it was.

    Raises:
        OptionError: there is no such provider or file, or its package isn't installed.
    """
    from index import Collection
    from index.loaders import DEFAULT_OPTIONS
    from index.parsing import Parser
    from rag import stream
    from rag.opened import open_writing

    for name in llms:
        open_writing(name)
    models = Models(tuple(dict.fromkeys(llms)), free=not place.shared, strict=strict)
    with (
        tempfile.TemporaryDirectory(prefix="rag-uploads-") as uploads,
        Collection.create(index) as library,
        # Kept while the page is: to start a process for each file would take longer than most are read in.
        Parser(DEFAULT_OPTIONS, processes=1) as parser,
    ):
        app = application(
            index,
            place,
            answerer=stream,
            library=library,
            read_file=parser.read,
            uploads=Path(uploads),
            runs=runs,
            models=models,
            keep_originals=keep_originals,
        )
        server.run(app, host=place.host, port=place.port)


def application(
    index: Path,
    place: Place,
    *,
    answerer: Answerer,
    library: Library,
    read_file: ReadFile,
    uploads: Path,
    runs: Path,
    models: Models,
    max_upload_bytes: int = MAX_UPLOAD_BYTES,
    keep_originals: bool = False,
) -> FastAPI:
    """Return the web application.

    Args:
        index: The folder of the index; conversations and feedback are kept in it.
        place: Where it will listen.
        answerer: ``rag.stream``.
        library: The index itself.
        read_file: The method of an ``index.parsing.Parser``.
        uploads: A folder for files on their way in, which nobody else can read.
        runs: The folder in which evaluations are kept.
        models: May word the answers.
        max_upload_bytes: Of one file.
        keep_originals: Keep what is added through the page as it was.
    """
    server.use_temporary_folder(uploads)
    made = handlers(index, answerer=answerer, library=library, runs=runs, models=models)
    routes = Routes(
        Uploads(library, read_file, keep_originals=keep_originals),
        library,
        uploads,
        max_upload_bytes,
        made.accounts,
        models,
        lambda: f"{library.generation}-{len(made.examples.current())}",
    )
    return server.application(build(made), routes, host=place.host, passwords=place.passwords)


def handlers(index: Path, *, answerer: Answerer, library: Library, runs: Path, models: Models) -> Handlers:
    """Return what answers the page's events; arguments as for ``application``."""
    feedback = Feedback(index / FEEDBACK)
    line = Line(max(2, os.cpu_count() or 1))

    def open_talks(folder: Path) -> Talks:
        return Talks(
            index,
            answerer,
            Archive(folder),
            feedback,
            searchable=lambda wanted: scope.searchable(library.documents(), wanted),
            line=line,
            permitted=models.permitted,
        )

    examples = Examples(library, lambda question: _answer(answerer, question, index))
    return Handlers(
        Accounts(open_talks, index / CONVERSATIONS),
        library,
        models,
        examples,
        Cartographer(library),
        lambda: run_card.latest(runs),
    )


def _answer(answerer: Answerer, question: str, index: Path) -> Answer:
    # Quoted: nothing is sent to a language model that nobody asked it.
    events = answerer(
        question, index=index, history=(), after=None, before=None, doc_ids=(), llm="", strict=False
    )
    return next(event.answer for event in events if isinstance(event, DoneEvent))
