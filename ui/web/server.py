"""The server behind the page: what it is put together from, and when it says that it is ready."""

import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ui.web.guard import PasswordRequired, Passwords, SameOrigin, SecurityHeaders, account_of
from ui.web.routes import Routes
from ui.web.static import FOLDER, read_static
from ui.web.theme import theme

_STYLES = (
    "base.css",
    "conversation.css",
    "evidence.css",
    "documents.css",
    "explore.css",
    "reader.css",
    "narrow.css",
)
_SHUTDOWN_SECONDS = 3
LOOPBACK = ("127.0.0.1", "localhost")


def use_temporary_folder(folder: Path) -> None:
    """Have gradio keep its temporary files in ``folder``; to be called before a page is built.

    Gradio takes it from the environment alone. Its default is one folder a machine, which other users can
    read, or can have made unwritable for this one.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(folder)


def application(
    blocks: gr.Blocks, routes: Routes, *, host: str = "127.0.0.1", passwords: Passwords | None = None
) -> FastAPI:
    """Return the web application with the page at its root.

    Args:
        blocks: The page.
        routes: Those of its own, beside gradio's.
        host: The address it will listen on. On a loopback address, requests for any other name are refused:
            else a web site could have its own name lead here and read the answers.
        passwords: One is asked for before anything is answered; without any, everybody gets in who reaches
            the address.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # The last one added is the first to see a request.
    app.add_middleware(SameOrigin)
    if passwords:
        app.add_middleware(PasswordRequired, passwords=passwords)
    if host in LOOPBACK:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))
    app.add_middleware(SecurityHeaders)
    routes.add_to(app)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        # How gradio's events learn whose they are.
        auth_dependency=account_of if passwords else None,
        allowed_paths=[],
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(FOLDER / "favicon.png"),
        theme=theme(),
        # Not css=, which gradio scopes to its container: the drawers' state is a class of the body.
        head=_head(),
    )
    return app


def _head() -> str:
    """Return style sheets and the script that must be there before any event."""
    styles = "".join(read_static(name) for name in _STYLES)
    return f"<style>{styles}</style><script>{read_static('page.js')}</script>"


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


def run(app: FastAPI, *, host: str, port: int) -> None:
    """Serve the application until the process is interrupted or told to end.

    To be called in the main thread, which alone can take signals.
    """
    # Uvicorn shuts down, then raises the signal anew: by default that would end us before we clean up.
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        # A page that stays open would otherwise keep the server from ending.
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    _Server(config).run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit
