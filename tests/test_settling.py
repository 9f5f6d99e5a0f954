from collections.abc import Sequence

from index.loaders import text_document
from rag.answers import Evidence
from rag.retrieval import ReadPassage
from rag.settling import Place, Settled, settle
from tests.rag_fakes import read_passage, shared_words

FAQ = read_passage(
    text_document("What is an owl?\n\nA bird. It hunts.\n\nWhat does it eat?\n\nMice.", source="a"), {}
)
NOTES = read_passage(
    text_document("Owls like the cold. An owl is a bird of the night.", source="b"), {}, rank=2
)


def opened(question: str, passages: Sequence[ReadPassage]) -> frozenset[Place]:
    return settle(question, passages, similarity=shared_words).openings


def defined(question: str, passages: Sequence[ReadPassage]) -> frozenset[Place]:
    return settle(question, passages, similarity=shared_words).definitions


def test_what_stands_below_the_question_opens_its_section() -> None:
    text = FAQ.chunk.text
    opening = opened("What is an owl?", [NOTES, FAQ])
    assert opening == {(1, text.find("A bird")), (1, text.find("It hunts"))}
    assert opened("Where do owls live?", [FAQ, NOTES]) == frozenset()


def test_one_of_two_questions_in_a_heading_is_enough() -> None:
    both = read_passage(text_document("Is it a bird? Does it eat mice?\n\nYes.", source="a"), {})
    assert len(opened("Does it eat mice?", [both])) == 1


def test_definitions_are_sought_in_every_passage() -> None:
    assert defined("What is an owl?", [FAQ, NOTES]) == {(2, NOTES.chunk.text.find("An owl is"))}
    assert defined("Why do owls hunt?", [FAQ, NOTES]) == frozenset()


def test_an_answer_settles_the_question_if_it_begins_in_such_a_sentence() -> None:
    text = NOTES.chunk.text
    bird = Evidence(NOTES, text.find("bird"), text.find("bird") + 4, 1.0)
    cold = Evidence(NOTES, text.find("cold"), text.find("cold") + 4, 1.0)
    settled = Settled(frozenset(), frozenset({(2, 20)}))
    assert settled.answers(bird)
    assert not settled.answers(cold)
    assert not Settled(frozenset(), frozenset({(1, 20)})).answers(bird)


def test_nothing_settled_is_false() -> None:
    assert not Settled(frozenset(), frozenset())
    assert Settled(frozenset({(1, 0)}), frozenset())
