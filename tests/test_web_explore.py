import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.types import Answer
from tests.web_fakes import (
    ATTACKS,
    abstained,
    answered,
    citation,
    document,
    document_info,
    elements,
    library_of,
    passage,
)
from ui.web import map_picture, run_card, scope, sidebar, texts, timeline, tools
from ui.web.archive import Summary
from ui.web.atlas import Cartographer
from ui.web.examples import Examples, candidates
from ui.web.models import Models
from ui.web.projection import project
from ui.web.session import Conversation, Scope, Wording


def test_points_lie_in_the_unit_square_along_the_direction_that_differs_most() -> None:
    vectors = np.array([[0, 0, 5], [0, 1, 5], [10, 0, 5], [10, 1, 5]], dtype=np.float32)
    points = project(vectors)
    assert points.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_passages_that_are_all_alike_are_no_error() -> None:
    assert project(np.ones((4, 3), dtype=np.float32)).shape == (4, 2)


def test_the_map_is_drawn_anew_only_when_the_index_has_changed() -> None:
    library = library_of(*(document(f"Text {n}.", source=f"{n}.txt") for n in range(3)))
    cartographer = Cartographer(library)
    first = cartographer.atlas()
    assert len(first.points) == 3
    assert cartographer.atlas() is first
    library.add([document("More.", source="more.txt")])
    assert cartographer.atlas().passages == 4


def test_each_dot_has_a_name_and_one_is_a_stop_of_the_tab_key() -> None:
    library = library_of(*(document(f"Text {n}.", source=f"{n}.txt", title=f"File {n}") for n in range(4)))
    cited = passage("Text 1.", doc_id=library.by_source["1.txt"].doc_id)
    answer = answered("Yes.", citations=[citation(1, cited, "Text 1.")], passages=[cited])
    *_, last = html = map_picture.render(Cartographer(library).atlas(), answer).split("<circle ")[1:-1]
    assert [dot.count('aria-label="File ') for dot in html] == [1] * 4
    assert [dot.count('tabindex="0"') for dot in html] == [0, 0, 0, 1]
    assert 'aria-label="File 1"' in last


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_on_a_picture_or_list_becomes_html(attack: str) -> None:
    def shown(text: str) -> str:
        library = library_of(*(document(f"{text} {n}", source=f"{n}.txt", title=text) for n in range(3)))
        summary = Summary("0" * 16, text, "", text)
        return (
            map_picture.render(Cartographer(library).atlas(), None)
            + sidebar.render([summary], current="")
            + tools.render(
                Conversation(wording=Wording(text)), library.documents(), Models((text,), free=True)
            )
        )

    assert elements(shown(attack)) == elements(shown("x"))


def test_a_bar_stands_for_a_day_a_month_or_a_year() -> None:
    assert timeline.counts([date(2025, 2, 10), date(2025, 2, 12), date(2025, 2, 12)]) == {
        "2025-02-10": 1,
        "2025-02-11": 0,
        "2025-02-12": 2,
    }
    assert list(timeline.counts([date(2024, 11, 30), date(2025, 2, 1)])) == [
        "2024-11", "2024-12", "2025-01", "2025-02",
    ]  # fmt: skip
    assert list(timeline.counts([date(2015, 1, 1), date(2025, 1, 1)]))[-1] == "2025"


@pytest.mark.parametrize(
    ("iso", "said"), [("2025-02-12", "12 February 2025"), ("2025-02", "February 2025"), ("2025", "2025")]
)
def test_periods_are_written_out(iso: str, said: str) -> None:
    assert texts.period(iso) == said


def write_run(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    figure = {"value": 0.8, "interval": {"low": 0.7, "high": 0.9}, "n": 10}
    summary = {
        "name": name, "questions": 10, "outcomes": {"right": 8, "wrong": 2, "error": 0},
        "metrics": {"f1": figure, "latency_p50": figure}, "provenance": {"started": "2025-02-12T08:00"},
    }  # fmt: skip
    (folder / "summary.json").write_text(json.dumps(summary))


def test_the_run_that_was_finished_last_is_shown(tmp_path: Path) -> None:
    write_run(tmp_path / "one", "seed")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "summary.json").write_text("{}")
    run = run_card.latest(tmp_path)
    assert run is not None
    assert [figure.name for figure in run.figures] == ["f1"]
    assert run.outcomes == {"right": 8, "wrong": 2}
    html = run_card.render(run)
    assert "seed, 10 questions, 12 February 2025" in html
    assert "0.80" in html


def test_without_a_run_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "rag eval" in run_card.render(run_card.latest(tmp_path / "nowhere"))


NEWS = document(
    "Odette Marchand, the engineer of the town, was praised. “It held,” Ivo Brandt said on Friday. "
    "Lac Noir Dam was built in 1931.",
    source="news.txt",
)
CITED = citation(1, passage(NEWS.text, doc_id=NEWS.doc_id), "built in 1931")


def test_examples_ask_for_what_a_document_looks_like_answering() -> None:
    assert list(candidates(NEWS)) == [
        "When was Lac Noir Dam built?",
        "Who is Odette Marchand?",
        "What did Ivo Brandt say?",
    ]


def test_only_questions_that_get_a_likely_answer_become_examples() -> None:
    def ask(question: str) -> object:
        if question.startswith("Who"):
            return abstained("Not said.")
        return answered("Yes.", citations=[CITED], confidence=0.9 if question.startswith("When") else 0.4)

    examples = Examples(library_of(NEWS), ask)  # type: ignore[arg-type]
    examples.find(0)
    assert examples._questions == ("When was Lac Noir Dam built?",)


@pytest.mark.parametrize(
    "answer",
    [answered("Yes.", citations=[replace(CITED, doc_id="another")]),
     answered("Yes.", citations=[CITED], short="Odette Marchand")],
)  # fmt: skip
def test_what_another_document_answers_or_the_question_says_itself_is_no_example(answer: Answer) -> None:
    examples = Examples(library_of(NEWS), lambda question: answer)
    examples.find(0)
    assert "Who is Odette Marchand?" not in examples._questions


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The old bridge was closed because it had rusted.", "Why was the old bridge closed?"),
        ("The new bridge will cost 5 million.", "How much will the new bridge cost?"),
        ("The ferry company was founded in 1887 by Ivo Brandt.", "Who founded the ferry company?"),
        ("Ivo Brandt designed the paddle steamer.", "Who designed the paddle steamer?"),
        ("Lac Noir is located in the hills.", "Where is Lac Noir located?"),
        ("The town council consists of nine people.", "What does the town council consist of?"),
        ("It rains. Genomic imprinting is a kind of regulation.", "What is genomic imprinting?"),
    ],
)
def test_an_example_is_a_whole_question(text: str, asked: str) -> None:
    assert asked in candidates(document(text, source="a.txt", title="a.txt"))


@pytest.mark.parametrize(
    "text", ["In China, the head of state left.", "The United Nations, a member of it said.", "It is a dam."]
)
def test_what_only_looks_like_a_name_is_not_asked_for(text: str) -> None:
    assert list(candidates(document(text, source="a.txt", title="a.txt"))) == []


INFOS = [document_info("A", published="2025-02-12", chunks=3), document_info("B", chunks=4)]


@pytest.mark.parametrize("sent", [None, {}, {"documents": "d1"}, {"after": "soon", "documents": [1]}])
def test_a_scope_that_makes_no_sense_is_none(sent: dict[str, object] | None) -> None:
    assert scope.read(sent, INFOS) == Scope()


def test_dates_the_wrong_way_round_are_turned() -> None:
    assert scope.read({"after": "2025-03-01", "before": "2025-01-01"}, INFOS) == Scope(
        (), "2025-01-01", "2025-03-01"
    )


def test_a_scope_counts_the_passages_it_lets_through() -> None:
    assert scope.searchable(INFOS, Scope()) == 7
    assert scope.searchable(INFOS, Scope(after="2025-01-01")) == 3
    assert scope.searchable(INFOS, Scope(("other",))) == 0
