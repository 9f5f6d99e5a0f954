"""The page in Chromium over answers that are known beforehand, and come at once or when they are let go."""

import json
import re
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser_answers import MODEL, let_go
from tests.browser_visits import DESKTOP, PHONE, SERVE_FAKES, Visit, served, visit
from ui.web import texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

# A machine under load is slow, not wrong.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the server is told what to let go on."""
    return tmp_path_factory.mktemp("fakes") / "index"


@pytest.fixture(scope="module")
def fakes(folder: Path) -> Iterator[str]:
    """The page over answers that are known beforehand, and come at once or after a while."""
    yield from served(SERVE_FAKES, folder)


@pytest.fixture
def quick(browser: Browser, fakes: str) -> Iterator[Visit]:
    yield from visit(browser, fakes, DESKTOP)


@pytest.fixture
def quick_phone(browser: Browser, fakes: str) -> Iterator[Visit]:
    yield from visit(browser, fakes, PHONE)


def test_a_stopped_answer_makes_way_for_the_next_question_and_never_comes_back(
    quick: Visit, folder: Path
) -> None:
    page = quick.page
    quick.ask("Slow?")
    expect(page.locator("#conversation .stage.working").first).to_have_text("Searching 214 passages…")
    page.get_by_role("button", name=texts.STOP).click()
    expect(page.locator("#conversation .stage")).to_have_text(texts.STOPPED)
    let_go(folder, "Slow?")
    for question in ("Quick?", "Quicker?"):
        quick.ask(question)
        expect(page.locator(".turn").last).to_contain_text(f"{texts.ABSTAINED}{question}")
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator("#conversation .stage")).to_have_text(texts.STOPPED)


def test_enter_pressed_twice_asks_once(quick: Visit) -> None:
    page = quick.page
    page.locator("#question textarea").fill("Twice?")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".card.abstained")).to_be_visible()
    quick.ask("Once more?")
    expect(page.locator(".card.abstained").last).to_contain_text("Once more?")
    expect(page.locator(".turn")).to_have_count(2)


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


def test_a_language_model_is_chosen_tried_and_seen_writing(quick: Visit, folder: Path) -> None:
    page = quick.page
    page.locator(".wording summary").click()
    name, said = page.get_by_label(texts.MODEL_NAME), page.locator(".connection")
    page.get_by_role("button", name=texts.CONNECT).click()
    expect(said).to_have_text(texts.CONNECT_NOTHING)
    name.fill("no:key")
    expect(said).to_be_empty()
    page.get_by_role("button", name=texts.CONNECT).click()
    expect(said).to_have_text("No key is set for the language model no:key.")
    name.fill(MODEL)
    page.get_by_role("button", name=texts.CONNECT).click()
    expect(said).to_contain_text("Connected")
    page.get_by_role("button", name=texts.WORDING_APPLY).click()
    expect(page.locator(".wording summary")).to_have_text("Written by model")
    quick.ask("Written?")
    draft = page.locator("#conversation .draft")
    expect(draft.locator(".chip")).to_have_text("1")
    expect(draft.locator(".unchecked")).to_have_text("It was")
    expect(page.locator("#conversation .draft-hint")).to_have_text(texts.UNCHECKED)
    let_go(folder, "Written?")
    expect(page.locator(".answer .unsupported")).to_contain_text(f"It was cheap. ({texts.UNSUPPORTED})")
    expect(draft).to_have_count(0)
    expect(page.locator(".work")).to_contain_text(f"written by {MODEL} · 812 tokens read, 43 written · 1.5 s")
    expect(page.locator(".confidence")).to_contain_text(texts.PARTLY_SUPPORTED)
    page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".wording summary")).to_have_text("Written by model")


def test_where_the_language_model_fails_a_banner_says_so(quick: Visit) -> None:
    page = quick.page
    page.locator(".wording summary").click()
    page.get_by_label(texts.MODEL_NAME).fill("no:key")
    page.get_by_role("button", name=texts.WORDING_APPLY).click()
    expect(page.locator(".wording summary")).to_have_text("Written by key")
    quick.ask("What did it cost?")
    expect(page.locator(".notice")).to_have_text(
        "No key is set for no:key; the documents are quoted instead."
    )
    expect(page.locator(".versions")).to_be_visible()


def test_an_answer_outlives_a_reload_and_a_look_at_another_conversation(quick: Visit, folder: Path) -> None:
    page = quick.page
    quick.ask("Another?")
    page.locator(".card.abstained").wait_for()
    page.get_by_role("button", name=texts.NEW_CONVERSATION).click()
    page.locator(".welcome").wait_for()
    (folder / "Slow.go").unlink(missing_ok=True)
    quick.ask("Slow?")
    expect(page.locator("#conversation .stage.working").first).to_have_text("Searching 214 passages…")
    page.reload()
    expect(page.locator("#conversation .stage.working")).to_have_text("Searching 214 passages…")
    quick.complaints.clear()  # gradio's, of the connection that the reload cut
    page.locator(".talks .open", has_text="Another?").first.click()
    expect(page.locator(".question")).to_contain_text("Another?")
    let_go(folder, "Slow?")
    page.locator(".talks .open", has_text="Slow?").first.click()
    expect(page.locator(".question")).to_contain_text("Slow?")
    expect(page.locator(".card.abstained")).to_contain_text("Slow?")


def test_an_answer_is_copied_with_its_citations(browser: Browser, fakes: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visitor = Visit(context.new_page(), fakes)
    visitor.ask("What did it cost?")
    visitor.page.get_by_role("button", name=texts.COPY, exact=True).click()
    visitor.page.get_by_role("button", name=texts.COPIED, exact=True).wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == (
        "It cost 5 million. [1] It cost 4 million. [2]\n\n"
        "[1] New report, 12 February 2025, new.txt: “It cost 5 million.”\n"
        "[2] Old report, 1 May 2024, old.txt: “It cost 4 million.”"
    )
    context.close()


def test_a_dropped_folder_is_added_but_for_what_is_hidden_or_unreadable(quick: Visit) -> None:
    page = quick.page
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    page.locator(".drop").evaluate(_DROP_FOLDER)
    expect(page.locator(".tally span")).to_have_text("2 of 2 done; 2 of other kinds or hidden passed over")
    expect(page.locator(".uploads .added b")).to_have_text(["notes/deep/b.txt", "notes/a.txt"])
    expect(page.locator("table.documents .file", has_text="notes/deep/b.txt")).to_be_visible()


_DROP_FOLDER = """zone => {
  const file = (name) => ({
    name, isFile: true, file: (take) => take(new File([`Text of ${name}.`], name)),
  });
  const folder = (name, inside) => ({
    name, isFile: false, createReader: () => {
      const batches = [...inside.map((one) => [one]), []];
      return { readEntries: (take) => take(batches.shift()) };
    },
  });
  const notes = folder("notes", [file("a.txt"), folder("deep", [file("b.txt")]), file("c.exe"),
                                 folder(".git", [file("d.txt")])]);
  const drop = new Event("drop", { bubbles: true, cancelable: true });
  drop.dataTransfer = { items: [{ webkitGetAsEntry: () => notes }] };
  zone.dispatchEvent(drop);
}"""
"""Chromium lets no script make a folder to drop: this is what it gives for one, some entries at a time."""


def test_a_document_opens_from_the_list_and_from_the_map(quick: Visit) -> None:
    page = quick.page
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    title = page.get_by_role("button", name=texts.open_document("Old report"))
    dialog = page.get_by_role("dialog")
    for _ in range(2):
        title.click()
        expect(dialog).to_contain_text("It cost 4 million.")
        page.keyboard.press("Escape")
        expect(dialog).not_to_be_visible()
        expect(title).to_be_focused()
    page.get_by_role("tab", name=texts.TAB_EXPLORE).click()
    page.locator(".dot").first.click()
    expect(dialog.locator("mark.selected").first).to_be_in_viewport()


def test_the_original_of_what_is_cited_opens_at_its_page(quick: Visit) -> None:
    page = quick.page
    quick.ask("Where is the town?")
    page.locator(".answer .chip").first.click()
    with page.context.expect_page() as opening:
        page.locator("#evidence").get_by_role("link", name=texts.OPEN_ORIGINAL).click()
    opened = opening.value
    expect(opened).to_have_url(re.compile(r"/originals/[0-9a-f]{16}#page=3$"))
    headers = page.request.get(opened.url).headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith("inline; filename=")
    assert headers["content-security-policy"].startswith("sandbox")
    opened.close()


def test_an_original_that_browsers_would_run_is_only_saved(quick: Visit) -> None:
    page = quick.page
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=texts.of_title(texts.DOWNLOAD_ORIGINAL, "Old report")).click()
    assert download.value.suggested_filename == "old.txt.html"
    assert download.value.path().read_text() == "<script>alert(1)</script>"


def test_a_large_file_tells_how_much_of_it_is_embedded(quick: Visit, folder: Path) -> None:
    quick.add("Large.txt", b"A large text.")
    line = quick.page.locator(".uploads li", has_text="Large.txt")
    expect(line).to_contain_text("embedding, 64 of 256 passages…")
    expect(quick.page.locator(".tally progress")).to_have_js_property("value", 0.25)
    let_go(folder, "Large")
    expect(line).to_contain_text("added, 1 passage")


def test_the_keyboard_walks_over_the_map_and_opens_a_passage(quick: Visit) -> None:
    page = quick.page
    quick.ask("What did it cost?")
    page.locator(".versions").wait_for()
    page.get_by_role("tab", name=texts.TAB_EXPLORE).click()
    page.get_by_role("button", name=texts.BY_DATE).focus()
    page.keyboard.press("Tab")
    expect(page.locator(".dot.lit-cited:focus")).to_have_count(1)
    expect(page.locator(".dot[tabindex]")).to_have_count(1)
    everything = sorted(page.locator(".dot").evaluate_all("dots => dots.map((dot) => dot.dataset.id)"))
    page.keyboard.press("PageUp")
    reached = {page.evaluate(_DOT)}
    for key in ["PageUp"] * len(everything) + ["PageDown"] * len(everything):
        page.keyboard.press(key)
        reached.add(page.evaluate(_DOT))
    assert sorted(reached) == everything
    before = page.evaluate(_DOT)
    moved = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        moved.add(page.evaluate(_DOT))
    assert moved - {before}
    expect(page.locator(".map .ring")).to_have_css("visibility", "visible")
    expect(page.locator("#evidence .evidence")).to_have_attribute("data-number", "1")
    dot = page.locator(".dot:focus")
    title = str(dot.get_attribute("aria-label")).split(" · ")[0]
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=title)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dot).to_have_count(1)


_DOT = "document.activeElement.dataset.id"


def test_the_keyboard_walks_to_everything_and_always_shows_where_it_is(quick: Visit) -> None:
    page = quick.page
    quick.ask("What did it cost?")
    page.locator(".versions").wait_for()
    page.get_by_role("tab", name=texts.TAB_ASK).focus()
    reached: list[str] = []
    while len(reached) < 200 and ".md" not in "".join(reached):
        page.keyboard.press("Tab")
        name, shown = page.evaluate(_FOCUSED)
        assert shown or name == "BODY", name
        reached.append(name)
    for wanted in ("new", "question", "chip", "deed", "scope", "wording", ".md"):
        assert any(wanted in name for name in reached), (wanted, reached)


_FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const around = getComputedStyle(at.closest("#question") ?? at);
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || around.boxShadow !== "none";
  const name = [at.id, at.className, at.dataset?.key, at.closest("#question")?.id, at.href];
  return [name.filter(Boolean).join(" ") || at.tagName, shown];
}"""


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_serious_to_say(
    browser: Browser, fakes: str, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=800), color_scheme=scheme)
    visitor = Visit(context.new_page(), fakes)
    page = visitor.page
    visitor.ask("What did it cost?")
    page.locator(".versions").wait_for()
    page.locator(".wording summary").click()
    found = _serious(page)
    page.keyboard.press("Escape")
    page.locator(".answer .chip").first.click()
    page.locator("#evidence .selected").first.wait_for()
    found += _serious(page)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=texts.TAB_EXPLORE).click()
    page.locator(".figure.map").wait_for()
    found += _serious(page)
    page.get_by_role("tab", name=texts.TAB_DOCUMENTS).click()
    page.locator("table.documents").wait_for()
    found += _serious(page)
    page.locator("button.title").first.click()
    page.locator("dialog[open]").wait_for()
    found += _serious(page)
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
