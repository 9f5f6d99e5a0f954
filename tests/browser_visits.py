"""The page in Chromium: servers to visit, and what a visitor does."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request

from ui.web import texts

ROOT = Path(__file__).parent.parent
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 700}
SERVE = """
import sys
from pathlib import Path
from ui.web.serving import Place, serve

folder = Path(sys.argv[1])
serve(folder, Place(port=int(sys.argv[2])), runs=folder / "runs")
"""
SERVE_FAKES = """
import sys
from pathlib import Path
from tests.browser_answers import serve

serve(Path(sys.argv[1]), int(sys.argv[2]))
"""


def served(program: str, index: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(index), str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            yield _announced(server.stderr)
        finally:
            server.terminate()
            try:
                server.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                raise


def _announced(stderr: IO[str] | None) -> str:
    """Wait for the line that tells the address."""
    assert stderr is not None
    said = []
    for line in stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    pytest.fail(f"the server ended before it was ready: {''.join(said)}")


class Visit:
    """A page that was opened, and what it fetched and complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.fetched: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.locator("#question textarea").wait_for()
        page.locator(".welcome").wait_for()

    def _note(self, request: Request) -> None:
        self.fetched.append(request.url)

    def ask(self, question: str) -> None:
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")

    def add(self, name: str, content: bytes) -> None:
        self.page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
        file = FilePayload(name=name, mimeType="text/plain", buffer=content)
        self.page.locator("#drop input[type=file]").first.set_input_files(file)


def visit(browser: Browser, address: str, viewport: dict[str, int]) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": viewport["width"], "height": viewport["height"]})
    visit = Visit(context.new_page(), address)
    yield visit
    assert visit.complaints == [], visit.complaints
    elsewhere = [url for url in visit.fetched if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == [], elsewhere
    context.close()
