"""Question sets in every format, and what is said of those that are broken."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.datasets import load
from evals.datasets.trec import read_qrels, read_run, write_qrels, write_run
from evals.errors import DataError
from evals.types import Question, SourceText

ROOT = Path(__file__).parent.parent


def write_lines(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_our_own_lines_are_read_field_by_field(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "q.jsonl",
        {
            "id": "a",
            "question": " Who leads? ",
            "answers": ["Vance", "Rubio"],
            "quotes": ["Vance and Rubio will lead"],
            "source": "news.txt",
            "answerable": True,
            "tags": ["who"],
            "history": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
            "all_answers": True,
        },
        {"id": "b", "question": "Why?", "answerable": False},
    )
    data = load(path)
    assert data.name == "q"
    assert data.questions == (
        Question(
            "a",
            "Who leads?",
            ("Vance", "Rubio"),
            quotes=("Vance and Rubio will lead",),
            sources={"news.txt": 1},
            tags=("who",),
            history=({"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}),
            all_answers=True,
        ),
        Question("b", "Why?", answerable=False),
    )


def test_the_shipped_questions_can_be_read() -> None:
    assert len(load(ROOT / "evals/questions/seed.jsonl").questions) >= 50


@pytest.mark.parametrize(
    "record",
    [
        {"user_input": "Who?", "reference": "Ann", "reference_contexts": ["Ann did."]},
        {"question": "Who?", "ground_truth": "Ann", "reference_contexts": ["Ann did."]},
        {"question": "Who?", "ground_truths": ["Ann"], "quotes": ["Ann did."]},
        {"query": "Who?", "expected_output": "Ann", "evidence": "Ann did."},
        {"input": "Who?", "answer": {"text": ["Ann"], "answer_start": [3]}, "quotes": ["Ann did."]},
        {"user_input": [{"type": "human", "content": "Who?"}], "reference": "Ann", "quotes": ["Ann did."]},
    ],
)
def test_other_tools_names_are_taken_as_they_are(tmp_path: Path, record: dict[str, Any]) -> None:
    (question,) = load(write_lines(tmp_path / "q.jsonl", record)).questions
    assert (question.question, question.answers, question.quotes) == ("Who?", ("Ann",), ("Ann did.",))


def test_a_conversation_as_input_ends_with_its_question(tmp_path: Path) -> None:
    turns = [
        {"type": "human", "content": "Who leads?"},
        {"type": "ai", "content": "Vance."},
        {"type": "human", "content": "And where?"},
    ]
    (question,) = load(
        write_lines(tmp_path / "q.jsonl", {"user_input": turns, "reference": "Munich"})
    ).questions
    assert question.question == "And where?"
    assert [turn["role"] for turn in question.history] == ["user", "assistant"]


def test_pairs_of_question_and_answer_are_a_history(tmp_path: Path) -> None:
    record = {
        "question": "And where?",
        "answers": ["Munich"],
        "history": [["Who leads?", "Vance."], ["When?", ""]],
    }
    (question,) = load(write_lines(tmp_path / "q.jsonl", record)).questions
    assert [turn["content"] for turn in question.history] == ["Who leads?", "Vance.", "When?"]


def test_a_list_of_answers_that_is_empty_means_that_there_is_none(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", {"question": "A?", "answers": []}, {"question": "B?"})
    assert [question.answerable for question in load(path).questions] == [False, True]


def test_rows_with_a_context_bring_their_documents(tmp_path: Path) -> None:
    rows = [
        {
            "id": 1,
            "question": "A?",
            "answers": [{"text": "x", "start": 0}],
            "context": "x and y",
            "title": "T_U",
        },
        {
            "id": 2,
            "question": "B?",
            "answers": [],
            "is_impossible": True,
            "context": "x and y",
            "title": "T_U",
        },
        {"id": 3, "question": "C?", "answers": [{"text": "z", "start": 0}], "context": "z", "title": "T_U"},
    ]
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    data = load(path)
    assert data.name == "rows"
    assert data.corpus == (SourceText("T_U#0", "x and y", "T U"), SourceText("T_U#1", "z", "T U"))
    assert [question.sources for question in data.questions] == [{"T_U#0": 1}, {"T_U#0": 0}, {"T_U#1": 1}]
    assert [question.answerable for question in data.questions] == [True, False, True]


def squad(*qas: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "v2.0",
        "data": [{"title": "Rome", "paragraphs": [{"context": "Rome fell.", "qas": qas}]}],
    }


def test_squad_is_read_with_its_impossible_questions(tmp_path: Path) -> None:
    qas = (
        {"id": "1", "question": "What fell?", "answers": [{"text": "Rome", "answer_start": 0}]},
        {
            "id": "2",
            "question": "Who rose?",
            "answers": [],
            "is_impossible": True,
            "plausible_answers": [{"text": "Rome", "answer_start": 0}],
        },
    )
    (tmp_path / "dev.json").write_text(json.dumps(squad(*qas)), encoding="utf-8")
    data = load(tmp_path / "dev.json")
    assert data.corpus == (SourceText("Rome#0", "Rome fell.", "Rome"),)
    assert data.questions == (
        Question("1", "What fell?", ("Rome",), sources={"Rome#0": 1}),
        Question("2", "Who rose?", answerable=False, sources={"Rome#0": 0}),
    )


def test_a_garbled_squad_file_names_the_question(tmp_path: Path) -> None:
    good = {"id": "1", "question": "What fell?", "answers": []}
    (tmp_path / "dev.json").write_text(json.dumps(squad(good, {"id": "2", "answers": []})), encoding="utf-8")
    with pytest.raises(DataError, match=r"question 2 .*'question'"):
        load(tmp_path / "dev.json")


def beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "One", "text": "First.", "date": "2022/06/12"},
        {"_id": "d2", "title": "", "text": "Second."},
    )
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": "first"}, {"_id": "q2", "text": "unjudged"})
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", "utf-8")
    return folder


def test_a_beir_folder_is_read_with_its_grades(tmp_path: Path) -> None:
    data = load(beir(tmp_path / "set"))
    assert data.name == "set"
    assert data.questions == (Question("q1", "first", sources={"d1": 2, "d2": 0}),)
    assert data.corpus == (
        SourceText("d1", "First.", "One", "2022-06-12"),
        SourceText("d2", "Second.", None, None),
    )


def test_a_beir_folder_without_judgements_is_refused(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    (folder / "qrels" / "test.tsv").unlink()
    with pytest.raises(DataError, match="no judgements"):
        load(folder)


def test_a_table_is_read_with_lists_in_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "id,question,answers,tags,answerable\n"
        '1,"Who, then?","[""Ann"", ""Bea""]","who, list",true\n'
        "2,Why?,,why,no\n",
        encoding="utf-8-sig",
    )
    assert load(path).questions == (
        Question("1", "Who, then?", ("Ann", "Bea"), tags=("who", "list")),
        Question("2", "Why?", answerable=False, tags=("why",)),
    )


def test_a_table_with_semicolons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("question;answer\nWho, then?;Ann\n", encoding="utf-8")
    assert load(path).questions == (Question("row-1", "Who, then?", ("Ann",)),)


def test_a_json_list_is_read_like_lines(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    path.write_text(json.dumps([{"question": "Who?", "answer": "Ann"}]), encoding="utf-8")
    assert load(path).questions == (Question("line-1", "Who?", ("Ann",)),)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('{"question": "A?"}\n{"question": \n', "line 2: not JSON"),
        ('{"question": "A?"}\n\n["B?"]\n', "line 3: list, not a JSON object"),
        ('{"questoin": "A?"}\n', "line 1: no question; expected one of the fields question"),
        ('{"question": "   "}\n', "line 1: the question is empty"),
        ('{"question": 7}\n', "line 1: the question is int, not text"),
        ('{"question": "A?", "answers": [{"x": 1}]}\n', "line 1: .* in answers is not text"),
        ('{"question": "A?", "answerable": "perhaps"}\n', "line 1: answerable is 'perhaps'"),
        ('{"question": "A?", "answerable": false, "answers": ["b"]}\n', "line 1: answerable is false, yet"),
        ('{"question": "A?", "history": [3]}\n', "line 1: a turn of the history is 3"),
        ('{"question": "A?", "sources": {"a": "much"}}\n', "line 1: sources must map"),
        (
            '{"id": "x", "question": "A?"}\n{"id": "x", "question": "B?"}\n',
            "line 2: the id 'x' stands in line 1",
        ),
        ("\n", "holds no question"),
    ],
)
def test_a_bad_line_is_named_by_number_and_reason(tmp_path: Path, lines: str, reason: str) -> None:
    (tmp_path / "q.jsonl").write_text(lines, encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        load(tmp_path / "q.jsonl")


def test_a_bad_row_of_a_table_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text('question,answer\n"two\nlines?",yes\nA?,b,c\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 4: another number of columns"):
        load(tmp_path / "q.csv")


def test_a_quote_that_never_ends_is_named(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text('question,answer\nWho?,Ann\n"When?,1889\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 3: unexpected end of data"):
        load(tmp_path / "q.csv")


def test_what_is_no_set_of_questions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.xlsx").write_bytes(b"PK")
    (tmp_path / "latin.jsonl").write_bytes('{"question": "Où?"}'.encode("latin-1"))
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(b"{}")[:-9])
    for name, reason in [
        ("missing.jsonl", "no questions at"),
        ("q.xlsx", r"no reader for \.xlsx"),
        (".", "without queries.jsonl"),
        ("latin.jsonl", "not UTF-8"),
        ("torn.jsonl.gz", "can't read"),
    ]:
        with pytest.raises(DataError, match=reason):
            load(tmp_path / name)


def test_judgements_and_runs_come_back_as_they_were_written(tmp_path: Path) -> None:
    qrels = {"q1": {"d1": 2, "d2": 0}, "q2": {"d9": 1}}
    write_qrels(tmp_path / "qrels.txt", qrels)
    assert read_qrels(tmp_path / "qrels.txt") == qrels

    rankings = {"q1": [("d2", 0.1 + 0.2), ("d1", 0.25)]}
    write_run(tmp_path / "run.txt", rankings, tag="ours")
    assert read_run(tmp_path / "run.txt") == rankings
    assert (tmp_path / "run.txt").read_text("utf-8").splitlines()[0] == "q1 Q0 d2 1 0.30000000000000004 ours"


def test_ties_in_a_run_are_ordered_as_trec_eval_does(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("q Q0 a 1 5 t\nq Q0 c 2 5 t\nq Q0 b 3 9 t\n", encoding="utf-8")
    assert [document for document, _ in read_run(tmp_path / "run.txt")["q"]] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("q Q0 a 1 5\n", "line 1: 5 fields"),
        ("q Q0 a 1 high t\n", "line 1: 'high' is not a number"),
        ("q Q0 a 1 5 t\nq Q0 a 2 4 t\n", "line 2: 'a' is ranked twice"),
    ],
)
def test_a_bad_line_of_a_run_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "run.txt").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        read_run(tmp_path / "run.txt")


def test_a_bad_line_of_judgements_is_named(tmp_path: Path) -> None:
    (tmp_path / "qrels.txt").write_text("q 0 a 1\nq 0 b yes\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2: 'yes' is not a whole number"):
        read_qrels(tmp_path / "qrels.txt")
