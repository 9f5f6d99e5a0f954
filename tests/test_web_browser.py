"""The page as a person uses it: a real server, the shipped models, and Chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from index import Collection
from tests.browser_visits import DESKTOP, PHONE, ROOT, SERVE, Visit, served, visit
from ui.web import texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

# A machine under load is slow, not wrong.
expect.set_options(timeout=30_000)

QUESTION = "Who leads the Munich delegation?"
UNANSWERABLE = "Which team won the football cup in Brazil?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of an index that holds the sample article."""
    index = tmp_path_factory.mktemp("page") / "index"
    with Collection.create(index) as collection:
        collection.add_files([ROOT / "seeds"])
    yield from served(SERVE, index)


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
