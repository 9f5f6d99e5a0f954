"""Running, stopping, continuing: what is asked, what is kept, and that the figures are the same."""

import json
import random
import threading
from pathlib import Path
from typing import Any

import pytest

from evals import Dataset, Question, RunError, RunProgress, Subject, evaluate, read_run
from evals.errors import DataError
from evals.rows import dumps, loads, read_rows
from evals.runner import ask
from evals.types import Run
from rag.errors import ModelError
from rag.types import Answer
from tests.evals_fakes import FakeAnswerer, answer, passage, perfect, questions

ASKED = questions(9)


class Interrupt:
    """Stops a run, as Ctrl-C does, after some questions."""

    def __init__(self, after: int) -> None:
        self.after = after

    def __call__(self, progress: RunProgress) -> None:
        if progress.done == self.after:
            raise KeyboardInterrupt


def figures(run: Run) -> dict[str, Any]:
    return {name: (s.value, s.interval, s.n) for name, s in run.overall.metrics.items()}


def test_a_run_scores_every_question() -> None:
    run = evaluate(ASKED, answerer=perfect(ASKED))
    assert [row.question.id for row in run.rows] == [f"q{n}" for n in range(9)]
    assert run.overall.outcomes == {"right": 6, "rightly silent": 3}
    assert run.overall.metrics["f1"].value == 1
    assert run.overall.metrics["over_refusal"].n == 6


def test_kinds_of_question_are_summarised_apart() -> None:
    run = evaluate(ASKED, answerer=FakeAnswerer({q.question: "blue 0" for q in ASKED}))
    groups = {group.name: group for group in run.groups}
    assert list(groups) == ["answerable", "unanswerable", "even", "odd", "none"]
    assert groups["unanswerable"].metrics["unsupported"].value == 1
    # "blue 0" against itself, "blue 4" and "blue 6": F1 1, 1/2, 1/2.
    assert groups["even"].metrics["f1"].value == pytest.approx(2 / 3)


def test_only_a_sample_is_asked_and_the_same_each_time() -> None:
    answerer = perfect(ASKED)
    evaluate(ASKED, answerer=answerer, sample=4, seed=3)
    assert answerer.asked == [q.id for q in random.Random(3).sample(ASKED, 4)]


def test_a_sample_larger_than_the_set_is_the_set() -> None:
    answerer = perfect(ASKED)
    evaluate(ASKED, answerer=answerer, sample=50)
    assert answerer.asked == [q.id for q in ASKED]


def test_a_failing_question_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    answerer = perfect(ASKED)
    answerer.fail_on = "q1"
    run = evaluate(ASKED, answerer=answerer)
    assert run.overall.outcomes == {"right": 5, "rightly silent": 3, "error": 1}
    assert run.rows[1].error == "ConnectionError: the model is away"
    assert run.overall.metrics["f1"].value == pytest.approx(8 / 9)
    assert "question q1 failed" in caplog.text


def test_a_failure_that_every_question_would_meet_ends_the_run() -> None:
    def broken(_: Question) -> Answer:
        raise ModelError("the reader is missing")

    with pytest.raises(ModelError):
        evaluate(ASKED, answerer=broken)


def test_progress_tells_how_much_is_left() -> None:
    seen: list[RunProgress] = []
    evaluate(ASKED, answerer=perfect(ASKED), on_progress=seen.append)
    assert [(progress.done, progress.total) for progress in seen] == [(n, 9) for n in range(1, 10)]
    assert seen[-1].seconds_left == 0
    assert RunProgress(2, 6, 3.0, seen[0].row).seconds_left == 6.0


def test_an_interrupted_run_keeps_its_answers(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path, on_progress=Interrupt(after=4))
    assert [row.question.id for row in read_rows(tmp_path / "rows.jsonl")] == ["q0", "q1", "q2", "q3"]
    assert not (tmp_path / "summary.json").exists()


def test_a_continued_run_asks_only_what_is_missing_and_ends_with_the_same_summary(tmp_path: Path) -> None:
    whole = evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path / "halves", on_progress=Interrupt(after=4))
    # The crash also tore the line that was being written.
    with (tmp_path / "halves/rows.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"question": {"id": "q4", "quest')

    answerer = perfect(ASKED)
    halves = evaluate(ASKED, answerer=answerer, out=tmp_path / "halves", resume=True)

    assert answerer.asked == ["q4", "q5", "q6", "q7", "q8"]
    assert figures(halves) == figures(whole)
    first, second = (
        json.loads((tmp_path / name / "summary.json").read_text("utf-8")) for name in ("whole", "halves")
    )
    del first["provenance"], second["provenance"]
    assert first == second


def test_a_continued_run_asks_again_what_failed(tmp_path: Path) -> None:
    failing = perfect(ASKED)
    failing.fail_on = "q2"
    evaluate(ASKED, answerer=failing, out=tmp_path)
    healed = perfect(ASKED)
    run = evaluate(ASKED, answerer=healed, out=tmp_path, resume=True)
    assert healed.asked == ["q2"]
    assert "error" not in run.overall.outcomes


def test_a_finished_run_is_not_overwritten(tmp_path: Path) -> None:
    evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path)
    with pytest.raises(RunError, match="holds a run already"):
        evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path)


def test_only_a_run_of_the_same_questions_is_continued(tmp_path: Path) -> None:
    evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path)
    with pytest.raises(RunError, match="can't be continued: questions differ"):
        evaluate(questions(6), answerer=perfect(ASKED), out=tmp_path, resume=True)


def test_only_a_run_of_the_same_answerer_is_continued(tmp_path: Path) -> None:
    evaluate(ASKED, answerer=Subject(perfect(ASKED), settings={"model": "a"}), out=tmp_path)
    with pytest.raises(RunError, match="model differ"):
        evaluate(ASKED, answerer=Subject(perfect(ASKED), settings={"model": "b"}), out=tmp_path, resume=True)


def test_there_must_be_a_run_to_continue(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run was started there"):
        evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path, resume=True)


def test_a_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = evaluate(Dataset("mine", ASKED), answerer=perfect(ASKED), out=tmp_path)
    again = read_run(tmp_path)
    assert again.name == "mine"
    assert again.rows == run.rows
    assert figures(again) == figures(run)


def test_several_questions_are_asked_at_a_time_and_the_rows_stay_in_order() -> None:
    meeting = threading.Barrier(3, timeout=10)
    table = perfect(ASKED)

    def together(question: Question) -> Answer:
        meeting.wait()
        return table(question)

    run = evaluate(ASKED, answerer=together, jobs=3)
    assert [row.question.id for row in run.rows] == [q.id for q in ASKED]


def test_an_interrupt_with_several_jobs_leaves_nothing_queued(tmp_path: Path) -> None:
    answerer = perfect(questions(60))
    with pytest.raises(KeyboardInterrupt):
        evaluate(questions(60), answerer=answerer, jobs=2, out=tmp_path, on_progress=Interrupt(after=3))
    assert len(answerer.asked) <= 3 + 2 + 2
    assert len(read_rows(tmp_path / "rows.jsonl")) >= 3


def test_no_questions_or_no_jobs_is_refused() -> None:
    with pytest.raises(DataError, match="holds no question"):
        evaluate([], answerer=perfect(ASKED))
    with pytest.raises(DataError, match="the id 'q0' stands in line 1 already"):
        evaluate([ASKED[0], ASKED[0]], answerer=perfect(ASKED))
    with pytest.raises(RunError, match="jobs is 0"):
        evaluate(ASKED, answerer=perfect(ASKED), jobs=0)


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    evaluate(ASKED, answerer=perfect(ASKED), out=tmp_path)
    lines = (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()
    lines[1] = lines[1][:50]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RunError, match="line 2 is damaged"):
        read_run(tmp_path)


def test_a_row_keeps_the_text_of_passages_that_explain_it() -> None:
    read = [passage(f"words {n}", doc_id=f"d{n}") for n in range(9)]
    asked = Question("q", "?", ("x",), quotes=("words 7",))
    row = ask(asked, Subject(lambda _: answer("x", passages=read, quotes=[(read[8], "words 8")])))
    kept = loads(dumps(row)).answer
    assert kept is not None
    assert [bool(each.text) for each in kept.passages] == [True] * 5 + [False, False, True, True]
    assert row.scores["mrr"] == pytest.approx(1 / 8)


def test_any_text_survives_being_written(tmp_path: Path) -> None:
    nasty = 'a\u2028b\ud800 "\\ \x00 🙂'
    asked = (Question("q", nasty, (nasty,)),)
    run = evaluate(asked, answerer=FakeAnswerer({nasty: nasty}), out=tmp_path)
    assert read_run(tmp_path).rows == run.rows
