import math

import pytest

from index.loaders import text_document
from rag.answers import CELL_CONFIDENCE, MISFIT, candidates
from tests.rag_fakes import PLAIN, read_passage


def test_the_best_span_of_all_passages_comes_first() -> None:
    passages = [
        read_passage(text_document("Oslo is cold.", source="a"), {"Oslo": 3.0}, rank=1),
        read_passage(text_document("Rome is warm.", source="b"), {"Rome": 7.0}, rank=2),
    ]
    assert [found.best.text for found in candidates(passages, calibration=PLAIN)] == ["Rome", "Oslo"]


def test_equal_answers_of_several_passages_are_one_whose_score_adds_up() -> None:
    passages = [
        read_passage(text_document("Anna Berg won.", source="a"), {"Anna Berg": 6.0}, rank=1),
        read_passage(text_document("The winner is “anna berg”.", source="b"), {"“anna berg”.": 6.0}, rank=2),
        read_passage(text_document("Bert lost.", source="c"), {"Bert": 6.5}, rank=3),
    ]
    first, second = candidates(passages, calibration=PLAIN)
    assert [evidence.text for evidence in first.evidence] == ["Anna Berg", "anna berg"]
    assert math.isclose(first.score, 6.0 + math.log(2.0))
    assert (second.best.text, second.score) == ("Bert", 6.5)


def test_a_passage_counts_once_for_an_answer() -> None:
    passage = read_passage(
        text_document("Anna Berg won. Again Berg won.", source="a"), {"Anna Berg": 6.0, "Berg": 5.0}
    )
    (found,) = candidates([passage], calibration=PLAIN)
    assert found.score == 6.0


def test_a_span_of_punctuation_is_no_answer() -> None:
    passage = read_passage(text_document("It rains …", source="a"), {"…": 9.0})
    assert candidates([passage], calibration=PLAIN) == ()


def test_what_an_and_joins_is_one_answer_if_the_reader_takes_both_for_one() -> None:
    document = text_document("Mayor Ann Lee and Judge Bo Dahl lead it, and Carl left.", source="a")
    (best, *_) = candidates([read_passage(document, {"Bo Dahl": 9.0, "Ann Lee": 5.0})], calibration=PLAIN)
    assert best.best.text == "Ann Lee and Judge Bo Dahl"
    (best, *_) = candidates([read_passage(document, {"Bo Dahl": 9.0, "Ann Lee": 3.9})], calibration=PLAIN)
    assert best.best.text == "Judge Bo Dahl"
    (best, *_) = candidates([read_passage(document, {"Bo Dahl": 9.0, "Carl": 8.0})], calibration=PLAIN)
    assert best.best.text == "Judge Bo Dahl"


def test_what_can_not_be_the_quantity_asked_for_steps_back() -> None:
    document = text_document("Updated 21:45. The call took an hour.", source="a")
    read = [read_passage(document, {"21:45": 12.0, "an hour": 6.0})]
    assert candidates(read, calibration=PLAIN)[0].best.text == "21:45"
    assert candidates(read, calibration=PLAIN, question="How long was it?")[0].best.text == "an hour"


def test_who_stands_beside_the_office_asked_for_comes_before_what_the_reader_prefers() -> None:
    document = text_document("The team: Mayor Ann Lee\n\nPort Director Bo Dahl\n\nCoach Cy Roth", source="a")
    read = [read_passage(document, {"Ann Lee": 12.0, "Bo Dahl": 5.0})]
    best, *_ = candidates(read, calibration=PLAIN, question="Who is the port director?")
    assert (best.best.text, best.score) == ("Bo Dahl", 12.0)


def test_among_several_beside_the_office_the_reader_chooses() -> None:
    document = text_document("Coach Ann Lee met coach Bo Dahl, not Cy Roth.", source="a")
    read = [read_passage(document, {"Cy Roth": 9.0, "Bo Dahl": 6.0, "Ann Lee": 4.0})]
    best, *_ = candidates(read, calibration=PLAIN, question="Who is the coach?")
    assert best.best.text == "Bo Dahl"


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Where in Oslo, which place, did they meet?", "sea"),
        ("Where did they meet?", "Oslo"),
        ("Did they meet in Rome or Oslo?", "Oslo"),
    ],
)
def test_words_of_the_question_are_no_answer_unless_it_offers_a_choice(question: str, best: str) -> None:
    document = text_document("What place? They met in Oslo, by the sea.", source="a")
    read = [read_passage(document, {"Oslo": 9.0, "What place": 8.0, "sea": 3.0})]
    assert candidates(read, calibration=PLAIN, question=question)[0].best.text == best


def test_words_of_a_question_and_the_number_of_an_item_are_no_answers() -> None:
    text = "- 3.1. Which is best?\n\n2. Stable is. “Is sid not?” asked Ann?\n\nC. Bo"
    scores = {"3.1": 9.0, "2": 8.0, "sid": 7.0, "C": 6.0, "Stable": 3.0}
    read = [read_passage(text_document(text, source="a"), scores)]
    assert [found.best.text for found in candidates(read, calibration=PLAIN)] == ["Stable"]


@pytest.mark.parametrize("text", ["12 came.", "3.5 million came.\n\n12 left.", "They were\n12. Others left."])
def test_a_number_at_the_beginning_of_a_line_may_be_an_answer(text: str) -> None:
    read = [read_passage(text_document(text, source="a"), {"12": 9.0})]
    assert [found.best.text for found in candidates(read, calibration=PLAIN)] == ["12"]


def test_an_answer_said_of_another_numbered_thing_steps_back() -> None:
    read = [
        read_passage(text_document("Crew-3 takes Ada Lind.", source="a"), {"Ada Lind": 12.0}),
        read_passage(text_document("Crew-4 takes Bo Dahl.", source="b"), {"Bo Dahl": 5.0}, rank=2),
    ]
    assert candidates(read, calibration=PLAIN, question="Who flies with Crew-4?")[0].best.text == "Bo Dahl"
    assert candidates(read, calibration=PLAIN, question="Who flies with Crew-3?")[0].best.text == "Ada Lind"


def test_the_cell_that_the_question_names_comes_before_what_the_reader_prefers() -> None:
    document = text_document("Town | Mayor | Area\nUlm | Ada Lind | 119\nBonn | Eva Berg | 141", source="a")
    passage = read_passage(document, {"Ada Lind": 9.0, "141": 2.0})
    best, *others = candidates([passage], calibration=PLAIN, question="Who is the mayor of Bonn?")
    assert best.best.text == "Eva Berg"
    assert best.score >= PLAIN.score_at(CELL_CONFIDENCE)
    assert {other.best.text: other.score for other in others} == {
        "Ada Lind": 9.0 - MISFIT,
        "141": 2.0 - MISFIT,
    }


def test_a_label_is_no_answer() -> None:
    document = text_document("Town | Mayor\n---|---\nUlm | Ada Lind", source="a")
    found = candidates([read_passage(document, {"Mayor": 9.0, "Ada Lind": 2.0})], calibration=PLAIN)
    assert [candidate.best.text for candidate in found] == ["Ada Lind"]
