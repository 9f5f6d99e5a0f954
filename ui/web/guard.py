"""What stands between the network and the page: who is let in, from where, and what each response carries."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_CLOSED = ("/gradio_api/upload", "/gradio_api/file", "/gradio_api/proxy", "/gradio_api/stream")
_WRONG_PASSWORD_SECONDS = 0.5
_ACCOUNT = "rag.account"


class SecurityHeaders:
    """Adds the headers to every response that doesn't bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, the response's head through ``with_headers``."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class SameOrigin:
    """Refuses what another site's page makes a browser send here, and the routes nothing here uses.

    Gradio can take and serve files by path. The page takes uploads by a route of its own, and serves none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 or 404, or pass the request on."""
        app = self._app
        if scope["type"] == "http":
            if scope["path"].startswith(_CLOSED):
                app = PlainTextResponse("not found", status_code=404)
            elif scope["method"] not in _SAFE_METHODS and _is_foreign(Headers(scope=scope)):
                app = PlainTextResponse("requests from other sites are refused", status_code=403)
        await app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    origin = headers.get("origin")
    # Clients other than browsers send none, and are no other site's tools.
    return origin is not None and origin.partition("://")[2] != headers.get("host")


Passwords = Mapping[str, str]
"""By the name of the account."""


def account_of(request: Request) -> str:
    """Return whose request it is; "" where no name was asked for."""
    return str(request.scope.get(_ACCOUNT, ""))


class PasswordRequired:
    """Asks for a name and password (HTTP Basic) before anything is answered, files and API included."""

    def __init__(self, app: ASGIApp, *, passwords: Passwords) -> None:
        self._app = app
        self._wanted = {user: f"{user}:{password}".encode() for user, password in passwords.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or pass the request on."""
        app = self._app
        if scope["type"] in ("http", "websocket"):
            given = _given(Headers(scope=scope).get("authorization", ""))
            account = None if given is None else self._account(given)
            if account is not None:
                scope[_ACCOUNT] = account
            else:
                if given is not None:
                    # Guessing takes as long as this allows.
                    await asyncio.sleep(_WRONG_PASSWORD_SECONDS)
                app = PlainTextResponse(
                    "a name and password are needed",
                    status_code=401,
                    headers={"WWW-Authenticate": 'Basic realm="rag", charset="UTF-8"'},
                )
        await app(scope, receive, send)

    def _account(self, given: bytes) -> str | None:
        # All are compared, whichever fits: how long it takes tells nothing of the names.
        fits = [user for user, wanted in self._wanted.items() if hmac.compare_digest(given, wanted)]
        return fits[0] if fits else None


def _given(authorization: str) -> bytes | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
