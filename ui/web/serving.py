"""From an index to its page on a port: what the page is made of, put together."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from rag.types import Answer, DoneEvent
from ui.web import run_card, scope, server
from ui.web.answering import Answerer
from ui.web.app import build
from ui.web.archive import Archive
from ui.web.atlas import Cartographer
from ui.web.documents import Library
from ui.web.examples import Examples
from ui.web.feedback import Feedback
from ui.web.guard import Credentials
from ui.web.handlers import Handlers
from ui.web.routes import Routes
from ui.web.talks import Talks
from ui.web.uploads import Loader, Uploads

CONVERSATIONS = "conversations"
FEEDBACK = "feedback.jsonl"
MAX_UPLOAD_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page listens, and who may open it."""

    host: str = "127.0.0.1"
    port: int = 7860
    credentials: Credentials | None = None


def serve(index: Path, place: Place, *, runs: Path) -> None:
    """Show the page for an index until the process is interrupted.

    One line on standard error gives the address, once it can be opened. Uploads pass through a folder of
    the server's own, which goes away with it.

    Args:
        index: The folder of the index, which is made if it isn't there.
        place: Where to listen.
        runs: The folder in which evaluations are kept.
    """
    from index import Collection
    from index.loaders import load
    from rag import stream

    with tempfile.TemporaryDirectory(prefix="rag-uploads-") as uploads, Collection.create(index) as library:
        app = application(
            index, place, answerer=stream, library=library, load=load, uploads=Path(uploads), runs=runs
        )
        server.run(app, host=place.host, port=place.port)


def application(
    index: Path,
    place: Place,
    *,
    answerer: Answerer,
    library: Library,
    load: Loader,
    uploads: Path,
    runs: Path,
    max_upload_bytes: int = MAX_UPLOAD_BYTES,
) -> FastAPI:
    """Return the web application.

    Args:
        index: The folder of the index; conversations and feedback are kept in it.
        place: Where it will listen.
        answerer: ``rag.stream``.
        library: The index itself.
        load: ``index.loaders.load``.
        uploads: A folder for files on their way in, which nobody else can read.
        runs: The folder in which evaluations are kept.
        max_upload_bytes: Of one file.
    """
    server.use_temporary_folder(uploads)
    made = handlers(index, answerer=answerer, library=library, runs=runs)
    routes = Routes(
        Uploads(library, load),
        uploads,
        max_upload_bytes,
        made.talks.get,
        lambda: f"{library.generation}-{len(made.examples.current())}",
    )
    return server.application(build(made), routes, host=place.host, credentials=place.credentials)


def handlers(index: Path, *, answerer: Answerer, library: Library, runs: Path) -> Handlers:
    """Return what answers the page's events; arguments as for ``application``."""
    talks = Talks(
        index,
        answerer,
        Archive(index / CONVERSATIONS),
        Feedback(index / FEEDBACK),
        searchable=lambda wanted: scope.searchable(library.documents(), wanted),
        at_once=max(2, os.cpu_count() or 1),
    )
    examples = Examples(library, lambda question: _answer(answerer, question, index))
    return Handlers(talks, library, examples, Cartographer(library), lambda: run_card.latest(runs))


def _answer(answerer: Answerer, question: str, index: Path) -> Answer:
    events = answerer(question, index=index, history=(), after=None, before=None, doc_ids=())
    return next(event.answer for event in events if isinstance(event, DoneEvent))
