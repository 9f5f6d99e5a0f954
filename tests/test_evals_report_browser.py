"""The report as a person uses it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals import Question, Run, compare, evaluate
from evals.report import write_reports
from tests.evals_fakes import FakeAnswerer, answer, passage, perfect, questions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ASKED = questions(1200)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on any error of its script and any request to the network."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("dialog", lambda dialog: troubles.append(dialog.message))
    opened.on("request", lambda request: troubles.append(request.url) if "http" in request.url else None)
    yield opened
    opened.close()
    assert troubles == []


def show(page: Page, folder: Path, run: Run, baseline: Run | None = None, *, fragment: str = "") -> None:
    write_reports(folder, run, comparison=None if baseline is None else compare(run, baseline))
    page.goto((folder / "report.html").as_uri() + fragment)


def test_only_the_questions_in_view_are_drawn(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, evaluate(ASKED, answerer=perfect(ASKED)))
    expect(page.locator("#count")).to_have_text("1,200")
    assert page.locator(".item").count() < 40
    page.locator("#list").evaluate("list => { list.scrollTop = list.scrollHeight; }")
    expect(page.locator(".item", has_text="What is 1199?")).to_be_visible()


def test_questions_are_found_by_words_outcome_and_kind(page: Page, tmp_path: Path) -> None:
    answerer = perfect(ASKED)
    answerer.answers.update({"What is 3?": "green", "What is 30?": "green", "What is 4?": ""})
    show(page, tmp_path, evaluate(ASKED, answerer=answerer))
    page.get_by_role("button", name="wrong 2").click()
    expect(page.locator("#count")).to_have_text("2 of 1,200")
    page.get_by_role("button", name="refused 1").click()
    expect(page.locator("#count")).to_have_text("3 of 1,200")
    page.locator("#tag").select_option("even")
    expect(page.locator("#count")).to_have_text("2 of 1,200")
    page.locator("#search").fill("GREEN what")
    expect(page.locator("#count")).to_have_text("1 of 1,200")
    expect(page.locator("#detail .title")).to_have_text("What is 30?")
    page.locator("#search").fill("nothing like it")
    expect(page.get_by_text("No question fits these filters.")).to_be_visible()
    expect(page.locator("#detail")).to_be_empty()


def test_the_keyboard_goes_through_the_questions(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, evaluate(ASKED, answerer=perfect(ASKED)))
    page.locator("#list").focus()
    for _ in range(120):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#detail .title")).to_have_text("What is 120?")
    expect(page.locator('.item[aria-selected="true"]')).to_be_in_viewport()


def test_a_question_has_an_address(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, evaluate(ASKED, answerer=perfect(ASKED)), fragment="#q=q700")
    expect(page.locator("#detail .title")).to_have_text("What is 700?")
    expect(page.locator('.item[aria-selected="true"]')).to_be_in_viewport()


def test_cited_and_wanted_words_are_marked_in_the_passage(page: Page, tmp_path: Path) -> None:
    found = passage("🙂 First. JD Vance will lead the delegation to Munich. Last.")
    cited = "JD Vance will lead the delegation"
    asked = (Question("q", "Who leads?", ("delegation to Munich",)),)
    run = evaluate(asked, answerer=lambda _: answer("JD Vance", passages=[found], quotes=[(found, cited)]))
    show(page, tmp_path, run)
    words = page.locator(".passage .words")
    expect(words).to_have_text(found.text)
    assert "".join(words.locator("mark.cited").all_text_contents()) == cited
    assert "".join(words.locator("mark.wanted-words").all_text_contents()) == "delegation to Munich"


def test_flipped_questions_are_shown_side_by_side(page: Page, tmp_path: Path) -> None:
    before = perfect(ASKED)
    before.answers.update({"What is 7?": "red", "What is 9?": ""})
    after = perfect(ASKED)
    after.answers["What is 0?"] = "red"
    show(page, tmp_path, evaluate(ASKED, answerer=after), evaluate(ASKED, answerer=before))
    page.locator("#flip").select_option("worse")
    expect(page.locator("#count")).to_have_text("1 of 1,200")
    page.locator("#flip").select_option("better")
    expect(page.locator("#count")).to_have_text("2 of 1,200")
    expect(page.locator(".sides > div .answer")).to_have_text(["red [1]", "blue 7 [1]"])
    expect(page.locator(".item .was").first).to_have_text("was wrong · ")


def test_hostile_text_does_nothing(page: Page, tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    asked = (Question(hostile, hostile, (hostile,), tags=(hostile,)),)
    show(page, tmp_path, evaluate(asked, answerer=FakeAnswerer({hostile: hostile})))
    expect(page.locator("#detail .title")).to_have_text(hostile)
    expect(page.locator("img")).to_have_count(0)


def test_a_narrow_window_does_not_scroll_sideways(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    show(page, tmp_path, evaluate(ASKED[:20], answerer=perfect(ASKED[:20])))
    expect(page.locator("#detail .title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
