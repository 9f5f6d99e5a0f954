from index.loaders import text_document
from rag.answers import Evidence
from rag.settling import definitions, is_among, openings
from tests.rag_fakes import read_passage, shared_words

FAQ = read_passage(
    text_document("What is an owl?\n\nA bird. It hunts.\n\nWhat does it eat?\n\nMice.", source="a"), {}
)
NOTES = read_passage(
    text_document("Owls like the cold. An owl is a bird of the night.", source="b"), {}, rank=2
)


def test_what_stands_below_the_question_opens_its_section() -> None:
    text = FAQ.chunk.text
    opening = openings("What is an owl?", [NOTES, FAQ], similarity=shared_words)
    assert opening == {(1, text.find("A bird")), (1, text.find("It hunts"))}
    assert openings("Where do owls live?", [FAQ, NOTES], similarity=shared_words) == frozenset()


def test_one_of_two_questions_in_a_heading_is_enough() -> None:
    both = read_passage(text_document("Is it a bird? Does it eat mice?\n\nYes.", source="a"), {})
    assert len(openings("Does it eat mice?", [both], similarity=shared_words)) == 1


def test_definitions_are_sought_in_every_passage() -> None:
    assert definitions("What is an owl?", [FAQ, NOTES]) == {(2, NOTES.chunk.text.find("An owl is"))}
    assert definitions("Why do owls hunt?", [FAQ, NOTES]) == frozenset()


def test_an_answer_is_among_sentences_in_which_it_begins() -> None:
    text = NOTES.chunk.text
    bird = Evidence(NOTES, text.find("bird"), text.find("bird") + 4, 1.0)
    cold = Evidence(NOTES, text.find("cold"), text.find("cold") + 4, 1.0)
    assert is_among(bird, {(2, 20)})
    assert not is_among(cold, {(2, 20)})
    assert not is_among(bird, {(1, 20)})
