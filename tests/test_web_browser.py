"""The page as a person uses it: a real server, the shipped models, and Chromium."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request, expect, sync_playwright

from index import Collection
from ui.web import texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parent.parent
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 700}
QUESTION = "Who leads the Munich delegation?"
UNANSWERABLE = "Which team won the football cup in Brazil?"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SERVE = """
import sys
from pathlib import Path
from ui.web.app import serve

serve(Path(sys.argv[1]), port=int(sys.argv[2]))
"""
_SERVE_SLOW = """
import sys, time
from pathlib import Path
from rag import DoneEvent, StageEvent
from tests.web_fakes import FakeLibrary, abstained, load_text
from ui.web import server
from ui.web.app import build

def slow(question, *, index, history):
    yield StageEvent("search", 3)
    time.sleep(3 if question == "Slow?" else 0)
    yield DoneEvent(abstained(question))

server.run(build(Path(), answerer=slow, library=FakeLibrary(), load=load_text), host="127.0.0.1", port=int(sys.argv[2]))
"""  # noqa: E501


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of an index that holds the sample article."""
    index = tmp_path_factory.mktemp("page") / "index"
    with Collection.create(index) as collection:
        collection.add_files([ROOT / "seeds"])
    yield from _served(_SERVE, index)


def _served(program: str, index: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(index), str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            yield _announced(server.stderr)
        finally:
            server.terminate()
            server.communicate(timeout=30)


def _announced(stderr: IO[str] | None) -> str:
    """Wait for the line that tells the address."""
    assert stderr is not None
    said = []
    for line in stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    pytest.fail(f"the server ended before it was ready: {''.join(said)}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("these tests need Chromium; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


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
        self.page.locator("#files input[type=file]").set_input_files(file)


def visit(browser: Browser, address: str, viewport: dict[str, int]) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": viewport["width"], "height": viewport["height"]})
    visit = Visit(context.new_page(), address)
    yield visit
    assert visit.complaints == []
    assert [url for url in visit.fetched if not url.startswith((address, "data:", "blob:"))] == []
    context.close()


@pytest.fixture
def desktop(browser: Browser, address: str) -> Iterator[Visit]:
    yield from visit(browser, address, DESKTOP)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visit]:
    yield from visit(browser, address, PHONE)


def test_a_question_is_answered_and_a_click_shows_the_cited_words(desktop: Visit) -> None:
    desktop.ask(QUESTION)
    page = desktop.page
    expect(page.locator(".answer")).to_contain_text("Marco Rubio", timeout=60_000)
    page.locator(".answer .chip").first.click()
    mark = page.locator("#evidence mark.selected")
    expect(mark.first).to_contain_text("Munich")
    expect(mark.first).to_be_in_viewport()
    expect(page.locator("#evidence .passage.selected time")).to_have_text("12 February 2025")
    expect(page.locator(".confidence")).to_contain_text(texts.UNCALIBRATED)


def test_what_the_documents_do_not_say_gets_a_card_with_the_nearest_passages(desktop: Visit) -> None:
    desktop.ask(UNANSWERABLE)
    card = desktop.page.locator(".card.abstained")
    expect(card).to_contain_text(texts.ABSTAINED, timeout=60_000)
    card.locator(".nearest").first.click()
    expect(desktop.page.locator("#evidence .passage.selected")).to_be_in_viewport()
    expect(desktop.page.locator("#evidence mark")).to_have_count(0)


def test_an_earlier_answer_keeps_its_citations(desktop: Visit) -> None:
    page = desktop.page
    desktop.ask(QUESTION)
    page.locator(".answer .chip").first.wait_for(timeout=60_000)
    desktop.ask(UNANSWERABLE)
    page.locator(".card.abstained").wait_for(timeout=60_000)
    expect(page.locator("#evidence .about")).to_have_text(UNANSWERABLE)
    page.locator(".answer .chip").first.click()
    expect(page.locator("#evidence .about")).to_have_text(QUESTION)
    expect(page.locator("#evidence mark.selected").first).to_be_in_viewport()


def test_an_uploaded_file_is_listed_by_its_name_and_can_be_asked_about(desktop: Visit) -> None:
    page = desktop.page
    desktop.add(
        "Lac Noir (1).txt", b"The dam at Lac Noir was built by Odette Marchand in 1931. It feeds two mills."
    )
    expect(page.locator(".uploads li")).to_contain_text("Lac Noir (1).txt: added, 1 passage", timeout=60_000)
    expect(page.locator("table.documents .file", has_text="Lac Noir (1).txt")).to_have_text(
        "Lac Noir (1).txt"
    )
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    desktop.ask("Who built the dam at Lac Noir?")
    expect(page.locator(".answer")).to_contain_text("Odette Marchand", timeout=60_000)
    expect(page.locator("#evidence .passage.selected .file")).to_have_text("Lac Noir (1).txt")


def test_a_file_that_cannot_be_read_says_why(desktop: Visit) -> None:
    desktop.add("empty.txt", b" \n")
    expect(desktop.page.locator(".uploads .failed")).to_contain_text("empty.txt: not added (", timeout=60_000)


def test_hostile_text_is_shown_and_not_run(desktop: Visit) -> None:
    attack = "<img src=x onerror=window.hit=1><script>window.hit=1</script>${window.hit=1}{{window.hit=1}}"
    page = desktop.page
    desktop.add("quarry.txt", f"The quarry belongs to Ivo Brandt {attack} since 1950.".encode())
    expect(page.locator(".uploads li")).to_contain_text("added", timeout=60_000)
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    desktop.ask(f"Who owns the quarry? {attack}")
    expect(page.locator("#evidence .about")).to_contain_text(attack, timeout=60_000)
    expect(page.locator("#evidence .passage").first).to_contain_text("onerror")
    assert page.evaluate("window.hit") is None


def test_an_empty_question_does_nothing_and_one_too_long_says_so(desktop: Visit) -> None:
    desktop.ask("  ")
    desktop.ask("why " * 25_000)
    expect(desktop.page.locator(".card.failed")).to_be_visible(timeout=60_000)
    expect(desktop.page.locator(".turn")).to_have_count(1)


def test_the_keyboard_alone_is_enough(desktop: Visit) -> None:
    page = desktop.page
    box = page.locator("#question textarea")
    page.get_by_role("tab", name=texts.TAB_ASK).focus()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("Who leads")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the Munich delegation?")
    expect(box).to_have_value("Who leads\nthe Munich delegation?")
    page.keyboard.press("Enter")
    page.locator(".answer .chip").first.wait_for(timeout=60_000)
    page.locator(".answer .chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence mark.selected").first).to_be_in_viewport()


def test_a_new_conversation_begins_empty(desktop: Visit) -> None:
    page = desktop.page
    desktop.ask(UNANSWERABLE)
    page.locator(".card.abstained").wait_for(timeout=60_000)
    page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#evidence")).to_contain_text(texts.EVIDENCE_HINT)


def test_on_a_phone_the_evidence_is_a_drawer(phone: Visit) -> None:
    page = phone.page
    phone.ask(QUESTION)
    chip = page.locator(".answer .chip").first
    chip.wait_for(timeout=60_000)
    expect(page.locator("#evidence")).not_to_be_visible()
    chip.click()
    expect(page.locator("#evidence mark.selected").first).to_be_in_viewport()
    expect(page.get_by_role("button", name=texts.CLOSE_EVIDENCE)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).not_to_be_visible()
    expect(chip).to_be_focused()


def test_on_a_phone_nothing_is_wider_than_the_screen(phone: Visit) -> None:
    page = phone.page
    phone.ask(UNANSWERABLE)
    page.locator(".card.abstained").wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    page.locator("table.documents").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_stopped_answer_makes_way_for_the_next_question_and_never_comes_back(
    browser: Browser, tmp_path: Path
) -> None:
    for address in _served(_SERVE_SLOW, tmp_path):
        for visitor in visit(browser, address, DESKTOP):
            page = visitor.page
            visitor.ask("Slow?")
            expect(page.locator(".stage.working")).to_have_text("Searching 3 passages…")
            page.get_by_role("button", name=texts.STOP).click()
            expect(page.locator(".stage")).to_have_text(texts.STOPPED)
            visitor.ask("Quick?")
            expect(page.locator(".card.abstained")).to_contain_text("Quick?")
            page.wait_for_timeout(4_000)  # until the slow answer would have come
            expect(page.locator(".turn")).to_have_count(2)
            expect(page.locator(".stage")).to_have_text(texts.STOPPED)
            expect(page.locator(".card.abstained")).to_contain_text("Quick?")
