import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.benchmarks.__main__ import main
from evals.benchmarks.followups import changes_of_topic, follow_ups
from evals.benchmarks.written import figures_of_both, swapped
from evals.types import Dataset, Question, Row, SourceText
from rag.types import Answer, Citation, Claim

TESLA = "Nikola Tesla was born in Smiljan. He moved to Paris in 1882."
RIVER = "The Elbe rises in Bohemia."


def question(number: int, text: str, answer: str, source: str = "tesla.txt") -> Question:
    return Question(id=f"q{number}", question=text, answers=(answer,), sources={source: 1})


def made(first: str, second: str) -> list[str]:
    pair = (question(1, first, "Smiljan"), question(2, second, "1882"))
    return [
        each.question.question for each in follow_ups(Dataset("d", pair, (SourceText("tesla.txt", TESLA),)))
    ]


@pytest.mark.parametrize(
    ("second", "shortened"),
    [
        ("When did Nikola Tesla move to Paris?", "When did it move to Paris?"),
        ("What was Nikola Tesla's first city?", "What was its first city?"),
        ("Which was the city of Nikola Tesla in 1882?", "Which was the city in 1882?"),
    ],
)
def test_a_name_that_both_questions_have_is_left_to_the_conversation(second: str, shortened: str) -> None:
    assert made("Where was Nikola Tesla born?", second) == [shortened]


@pytest.mark.parametrize("second", ["When did he move to Paris?", "Who was Thomas Edison?"])
def test_questions_that_share_no_name_make_no_conversation(second: str) -> None:
    assert made("Where was Nikola Tesla born?", second) == []


def test_the_first_question_is_answered_by_its_sentence() -> None:
    pair = (
        question(1, "Where was Nikola Tesla born?", "Smiljan"),
        question(2, "Where does the Elbe rise?", "Bohemia", "river.txt"),
    )
    texts = (SourceText("tesla.txt", TESLA), SourceText("river.txt", RIVER))
    (changed,) = changes_of_topic(pair, Dataset("d", pair, texts))
    assert changed.question == "Where does the Elbe rise?"
    assert [turn["content"] for turn in changed.history] == [
        "Where was Nikola Tesla born?",
        "Nikola Tesla was born in Smiljan.",
    ]


def test_carried_words_are_measured_against_peoples(tmp_path: Path) -> None:
    history = [["Who designed the Eiffel Tower?", ""]]
    rows = [
        {"id": "a_1", "history": history, "question": "How tall is it?",
         "rewrite": "How tall is the Eiffel Tower?"},
        {"id": "b_1", "history": history, "question": "What is photosynthesis?",
         "rewrite": "What is photosynthesis?"},
        {"id": "c_1", "history": [], "question": "Why?", "rewrite": "Why?"},
    ]  # fmt: skip
    folder = tmp_path / "sets" / "mtrag_rewrite"
    folder.mkdir(parents=True)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "mtrag_rewrite.jsonl").write_text(lines, encoding="utf-8")
    assert main([str(tmp_path / "sets"), "--only", "conversation", "--out", str(tmp_path / "out")]) == 0
    (measured,) = json.loads((tmp_path / "out" / "benchmarks.json").read_text("utf-8"))
    figures = {figure["metric"]: (figure["value"], figure["n"]) for figure in measured["figures"]}
    # Carried: designed, Eiffel, Tower; a person took along the last two.
    assert figures["mtRAG: precision"] == (pytest.approx(2 / 3), 2)
    assert figures["mtRAG: recall"] == (1.0, 2)
    assert figures["mtRAG: F1 of carried words"] == (pytest.approx(0.8), 2)
    assert figures["mtRAG: self-contained questions changed"] == (0.0, 1)


def test_a_set_without_rewrites_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sets" / "mtrag_rewrite"
    folder.mkdir(parents=True)
    (folder / "mtrag_rewrite.jsonl").write_text('{"id": "a", "question": "Why?"}\n', encoding="utf-8")
    assert main([str(tmp_path / "sets"), "--only", "conversation", "--out", str(tmp_path / "out")]) == 2
    assert "line 1: no rewrite" in capsys.readouterr().err


def answer(text: str, quote: str, doc_id: str) -> Answer:
    return Answer(
        question="?", standalone_question="?", text=text, short="",
        claims=(Claim(0, len(text), (1,), supported=True),),
        citations=(Citation(1, doc_id, doc_id, "", None, None, 0, len(quote), quote, 1.0),),
        passages=(), abstained=False, reason="", confidence=1.0, mode="model",
    )  # fmt: skip


def test_each_sentence_is_checked_beside_what_another_answer_cites() -> None:
    tesla = answer("Nikola Tesla was born in Smiljan.", TESLA, "tesla.txt")
    river = answer("The Elbe rises in Bohemia.", RIVER, "river.txt")
    echo = answer("The Elbe rises in Bohemia.", f"{RIVER} {TESLA}", "echo.txt")
    assert swapped([tesla, river]) == [True, True]
    assert swapped([river, echo]) == [False, False]
    assert swapped([river, river]) == []


def row(answer: Answer, *, answerable: bool = True, **scores: float) -> Row:
    asked = Question(
        id=answer.text, question="?", answers=("Smiljan",) if answerable else (), answerable=answerable
    )
    return Row(asked, answer, "right", scores, 0.1)


def test_written_answers_are_measured_where_there_is_one_and_silence_where_there_is_none() -> None:
    tesla = answer("Nikola Tesla was born in Smiljan.", TESLA, "tesla.txt")
    quoted = replace(
        answer("The Elbe rises in Bohemia.", RIVER, "river.txt"), mode="extractive", short="Elbe"
    )
    silent = replace(tesla, text="No.", abstained=True, claims=(), citations=())
    product = [
        row(tesla, f1=0.5, over_refusal=0.0, citation_precision=1.0),
        row(quoted, f1=0.1, over_refusal=0.0, citation_precision=0.0),
        row(silent, f1=0.0, over_refusal=1.0),
        row(silent, answerable=False),
    ]
    chain = [row(tesla, f1=0.4), row(tesla, answerable=False, f1=1.0)]
    figures = {figure.metric: (figure.value, figure.n) for figure in figures_of_both("set", product, chain)}
    assert figures == {
        "set: F1": (pytest.approx(0.2), 3),
        "set: F1 of the text alone": (pytest.approx(2 / 21), 3),  # one of six words, of three texts
        "set: bare answers given": (0.5, 2),
        "set: F1 of the LangChain chain": (0.4, 1),
        "set: answered": (pytest.approx(2 / 3), 3),
        "set: answered in the model's words": (pytest.approx(1 / 3), 3),
        "set: citation precision": (0.5, 2),
        "set: sentences flagged beside a wrong passage": (1.0, 2),
        "set: silent where there is no answer": (1.0, 1),
    }


def test_checks_of_support_are_measured_against_peoples_judgement(tmp_path: Path) -> None:
    rows = [
        {"response": "Tesla was born in Smiljan.", "context": TESLA, "label": "Fully attributable"},
        {"response": "The Elbe rises in Bohemia.", "context": RIVER, "label": "Fully attributable"},
        {"response": "Tesla was born in Paris.", "context": RIVER, "label": "Not fully attributable"},
        {"response": "The Elbe rises.", "context": RIVER, "label": "Generic"},
    ]
    folder = tmp_path / "sets" / "begin"
    folder.mkdir(parents=True)
    with gzip.open(folder / "begin.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert main([str(tmp_path / "sets"), "--only", "support", "--out", str(tmp_path / "out")]) == 0
    (measured,) = json.loads((tmp_path / "out" / "benchmarks.json").read_text("utf-8"))
    assert [(figure["value"], figure["n"]) for figure in measured["figures"]] == [
        (1.0, 2),
        (0.5, 2),
        (1.0, 2),
    ]
