"""Web addresses -> files. What an address leads to is checked where the connection is made.

A name may lead into the reader's own network, at first or after a redirect, and may mean another machine when
it is looked up again. So each step looks a name up once, refuses it unless all it means is public, and
connects to what was checked.
"""

import http.client
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from index.errors import LoadError
from index.loaders.formats import known_suffixes
from index.types import FileOutcome
from index.walk import FoundFile

MOST_BYTES = 50 * 1024 * 1024
MOST_SECONDS = 60.0
MOST_REDIRECTS = 5

_PATIENCE = 15.0
"""Seconds without a byte."""
_PIECE = 64 * 1024
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

Resolve = Callable[[str, int], Sequence[str]]
"""Takes a host and a port; returns the addresses that the host means."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    name: str
    """A file name whose ending tells the format."""
    raw: bytes


def is_address(text: str) -> bool:
    """Tell a web address from a path."""
    return text.lower().startswith(("http://", "https://"))


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public network, in whatever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner: ipaddress.IPv4Address | None = None
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        else:
            inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    return ip.is_global and not ip.is_multicast and (inner is None or is_public(str(inner)))


def resolve(host: str, port: int) -> Sequence[str]:
    """Return all addresses that a host means.

    Raises:
        OSError: there is no such host.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def fetch(url: str, *, resolve: Resolve = resolve, allowed: Callable[[str], bool] = is_public) -> Fetched:
    """Return what a web address gives.

    Args:
        url: It begins with http:// or https://.
        resolve: Looks hosts up.
        allowed: Tells whether an IP address may be connected to.

    Raises:
        LoadError: it leads somewhere that isn't public, takes too long, is too large, or isn't a document.
    """
    at = url
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url, at)
        try:
            with closing(_Connection(parts, resolve, allowed)) as connection:
                answer = connection.get(_path_of(parts))
                if answer.status in _REDIRECTS and (target := answer.getheader("Location")):
                    at = _redirected(url, at, target)
                    continue
                if answer.status != http.client.OK:
                    raise LoadError(f"{url} can't be fetched: it answers {answer.status} {answer.reason}")
                return Fetched(
                    _name_of(url, parts, answer.getheader("Content-Type", "")), connection.body(url)
                )
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise LoadError(f"{url} can't be fetched: {exc or type(exc).__name__}") from exc
    raise LoadError(f"{url} leads on and on: it was followed {MOST_REDIRECTS} times")


@contextmanager
def fetched_files(
    urls: Iterable[str], report: Callable[[FileOutcome], None], *, fetch: Callable[[str], Fetched] = fetch
) -> Iterator[list[FoundFile]]:
    """Yield files that hold what web addresses give; they are gone when the block ends.

    Args:
        urls: The addresses.
        report: Hears of those that give nothing.
        fetch: Gets one.
    """
    with tempfile.TemporaryDirectory(prefix="rag-") as folder:
        files: list[FoundFile] = []
        for number, url in enumerate(dict.fromkeys(urls)):
            try:
                fetched = fetch(url)
            except LoadError as exc:
                report(FileOutcome(url, "failed", str(exc)))
                continue
            path = Path(folder, str(number), fetched.name)
            path.parent.mkdir()
            path.write_bytes(fetched.raw)
            files.append(FoundFile(path, explicit=True, source=url))
        yield files


class _Connection:
    """One request to one address, which was checked; it ends in time whatever the other side does."""

    def __init__(self, parts: SplitResult, resolve: Resolve, allowed: Callable[[str], bool]) -> None:
        host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
        addresses = resolve(host, port)
        inside = [address for address in addresses if not allowed(address)]
        if inside or not addresses:
            raise LoadError(
                f"{host} leads to {inside[0] if inside else 'nowhere'}, which isn't a public address; "
                "save the page to a file, and add that"
            )
        self._answer: http.client.HTTPResponse | None = None
        self._too_late = False
        self._http = http.client.HTTPConnection(host, port)
        plain = socket.create_connection((addresses[0], port), timeout=_PATIENCE)
        self._timer = threading.Timer(MOST_SECONDS, self._cut)
        self._timer.daemon = True
        self._http.sock = plain
        self._timer.start()
        if parts.scheme == "https":
            try:
                self._http.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            except BaseException:
                self.close()
                raise

    def get(self, path: str) -> http.client.HTTPResponse:
        # Unpacked, so that what comes is as large as it says.
        headers = {"Accept-Encoding": "identity", "User-Agent": "rag", "Connection": "close"}
        self._http.request("GET", path, headers=headers)
        self._answer = self._http.getresponse()
        return self._answer

    def body(self, url: str) -> bytes:
        """Return the content.

        Raises:
            LoadError: it is too large, or didn't come in time.
        """
        pieces: list[bytes] = []
        size = 0
        while self._answer is not None and (piece := self._answer.read(_PIECE)):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise LoadError(f"{url} has more than {MOST_BYTES >> 20} MB; download it, and add the file")
        if self._too_late:
            raise LoadError(f"{url} didn't come within {MOST_SECONDS:.0f} seconds; download it, add the file")
        return b"".join(pieces)

    def close(self) -> None:
        self._timer.cancel()
        if self._answer is not None:
            self._answer.close()
        self._http.close()

    def _cut(self) -> None:
        self._too_late = True
        if self._http.sock is not None:
            self._http.sock.close()


def _checked(url: str, at: str) -> SplitResult:
    try:
        parts = urlsplit(at)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError as exc:
        raise LoadError(f"{url} is no web address: {exc}") from exc
    if not usable:
        raise LoadError(f"{url} leads to {at!r}, which is no web address")
    if parts.username is not None or parts.password is not None:
        raise LoadError(
            f"{parts.hostname}: an address with a password in it isn't fetched; download the file"
        )
    return parts


def _redirected(url: str, at: str, target: str) -> str:
    onward = urljoin(at, target)
    if at.lower().startswith("https:") and not onward.lower().startswith("https:"):
        raise LoadError(f"{url} leads from a protected connection to one that isn't: {onward}")
    return onward


def _path_of(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _name_of(url: str, parts: SplitResult, content_type: str) -> str:
    """Return a file name: the end of the path, with the ending of what the server says it is."""
    path = PurePosixPath(unquote(parts.path))
    told = _SUFFIXES.get(content_type.partition(";")[0].strip().lower())
    if told in {None, ".txt"} and path.suffix.lower() in known_suffixes():
        return path.name.replace("/", "_")
    if told is None:
        raise LoadError(f"{url} gives {content_type or 'something without a type'}, which can't be read")
    return f"{path.stem.replace('/', '_') or parts.hostname}{told}"
