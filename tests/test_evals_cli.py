"""``rag eval`` from the command line, over a real index of two short documents."""

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals import cli

DOCUMENTS = {
    "moon.txt": "The first person to walk on the Moon was Neil Armstrong. He did so on 20 July 1969.\n",
    "tower.txt": "The Eiffel Tower was completed in 1889. It was designed by the firm of Gustave Eiffel.\n",
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "moon",
        "question": "Who was the first person to walk on the Moon?",
        "answers": ["Neil Armstrong"],
        "source": "moon.txt",
    },
    {
        "id": "tower",
        "question": "When was the Eiffel Tower completed?",
        "answers": ["1889"],
        "source": "tower.txt",
    },
    {"id": "none", "question": "How deep is the Mariana Trench?", "answerable": False},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in DOCUMENTS.items():
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    (tmp_path / "q.jsonl").write_text("".join(json.dumps(q) + "\n" for q in QUESTIONS), encoding="utf-8")
    return tmp_path


def rag_eval(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args([str(argument) for argument in arguments]))


def test_a_run_is_measured_written_and_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = ("--corpus", folder / "docs")
    assert rag_eval(folder / "q.jsonl", *corpus, "--out", folder / "one", "--min", "quote_exact=1") == 0
    first = capsys.readouterr()
    assert "q: 3 questions" in first.out
    assert "passed --min quote_exact=1" in first.out
    assert "indexed 2 files" in first.err
    assert "asking: 3 of 3" in first.err
    written = {path.name for path in (folder / "one").iterdir()}
    assert {"run.json", "rows.jsonl", "summary.json", "report.md", "report.html"} <= written

    baseline = ("--baseline", folder / "one", "--max-drop", "f1=0")
    assert rag_eval(folder / "q.jsonl", *corpus, "--out", folder / "two", *baseline) == 0
    assert "over 3 questions that both asked" in capsys.readouterr().out
    summary = json.loads((folder / "two/summary.json").read_text("utf-8"))
    assert summary["settings"]["index"]["documents"] == 2
    assert set(summary["settings"]["models"]) == {
        "all-MiniLM-L6-v2.int8.onnx",
        "reader.int8.onnx",
        "calibration.json",
    }


def test_a_baseline_of_other_questions_is_refused_before_anything_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = ("--corpus", folder / "docs")
    (folder / "other.jsonl").write_text(json.dumps({**QUESTIONS[0], "id": "another"}) + "\n", "utf-8")
    assert rag_eval(folder / "other.jsonl", *corpus, "--out", folder / "one") == 0
    capsys.readouterr()
    assert rag_eval(folder / "q.jsonl", *corpus, "--out", folder / "two", "--baseline", folder / "one") == 2
    assert "no id is in both" in capsys.readouterr().err
    assert not (folder / "two").exists()


def test_questions_that_bring_their_documents_are_asked_of_those(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {**QUESTIONS[1], "context": DOCUMENTS["tower.txt"], "title": "Tower"}
    (folder / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert rag_eval(folder / "rows.jsonl") == 0
    assert "indexing the 1 documents that come with rows" in capsys.readouterr().err


def test_a_run_file_is_measured_against_judgements(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "some.qrels").write_text("q1 0 a 1\nq1 0 b 1\nq2 0 c 2\n", encoding="utf-8")
    (folder / "run.txt").write_text("q1 Q0 x 1 9 t\nq1 Q0 a 2 8 t\nq2 Q0 c 1 5 t\n", encoding="utf-8")
    out = folder / "out"
    assert (
        rag_eval(folder / "some.qrels", "--ranking", folder / "run.txt", "--out", out, "--min", "mrr=0.75")
        == 0
    )
    text = capsys.readouterr().out
    assert re.search(r"^map +0\.625 ", text, re.MULTILINE)  # (1/2 * 1/2 + 1) / 2
    assert "over_refusal" not in text
    # What is written measures the same when it is read again.
    again = (out / "qrels.trec").rename(out / "again.qrels")
    assert rag_eval(again, "--ranking", out / "ranking.trec") == 0
    assert re.search(r"^map +0\.625 ", capsys.readouterr().out, re.MULTILINE)


def test_a_gate_that_fails_makes_exit_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gates = ("--max", "latency_p50=0")
    assert rag_eval(folder / "q.jsonl", "--corpus", folder / "docs", *gates) == 1
    assert "FAILED --max latency_p50=0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["missing.jsonl"], "no questions at"),
        (["q.jsonl", "--min", "f9=1"], "unknown metric 'f9'"),
        (["q.jsonl", "--min", "f1"], "expected METRIC=NUMBER"),
        (["q.jsonl", "--max-drop", "f1=0.1"], "needs a --baseline"),
        (["q.jsonl", "--baseline", "nowhere"], "no run was finished there"),
        (["q.jsonl", "--resume"], "--resume needs the --out"),
        (["q.jsonl", "--index", "nowhere"], "no index"),
        (["q.jsonl", "--corpus", "nowhere"], "nowhere"),
        (["q.jsonl", "--corpus", "docs", "--index", "i"], "not both"),
        (["q.jsonl", "--ranking", "q.jsonl"], "line 1"),
        (["q.jsonl", "--ranking", "q.jsonl", "--corpus", "docs"], "nothing is searched"),
    ],
)
def test_what_cannot_be_measured_makes_exit_2(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(folder)
    assert rag_eval(*arguments) == 2
    captured = capsys.readouterr()
    assert reason in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
