"""The page as a person uses it: a real server, the shipped models, and Chromium."""

import json
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Literal
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    FilePayload,
    Page,
    Request,
    ViewportSize,
    expect,
)

from index import Collection
from ui.web import texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

# A machine under load is slow, not wrong.
expect.set_options(timeout=30_000)

ROOT = Path(__file__).parent.parent
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 700}
QUESTION = "Who leads the Munich delegation?"
UNANSWERABLE = "Which team won the football cup in Brazil?"
_SERVE = """
import sys
from pathlib import Path
from ui.web.serving import Place, serve

folder = Path(sys.argv[1])
serve(folder, Place(port=int(sys.argv[2])), runs=folder / "runs")
"""
_SERVE_FAKES = """
import sys, time
from pathlib import Path
from rag import DoneEvent, StageEvent
from tests.browser_answers import ANSWERS, DOCUMENTS
from tests.web_fakes import abstained, library_of, load_text
from ui.web import server
from ui.web.serving import Place, application

def answer(question, **_):
    yield StageEvent("search", 214)
    time.sleep(3 if question == "Slow?" else 0.3 if question == "Busy?" else 0)
    yield StageEvent("read", 8)
    yield DoneEvent(ANSWERS.get(question) or abstained(question))

folder = Path(sys.argv[1])
uploads = folder / "uploads"
uploads.mkdir(parents=True)
app = application(folder, Place(), answerer=answer, library=library_of(*DOCUMENTS), load=load_text,
                  uploads=uploads, runs=folder / "runs")
server.run(app, host="127.0.0.1", port=int(sys.argv[2]))
"""


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
    expect(page.locator(".confidence b")).to_have_text(re.compile("right|Unsure"))


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
    expect(page.locator(".uploads li")).to_contain_text("added, 1 passage", timeout=60_000)
    expect(page.locator("table.documents .file", has_text="Lac Noir (1).txt")).to_have_text(
        "Lac Noir (1).txt"
    )
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    desktop.ask("Who built the dam at Lac Noir?")
    expect(page.locator(".answer")).to_contain_text("Odette Marchand", timeout=60_000)
    expect(page.locator("#evidence .passage.selected .file")).to_have_text("Lac Noir (1).txt")


def test_a_file_that_cannot_be_read_says_why(desktop: Visit) -> None:
    desktop.add("empty.txt", b" \n")
    expect(desktop.page.locator(".uploads .failed")).to_contain_text("not added (", timeout=60_000)


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


@pytest.fixture(scope="module")
def fakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over answers that are known beforehand, and come at once or after a while."""
    yield from _served(_SERVE_FAKES, tmp_path_factory.mktemp("fakes") / "index")


@pytest.fixture
def quick(browser: Browser, fakes: str) -> Iterator[Visit]:
    yield from visit(browser, fakes, DESKTOP)


@pytest.fixture
def quick_phone(browser: Browser, fakes: str) -> Iterator[Visit]:
    yield from visit(browser, fakes, PHONE)


def test_a_stopped_answer_makes_way_for_the_next_question_and_never_comes_back(quick: Visit) -> None:
    page = quick.page
    quick.ask("Slow?")
    expect(page.locator(".stage.working")).to_have_text("Searching 214 passages…")
    page.get_by_role("button", name=texts.STOP).click()
    expect(page.locator(".stage")).to_have_text(texts.STOPPED)
    quick.ask("Quick?")
    expect(page.locator(".card.abstained")).to_contain_text("Quick?")
    page.wait_for_timeout(4_000)  # until the slow answer would have come
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".stage")).to_have_text(texts.STOPPED)


def test_enter_pressed_twice_asks_once(quick: Visit) -> None:
    page = quick.page
    page.locator("#question textarea").fill("Twice?")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".card.abstained")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(".turn")).to_have_count(1)


def test_pointing_at_a_citation_previews_its_quote_and_arrows_go_on(quick: Visit) -> None:
    page = quick.page
    quick.ask("What did it cost?")
    chips = page.locator(".answer .chip")
    chips.first.hover()
    expect(page.locator("#preview blockquote")).to_have_text("It cost 5 million.")
    chips.first.click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#evidence mark.selected")).to_have_text("It cost 4 million.")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#evidence mark.selected")).to_have_text("It cost 5 million.")


def test_documents_that_disagree_stand_side_by_side(quick: Visit) -> None:
    quick.ask("What did it cost?")
    boxes = [quick.page.locator(".version").nth(place).bounding_box() for place in range(2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    expect(quick.page.locator(".version").first).to_contain_text(texts.NEWEST)


def test_the_whole_document_opens_at_the_place(quick: Visit) -> None:
    page = quick.page
    quick.ask("What did it cost?")
    page.locator(".answer .chip").first.click()
    page.get_by_role("button", name=texts.WHOLE_DOCUMENT).first.click()
    expect(page.locator(".whole")).to_contain_text("Line 1.")
    expect(page.locator(".whole mark.selected")).to_be_in_viewport()
    page.get_by_role("button", name=texts.BACK_TO_PASSAGES).click()
    expect(page.locator(".passage.selected")).to_be_visible()


def test_conversations_are_kept_found_opened_and_deleted(quick: Visit) -> None:
    page = quick.page
    quick.ask("A heron?")
    page.locator(".card.abstained").wait_for()
    page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    page.locator(".welcome").wait_for()
    page.reload()
    row = page.locator(".talks li", has_text="A heron?")
    page.locator(".sidebar .find").fill("heron")
    expect(page.locator(".talks li:visible")).to_have_count(1)
    row.locator(".open").click()
    expect(page.locator(".question")).to_contain_text("A heron?")
    row.hover()
    row.locator(".forget").click()
    row.locator(".sure").click()
    expect(row).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()


def test_a_question_is_edited_asked_again_and_judged(quick: Visit) -> None:
    page = quick.page
    quick.ask("Frist?")
    page.get_by_role("button", name=texts.EDIT, exact=True).click()
    page.locator(".edit textarea").fill("First?")
    page.keyboard.press("Enter")
    expect(page.locator(".card.abstained")).to_contain_text("First?")
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name=texts.THUMB_DOWN).click()
    page.get_by_label(texts.FAULTS["silent"]).check()
    page.get_by_role("button", name=texts.FEEDBACK_SEND).click()
    expect(page.get_by_role("button", name=texts.THUMB_DOWN)).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as download:
        page.get_by_role("link", name=texts.EXPORT_MARKDOWN).click()
    assert download.value.path().read_text().startswith("# First?")


def test_the_conversation_is_limited_to_a_document(quick: Visit) -> None:
    page = quick.page
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    page.get_by_role("button", name=texts.only("Old report")).click()
    expect(page.locator(".scope summary")).to_have_text("Only 1 document")
    page.locator(".scope summary").click()
    page.get_by_role("button", name=texts.SCOPE_CLEAR).click()
    expect(page.locator(".scope summary")).not_to_contain_text("Only")


def test_documents_are_searched_added_and_deleted(quick: Visit) -> None:
    page = quick.page
    quick.add("<img src=x onerror=window.hit=1>.txt", b"Some text.")
    row = page.locator(".documents tbody tr", has_text="onerror")
    expect(page.locator(".uploads .added")).to_be_visible()
    expect(row).to_be_visible()
    page.locator("#documents .find").fill("onerror")
    expect(page.locator(".documents tbody tr:visible")).to_have_count(1)
    row.get_by_role("button", name=re.compile(texts.DELETE)).click()
    row.locator(".sure").click()
    expect(row).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_what_is_added_elsewhere_appears_by_itself(quick: Visit) -> None:
    page = quick.page
    expect(page.locator(".titles")).not_to_contain_text("elsewhere.txt")
    quick.page.request.post(
        f"{page.url}documents", params={"name": "elsewhere.txt"}, data=b"Some other text.", timeout=60_000
    )
    expect(page.locator(".titles")).to_contain_text("elsewhere.txt")


def test_the_map_shows_the_collection(quick: Visit) -> None:
    page = quick.page
    quick.ask("What did it cost?")
    page.locator(".versions").wait_for()
    page.get_by_role("tab", name=texts.TAB_EXPLORE).click()
    expect(page.locator(".dot.lit-cited")).to_have_count(2)
    page.get_by_role("button", name=texts.BY_DATE).click()
    expect(page.locator(".dates-legend")).to_be_visible()


def test_on_a_phone_the_conversations_are_a_drawer(quick_phone: Visit) -> None:
    page = quick_phone.page
    page.get_by_role("button", name=texts.SHOW_CONVERSATIONS).click()
    expect(page.locator(".sidebar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sidebar")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_serious_to_say(
    browser: Browser, fakes: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=1280, height=800), color_scheme=scheme)
    visitor = Visit(context.new_page(), fakes)
    visitor.ask("What did it cost?")
    visitor.page.locator(".versions").wait_for()
    found = _serious(visitor.page)
    for tab in (texts.TAB_DOCUMENTS, texts.TAB_EXPLORE):
        visitor.page.get_by_role("tab", name=tab).click()
        visitor.page.wait_for_timeout(500)
        found += _serious(visitor.page)
    context.close()
    assert found == []


def _serious(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def test_twenty_people_ask_at_once_and_none_fails(fakes: str) -> None:
    with urlopen(f"{fakes}/config") as response:
        events = json.load(response)["dependencies"]
    ask = next(event["id"] for event in events if event["api_name"] == "ask")
    with ThreadPoolExecutor(20) as people:
        told = list(people.map(lambda number: _asked_by(number, fakes, ask), range(20)))
    assert all("Not in your documents" in said for said in told)
    assert any("questions are ahead of yours" in said for said in told)


def _asked_by(number: int, address: str, ask: int) -> str:
    """Ask as a browser does, and return all that the page is told until the answer is complete."""
    session = f"person{number}"
    body = {"data": ["Busy?", "", session], "fn_index": ask, "session_hash": session}
    request = urllib.request.Request(
        f"{address}/gradio_api/queue/join", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request):
        pass
    said: str = ""
    with urlopen(f"{address}/gradio_api/queue/data?session_hash={session}") as stream:
        for line in stream:
            said += line.decode()
            if '"msg": "process_completed"' in said or '"msg":"process_completed"' in said:
                return said
    pytest.fail(f"the connection ended before the answer: {said[-500:]}")
