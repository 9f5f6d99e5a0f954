"""The reports: complete, escaped, and free of anything from elsewhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals import Question, Run, compare, evaluate
from evals.gates import check_gates, parse_gate
from evals.report import write_reports
from evals.report.page import script_json
from evals.report.text import gate_lines, summary_lines
from rag.types import Answer
from tests.evals_fakes import FakeAnswerer, answer, passage, perfect, questions, silence

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> <!-- | `x` $title \u2028"
ASKED = questions(9)


class Page(HTMLParser):
    """What a browser would make of a page: the elements, their addresses, and the JSON in its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.data: dict[str, Any] = {}
        self._script: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        known = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        self._script = known.get("id") if known.get("type") == "application/json" else None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.data[self._script] = json.loads(data)
            self._script = None


def page_of(run: Run, folder: Path, baseline: Run | None = None) -> Page:
    write_reports(folder, run, comparison=None if baseline is None else compare(run, baseline))
    return Page((folder / "report.html").read_text("utf-8"))


def hostile_run() -> Run:
    found = passage(HOSTILE, source=HOSTILE)
    asked = (Question(HOSTILE, HOSTILE, (HOSTILE,), quotes=(HOSTILE,), tags=(HOSTILE,)),)
    return evaluate(asked, answerer=lambda _: answer(HOSTILE, passages=[found], quotes=[(found, "<!--")]))


def test_hostile_text_stays_text_on_the_page(tmp_path: Path) -> None:
    run = hostile_run()
    page = page_of(run, tmp_path, baseline=run)
    assert page.data["listing"]["rows"][0][:3] == [HOSTILE, HOSTILE, HOSTILE]
    assert page.data["passages"][0][5] == HOSTILE
    assert "img" not in page.elements
    # The listing, the passages, one block of details, and the page's own script.
    assert page.elements.count("script") == 4


def test_hostile_text_stays_text_in_markdown(tmp_path: Path) -> None:
    asked = (Question("q", HOSTILE, ("x",)),)
    write_reports(tmp_path, evaluate(asked, answerer=FakeAnswerer({HOSTILE: HOSTILE})))
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "<img" not in re.sub(r"\\.", "", text)
    (line,) = (line for line in text.splitlines() if "onerror" in line)
    assert len(re.findall(r"(?<!\\)\|", line)) == 5


def test_the_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    page = page_of(evaluate(ASKED, answerer=perfect(ASKED)), tmp_path)
    assert all(address.startswith(("#", "data:")) for address in page.addresses)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|@import|\bfetch\(|XMLHttpRequest", text)


def test_the_page_never_makes_markup_of_text() -> None:
    script = (Path(__file__).parent.parent / "evals/report/page.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", script)


def test_cited_words_are_marked_where_the_script_counts_them(tmp_path: Path) -> None:
    found = passage("🙂 Vance will lead.", start=100)
    asked = (Question("q", "Who?", ("Vance",)),)
    run = evaluate(asked, answerer=lambda _: answer("Vance", passages=[found], quotes=[(found, "Vance")]))
    (details,) = page_of(run, tmp_path).data["details-0"]
    # The smiley is one code point, but two units of UTF-16.
    assert details["now"]["passages"] == [[1, 0, 0.9, [[3, 8, 1]]]]
    assert details["now"]["parts"] == [["Vance", [1], True]]


def test_a_passage_read_for_many_questions_stands_on_the_page_once(tmp_path: Path) -> None:
    found = passage("the same words")

    def quiet(question: Question) -> Answer:
        return silence(question=question.question, passages=[found])

    assert len(page_of(evaluate(ASKED, answerer=quiet), tmp_path).data["passages"]) == 1


def test_details_are_read_in_blocks(tmp_path: Path) -> None:
    asked = questions(230)
    page = page_of(evaluate(asked, answerer=perfect(asked)), tmp_path)
    assert [len(page.data[f"details-{number}"]) for number in range(3)] == [100, 100, 30]


def test_both_answers_stand_side_by_side(tmp_path: Path) -> None:
    before = perfect(ASKED)
    before.answers["What is 0?"] = "red"
    page = page_of(evaluate(ASKED, answerer=perfect(ASKED)), tmp_path, evaluate(ASKED, answerer=before))
    first = page.data["details-0"][0]
    assert (first["before"]["short"], first["now"]["short"]) == ("red", "blue 0")
    listed = page.data["listing"]
    assert [listed["outcomes"][listed["rows"][0][at]] for at in (8, 3)] == ["wrong", "right"]


def test_a_failed_question_is_shown_with_its_reason(tmp_path: Path) -> None:
    answerer = perfect(ASKED)
    answerer.fail_on = "q0"
    page = page_of(evaluate(ASKED, answerer=answerer), tmp_path)
    assert page.data["details-0"][0]["now"]["error"] == "ConnectionError: the model is away"


@pytest.mark.parametrize("value", ["</script>", "<!--", "]]>", "&lt;", '"\\'])
def test_json_in_a_script_reads_back_and_holds_no_markup(value: str) -> None:
    written = script_json({"x": value})
    assert not set("<>&") & set(written)
    assert json.loads(written) == {"x": value}


def test_the_terminal_shows_every_metric_and_gate() -> None:
    before = perfect(ASKED)
    before.answers["What is 0?"] = "red"
    run, baseline = evaluate(ASKED, answerer=perfect(ASKED)), evaluate(ASKED, answerer=before)
    comparison = compare(run, baseline)
    verdicts = check_gates([parse_gate("min", "f1=0.9"), parse_gate("max", "unsupported=0")], run, comparison)
    text = "\n".join([*summary_lines(run, comparison), *gate_lines(verdicts)])
    assert "questions: 9 questions\n  6 right, 3 rightly silent" in text
    assert re.search(r"^f1 +1\.000 +1\.000 to 1\.000 +9 +\+0\.111 +noise \(p = 1\.000\)$", text, re.MULTILINE)
    assert "q0: wrong -> right" in text
    assert text.endswith("passed --min f1=0.9: f1 is 1\npassed --max unsupported=0: unsupported is 0")
