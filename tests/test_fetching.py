import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index import fetching
from index.errors import LoadError
from index.fetching import Fetched, fetch, is_address, is_public


class Site(BaseHTTPRequestHandler):
    """A small web site whose answers depend on the path."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        status, headers, body = PAGES.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keep quiet."""


HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/": (200, HTML, b"<p>Home."),
    "/news/item?id=3": (200, HTML, b"<p>News."),
    "/paper.pdf": (200, {"Content-Type": "application/octet-stream"}, b"%PDF-"),
    "/picture": (200, {"Content-Type": "image/png"}, b"PNG"),
    "/moved": (302, {"Location": "/"}, b""),
    "/inside": (302, {"Location": "http://inside.test/"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/large": (200, HTML, b"x" * 3_000_000),
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def resolved(host: str, port: int) -> Sequence[str]:
    return {"inside.test": ["10.0.0.7"], "both.test": ["127.0.0.1", "10.0.0.7"]}.get(host, ["127.0.0.1"])


def fetched(path: str, port: int, host: str = "site.test") -> Fetched:
    """Fetch from the site as though 127.0.0.1 were public."""
    url = f"http://{host}:{port}{path}"
    return fetch(url, resolve=resolved, allowed=lambda address: address == "127.0.0.1")


def test_a_page_comes_under_a_name_that_tells_its_format(port: int) -> None:
    assert fetched("/", port) == Fetched("site.test.html", b"<p>Home.")
    assert fetched("/news/item?id=3", port) == Fetched("item.html", b"<p>News.")
    assert fetched("/paper.pdf", port) == Fetched("paper.pdf", b"%PDF-")


def test_a_redirect_is_followed(port: int) -> None:
    assert fetched("/moved", port).raw == b"<p>Home."


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/inside", r"inside\.test leads to 10\.0\.0\.7, which isn't a public address"),
        ("/file", "leads to 'file:///etc/passwd', which is no web address"),
        ("/round", "leads on and on"),
        ("/nowhere", "answers 404"),
        ("/picture", "gives image/png"),
    ],
)
def test_what_a_page_leads_to_is_checked_too(port: int, path: str, why: str) -> None:
    with pytest.raises(LoadError, match=why):
        fetched(path, port)


def test_a_host_with_one_address_inside_is_refused(port: int) -> None:
    with pytest.raises(LoadError, match=r"both\.test leads to 10\.0\.0\.7"):
        fetched("/", port, host="both.test")


def test_a_page_too_large_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1 << 20)
    with pytest.raises(LoadError, match="has more than 1 MB"):
        fetched("/large", port)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0/"]
)
def test_this_machine_is_never_asked(url: str) -> None:
    with pytest.raises(LoadError, match=r"isn't a public address"):
        fetch(url)


def test_an_address_with_a_password_is_refused_without_telling_it() -> None:
    with pytest.raises(LoadError) as raised:
        fetch("https://ida:secret@site.test/")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:169.254.169.254",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8"])
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(address)


def test_a_web_address_is_told_from_a_path() -> None:
    assert is_address("https://site.test/a")
    assert not is_address("https.txt")
