"""The benchmarks, over sets of a few paragraphs in the layout that they expect."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.__main__ import main
from evals.benchmarks.kinds import kind_of
from evals.benchmarks.results import Measured, merge, origin_now
from evals.benchmarks.stores import OneText, WithoutAnswers
from evals.benchmarks.table import BEGIN, END, as_markdown, put_into
from evals.benchmarks.types import Figure
from evals.errors import DataError
from evals.types import Interval, SourceText
from index.errors import DocumentNotFoundError

MOON = "The first person to walk on the Moon was Neil Armstrong. He did so on 20 July 1969."
TOWER = "The Eiffel Tower was completed in 1889. It was designed by the firm of Gustave Eiffel."
DESERT = "The Sahara is the largest hot desert of the world. It covers much of North Africa."


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people live there?", "how many"),
        ("In what year did it end?", "when"),
        ("Which city is the capital?", "where"),
        ("To whom did he speak?", "who"),
        ("How did it end?", "how"),
        ("Is it over?", "yes or no"),
        ("Name the largest.", "other"),
    ],
)
def test_a_question_is_sorted_by_what_it_asks_for(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_a_store_of_one_text_finds_it_whatever_is_asked() -> None:
    store = OneText(SourceText("moon.txt", MOON, "Moon"))
    (hit,) = store.search("something else")
    assert hit.chunk.text == MOON
    info = store.infos([hit.chunk.doc_id, "other"])
    assert [(known.source, known.title) for known in info.values()] == [("moon.txt", "Moon")]
    assert store.document(hit.chunk.doc_id).text == MOON
    with pytest.raises(DocumentNotFoundError):
        store.document("other")


def test_passages_that_hold_an_answer_are_hidden() -> None:
    moon = OneText(SourceText("moon.txt", MOON))
    assert WithoutAnswers(moon, ["neil armstrong!"]).search("Who?") == []
    assert len(WithoutAnswers(moon, ["Buzz Aldrin"]).search("Who?")) == 1


def row(number: int, question: str, answer: str, context: str) -> dict[str, Any]:
    answers = [{"text": answer, "start": context.index(answer)}] if answer else []
    return {
        "id": f"r{number}",
        "question": question,
        "context": context,
        "answers": answers,
        "is_impossible": not answers,
        "title": "",
    }


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    rows = [
        row(1, "Who was the first person to walk on the Moon?", "Neil Armstrong", MOON),
        row(2, "When was the Eiffel Tower completed?", "1889", TOWER),
        row(3, "What is the largest hot desert of the world?", "The Sahara", DESERT),
    ]
    write_lines(folder / "squad_v11_dev/squad_v11_dev.jsonl", rows)
    write_lines(
        folder / "ir_time/corpus.jsonl",
        [
            {"_id": name, "title": "", "text": text}
            for name, text in (("m", MOON), ("t", TOWER), ("d", DESERT))
        ],
    )
    write_lines(folder / "ir_time/queries.jsonl", [{"_id": "1", "text": "the largest hot desert"}])
    (folder / "ir_time/qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\td\t1\n", encoding="utf-8")
    return folder


def test_benchmarks_write_one_table_and_each_run(
    sets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["squad-paragraph", "squad-open", "answer-removed", "answerability", "retrieval-time"]
    out = tmp_path / "out"
    assert main([str(sets), *(word for name in names for word in ("--only", name)), "--out", str(out)]) == 0
    captured = capsys.readouterr()
    assert "answerability: passed over" in captured.err

    written = json.loads((out / "benchmarks.json").read_text("utf-8"))
    figures = {(f["benchmark"], f["metric"]): f["value"] for each in written for f in each["figures"]}
    assert figures["squad-open", "fused recall@5"] == 1
    assert figures["squad-paragraph", "f1"] > 0.5
    assert figures["retrieval-time", "fused ndcg@10"] == 1
    assert 0 <= figures["answer-removed", "unsupported"] <= 1
    assert [each["name"] for each in written] == [name for name in names if name != "answerability"]
    assert set(written[0]["origin"]) == {"day", "machine", "commit", "versions", "models"}
    assert (out / "benchmarks.md").read_text("utf-8") in captured.out
    assert (out / "squad-open/report.html").exists()
    assert (out / "retrieval-time-fused.trec").read_text("utf-8").startswith("1 Q0 d 1 ")


def test_a_benchmark_goes_on_where_it_was(sets: Path, tmp_path: Path) -> None:
    arguments = [str(sets), "--only", "squad-paragraph", "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    assert main(arguments) == 2
    assert main([*arguments, "--resume"]) == 0


def test_the_weakest_kinds_stand_first() -> None:
    def figure(subset: str, metric: str, value: float) -> Figure:
        return Figure("b", subset, metric, value, Interval(value - 0.1, value + 0.1), 40)

    figures = [
        figure("all", "f1", 0.5),
        figure("who", "f1", 0.75),
        figure("who", "em", 0.7),
        figure("why", "f1", 0.25),
    ]
    text = as_markdown([Measured("b", "a set", origin_now(), tuple(figures))])
    assert "| f1 | 0.500 | 0.400 to 0.600 | 40 |" in text
    assert text.index("| why | 40 | 0.250 (0.150 to 0.350) |  |") < text.index("| who | 40 | 0.750")


def test_figures_of_another_day_are_kept_beside_the_new_ones(tmp_path: Path) -> None:
    def result(name: str, value: float) -> Measured:
        return Measured(name, "a set", origin_now(), (Figure(name, "all", "f1", value, None, 5),))

    path = tmp_path / "benchmarks.json"
    merge(path, result("b", 0.5), order=["a", "b"])
    merge(path, result("a", 0.25), order=["a", "b"])
    together = merge(path, result("b", 0.75), order=["a", "b"])
    assert [(each.name, each.figures[0].value) for each in together] == [("a", 0.25), ("b", 0.75)]


def test_figures_go_between_the_marks_of_a_page() -> None:
    page = f"# Title\n{BEGIN}\nold\n{END}\nrest\n"
    assert put_into(page, "new") == f"# Title\n{BEGIN}\n\nnew\n{END}\nrest\n"
    with pytest.raises(DataError, match="no lines"):
        put_into("# Title", "new")
