"""Which passages answer a question about the latest state of things."""

import pytest

from index.loaders import text_document
from rag.pipeline import Pipeline
from rag.recency import asks_for_latest
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

OLD = text_document("The census found 410 storks.", source="old.txt", published="2021-06-01")
NEW = text_document("The census found 480 storks.", source="new.txt", published="2023-06-01")
UNDATED = text_document("The census found 300 storks.", source="undated.txt")


@pytest.mark.parametrize(
    "question",
    ["What is the latest figure?", "Who currently leads it?", "What is the most recent count?"],
)
def test_the_wording_asks_for_what_is_newest(question: str) -> None:
    assert asks_for_latest(question)


@pytest.mark.parametrize("question", ["How late was it?", "Who measured the electric currents?"])
def test_other_words_do_not(question: str) -> None:
    assert not asks_for_latest(question)


def test_the_newest_document_that_answers_is_used_though_another_is_surer() -> None:
    scores = {"410": 9.0, "480": 7.0, "300": 8.0}
    pipeline = Pipeline(FakeStore(OLD, UNDATED, NEW), ScriptedReader(scores), calibration=PLAIN)
    answer = pipeline.answer("What is the latest number of storks in the census?")
    assert answer.short == "480"
    assert [citation.source for citation in answer.citations] == ["new.txt"]
    assert answer.versions == ()


def test_a_newer_document_that_does_not_answer_is_not_used() -> None:
    pipeline = Pipeline(FakeStore(OLD, NEW), ScriptedReader({"410": 9.0, "480": 1.0}), calibration=PLAIN)
    assert pipeline.answer("What is the latest number of storks?").short == "410"


def test_documents_without_dates_are_all_used() -> None:
    pipeline = Pipeline(FakeStore(UNDATED), ScriptedReader({"300": 8.0}), calibration=PLAIN)
    assert pipeline.answer("What is the latest number of storks?").short == "300"
