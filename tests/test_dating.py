import pytest

from index.loaders import text_document
from index.types import Document
from rag.dating import CONFIDENCE, asks_for_date, stated_date
from rag.pipeline import Pipeline
from rag.types import Answer
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

RACE = text_document("date 2024-05-01\nAnna Berg won the race in Oslo.", source="race.txt")
SNOW = text_document("date 2023-01-09\nSnow fell in Bergen.", source="snow.txt")


def ask(question: str, *documents: Document) -> Answer:
    return Pipeline(FakeStore(*documents), ScriptedReader({"Oslo": 9.0}), calibration=PLAIN).answer(question)


@pytest.mark.parametrize(
    "question",
    [
        "When was the article published?",
        "What is the date of this article?",
        "On what date was this document written?",
        "when was the web page from?",
        "When did the article about Anna Berg appear?",
        "What's the publication date of the story on the race?",
    ],
)
def test_the_date_of_a_document_is_given_in_its_own_words(question: str) -> None:
    assert asks_for_date(question)
    answer = ask(question, RACE)
    assert (answer.short, answer.abstained, answer.confidence) == ("2024-05-01", False, CONFIDENCE)
    (citation,) = answer.citations
    assert RACE.text[citation.start : citation.end] == citation.quote == "2024-05-01"
    assert citation.score == pytest.approx(CONFIDENCE)


@pytest.mark.parametrize(
    "question",
    ["When was the race?", "When was the bridge in the article built?", "Who wrote the article?", "When?"],
)
def test_other_questions_are_the_readers(question: str) -> None:
    assert not asks_for_date(question)


def test_of_several_documents_the_question_must_say_which() -> None:
    assert ask("When was the article about Anna Berg published?", RACE, SNOW).short == "2024-05-01"
    assert ask("When was the article published?", RACE, SNOW).short != "2024-05-01"


def test_a_date_that_the_text_does_not_state_is_not_quoted() -> None:
    assert stated_date(text_document("Snow fell on 3 May 2021.", source="a", published="2024-05-01")) is None
    assert stated_date(text_document("Snow fell on 3 May 2021.", source="a")) is None
    told = text_document("Snow fell, 1 May 2024.", source="a", published="2024-05-01")
    assert stated_date(told) == (11, 21)
