"""Documents that contradict each other stand side by side; those that only differ don't."""

import pytest

from index.loaders import text_document
from index.types import Document
from rag.pipeline import Pipeline
from rag.types import Answer, Version
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

OLD = text_document(
    "The census found 410 storks in Ulm.", source="old.txt", title="First census", published="2021-06-01"
)
NEW = text_document(
    "The census found 480 storks in Ulm.", source="new.txt", title="Second census", published="2023-06-01"
)
QUESTION = "How many storks did the census find in Ulm?"


def ask(question: str, scores: dict[str, float], *documents: Document) -> Answer:
    return Pipeline(FakeStore(*documents), ScriptedReader(scores), calibration=PLAIN).answer(question)


def test_both_are_given_the_newest_first_each_with_title_date_and_citation() -> None:
    answer = ask(QUESTION, {"410": 9.0, "480": 8.0}, OLD, NEW)
    assert answer.text == (
        "The documents disagree.\n"
        "Second census (1 June 2023): The census found 480 storks in Ulm.\n"
        "First census (1 June 2021): The census found 410 storks in Ulm."
    )
    assert answer.short == "480; 410"
    newest, older = answer.versions
    assert newest == Version("480", "2023-06-01", newest.start, newest.end, (1,))
    assert answer.text[newest.start : newest.end] == "The census found 480 storks in Ulm."
    assert (older.short, older.published, older.markers) == ("410", "2021-06-01", (2,))
    assert [(citation.marker, citation.source) for citation in answer.citations] == [
        (1, "new.txt"),
        (2, "old.txt"),
    ]


def test_documents_that_agree_with_a_version_are_cited_with_it() -> None:
    again = text_document("In Ulm the census found 410 storks.", source="again.txt", published="2024-01-01")
    answer = ask(QUESTION, {"410": 9.0, "480": 8.0}, OLD, NEW, again)
    assert [(v.short, v.published, v.markers) for v in answer.versions] == [
        ("410", "2024-01-01", (1, 2)),
        ("480", "2023-06-01", (3,)),
    ]


@pytest.mark.parametrize(
    ("other", "scores"),
    [
        ("The census found 480 storks in Ulm.", {"410": 9.0, "480": 4.9}),
        ("The census found 480 storks in Ulm.", {"410": 12.0, "480": 5.5}),
        ("The census found 480 storks in Basel.", {"410": 9.0, "480": 8.0}),
        ("The census found 405 storks in Ulm.", {"410": 9.0, "405": 8.0}),
        ("The census found many storks in Ulm.", {"410": 9.0, "many": 8.0}),
    ],
    ids=["not sure enough", "far less sure", "another place", "rounded", "another kind of answer"],
)
def test_what_does_not_contradict_is_not_set_beside(other: str, scores: dict[str, float]) -> None:
    answer = ask(QUESTION, scores, OLD, text_document(other, source="other.txt"))
    assert answer.versions == ()
    assert answer.short == "410"


def test_one_document_does_not_disagree_with_itself() -> None:
    both = text_document(
        "The census found 410 storks in Ulm. The next census found 480 storks in Ulm.", source="both.txt"
    )
    assert ask(QUESTION, {"410": 9.0, "480": 8.0}, both).versions == ()


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("Ada Lind", "Bo Berg", True),
        ("Ada Lind", "President Lind", False),
        ("May 2019", "June 2020", True),
        ("2019", "May 2019", False),
        ("5 million", "7 million", True),
        ("90 minutes", "nearly 90", False),
    ],
)
def test_answers_contradict_if_they_are_alike_and_share_nothing(
    one: str, other: str, contradict: bool
) -> None:
    answer = ask(
        "What did the jury of Ulm name?",
        {one: 9.0, other: 8.0},
        text_document(f"The jury of Ulm named {one}.", source="one.txt"),
        text_document(f"The jury of Ulm named {other}.", source="other.txt"),
    )
    assert bool(answer.versions) is contradict
