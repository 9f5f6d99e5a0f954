"""The page's own routes beside gradio's: files in, originals and conversations out, whether there is news."""

import asyncio
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.requests import ClientDisconnect

from index.loaders import is_known
from ui.web import originals, texts
from ui.web.accounts import Accounts
from ui.web.guard import account_of
from ui.web.markdown import to_json, to_markdown
from ui.web.models import Models
from ui.web.originals import Kept
from ui.web.uploads import Upload, Uploads, source_name

_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 60
_LONGEST_TEMPORARY_NAME = 100


@dataclass(frozen=True, slots=True)
class Routes:
    """What the routes need.

    Args:
        uploads: Adds files.
        library: Keeps what they were.
        folder: Where files wait until they are read; nobody is served anything from there.
        max_upload_bytes: Of one file.
        accounts: Keep the conversations.
        models: May word answers.
        state: Returns what changes whenever the page has something new to show.
    """

    uploads: Uploads
    library: Kept
    folder: Path
    max_upload_bytes: int
    accounts: Accounts
    models: Models
    state: Callable[[], str]

    def add_to(self, app: FastAPI) -> None:
        """Put the routes in front of whatever the application serves."""
        app.add_api_route("/documents", self.take, methods=["POST"])
        app.add_api_route("/originals/{doc_id}", self.original, methods=["GET", "HEAD"])
        app.add_api_route("/state", self.tell_state, methods=["GET"])
        app.add_api_route("/model", self.connect, methods=["POST"])
        app.add_api_route("/conversations/{name}", self.export, methods=["GET"])

    def tell_state(self) -> Response:
        """Answer what changes whenever there is something new."""
        return JSONResponse({"state": self.state()}, headers={"Cache-Control": "no-store"})

    def connect(self, name: str) -> Response:
        """Ask the language model of that name something, and answer what came of it, for people to read."""
        if not name:
            return _connection(texts.CONNECT_NOTHING, good=False)
        if not self.models.may_use(name):
            return _connection(texts.CONNECT_REFUSED, good=False)
        tried = self.models.connect(name)
        if tried.problem is None:
            return _connection(texts.connected(tried.seconds), good=True)
        return _connection(texts.sentence(tried.problem or texts.CONNECT_UNEXPECTED), good=False)

    def export(self, request: Request, name: str) -> Response:
        """Answer a conversation as a file: ``ID.md`` or ``ID.json``."""
        conversation_id, _, form = name.partition(".")
        conversation = self.accounts.talks(account_of(request)).get(conversation_id)
        if not conversation.turns or form not in ("md", "json"):
            return PlainTextResponse("no such conversation", status_code=404)
        text = to_markdown(conversation) if form == "md" else to_json(conversation)
        kind = "text/markdown" if form == "md" else "application/json"
        file = _UNSAFE_IN_NAME.sub("-", conversation.title)[:_LONGEST_NAME].strip("-.") or "conversation"
        return Response(
            text.encode("utf-8", errors="replace"),
            media_type=f"{kind}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{file}.{form}"'},
        )

    def original(self, doc_id: str) -> Response:
        """Answer the file that a document was read from."""
        return originals.response(self.library, doc_id)

    async def take(self, request: Request, name: str) -> Response:
        """Take one file as the body, and answer line by line what is becoming of it."""
        source = source_name(name)
        if not source or not is_known(Path(source)):
            kind = PurePosixPath(source).suffix
            return _refused(415, texts.unknown_kind(kind))
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        file = folder / PurePosixPath(source).name[-_LONGEST_TEMPORARY_NAME:]
        try:
            with file.open("wb") as body:
                complete = await self._received(request, body)
        except (ClientDisconnect, OSError):
            shutil.rmtree(folder)
            raise
        if not complete:
            shutil.rmtree(folder)
            return _refused(413, texts.too_large(self.max_upload_bytes))
        return StreamingResponse(self._lines(file, source), media_type="application/x-ndjson")

    async def _received(self, request: Request, body: IO[bytes]) -> bool:
        """Write the request's body, and tell whether it kept within the limit."""
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > self.max_upload_bytes:
                return False
            body.write(piece)
        return True

    async def _lines(self, file: Path, source: str) -> AsyncIterator[str]:
        loop, told = asyncio.get_running_loop(), asyncio.Queue[Upload | None]()

        def tell(upload: Upload | None) -> None:
            loop.call_soon_threadsafe(told.put_nowait, upload)

        def add() -> None:
            try:
                self.uploads.add(file, source, tell)
            finally:
                shutil.rmtree(file.parent)
                tell(None)

        # Not a task of this request: whoever closes the page still gets the file into the index.
        adding = loop.run_in_executor(None, add)
        while (upload := await told.get()) is not None:
            yield _line(upload)
        await adding


def _connection(said: str, *, good: bool) -> Response:
    return JSONResponse({"good": good, "text": said}, headers={"Cache-Control": "no-store"})


def _line(upload: Upload) -> str:
    said = texts.upload(
        upload.status, upload.chunks, upload.reason, total=upload.total, seconds_left=upload.seconds_left
    )
    share = upload.chunks / upload.total if upload.total else 0
    return json.dumps({"status": upload.status, "text": said, "share": share}) + "\n"


def _refused(status: int, reason: str) -> Response:
    return PlainTextResponse(_line(Upload("failed", reason=reason)), status_code=status)
