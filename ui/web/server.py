"""The server behind the page: what it lets in, what it sends along, and when it says that it is ready."""

import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.static import FOLDER, read_static
from ui.web.theme import theme

MAX_UPLOAD_BYTES = 100 * 1024 * 1024
_LOOPBACK = ("127.0.0.1", "localhost")

# Gradio's own page needs inline and evaluated scripts; nothing but this server is reached either way.
_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, the response's head through ``with_headers``."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def use_upload_folder(folder: Path) -> None:
    """Have gradio keep uploads in ``folder``; to be called before a page is built.

    Gradio takes it from the environment alone. Its default is one folder a machine, which other users can
    read, or can have made unwritable for this one.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(folder)


def application(
    blocks: gr.Blocks, *, host: str = "127.0.0.1", max_upload_bytes: int = MAX_UPLOAD_BYTES
) -> FastAPI:
    """Return the web application with the page at its root.

    Args:
        blocks: The page.
        host: The address it will listen on. On a loopback address, requests for any other name are refused:
            else a web site could have its own name lead here and read the answers.
        max_upload_bytes: Of one file.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    if host in _LOOPBACK:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(_LOOPBACK))
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        allowed_paths=[],
        max_file_size=max_upload_bytes,
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(FOLDER / "favicon.png"),
        theme=theme(),
        # Not css=, which gradio scopes to its container: the drawer's state is a class of the body.
        head=f"<style>{read_static('style.css')}</style>",
        js=read_static("page.js"),
    )
    return app


class _Server(uvicorn.Server):
    """Tells the address once connections are taken."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            print(
                f"Ask your documents at http://{host}:{self.config.port} (Ctrl-C stops)",
                file=sys.stderr,
                flush=True,
            )


def run(blocks: gr.Blocks, *, host: str, port: int) -> None:
    """Serve the page until the process is interrupted or told to end.

    To be called in the main thread, which alone can take signals.
    """
    # Uvicorn shuts down, then raises the signal anew: by default that would end us before we clean up.
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        application(blocks, host=host), host=host, port=port, log_level="warning", access_log=False
    )
    _Server(config).run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit
