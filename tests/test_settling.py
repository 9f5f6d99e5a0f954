from index.loaders import text_document
from rag.answers import Evidence
from rag.settling import definitions, is_among, nearness_of_headings, settling
from tests.rag_fakes import read_passage, shared_words

FAQ = read_passage(
    text_document("What is an owl?\n\nA bird. It hunts.\n\nWhat does it eat?\n\nMice.", source="a"), {}
)
NOTES = read_passage(
    text_document("Owls like the cold. An owl is a bird of the night.", source="b"), {}, rank=2
)


def test_headings_are_as_near_as_the_nearest_of_their_questions() -> None:
    near = nearness_of_headings("What is an owl?", [FAQ], similarity=shared_words)
    assert [near[1, FAQ.chunk.text.find(words)] for words in ("A bird", "It hunts", "Mice")] == [1, 1, 0.25]
    assert len(near) == 3


def test_definitions_are_sought_in_every_passage() -> None:
    assert list(definitions("What is an owl?", [FAQ, NOTES])) == [(2, NOTES.chunk.text.find("An owl is"))]
    assert list(definitions("Why do owls hunt?", [FAQ, NOTES])) == []


def test_what_stands_below_the_question_and_what_defines_it_settle_it() -> None:
    settled = settling("What is an owl?", [FAQ, NOTES], similarity=shared_words)
    assert settled == {(1, FAQ.chunk.text.find("A bird")), (1, FAQ.chunk.text.find("It hunts")), (2, 20)}
    assert settling("Where do owls live?", [FAQ, NOTES], similarity=shared_words) == frozenset()


def test_an_answer_is_among_sentences_in_which_it_begins() -> None:
    text = NOTES.chunk.text
    bird = Evidence(NOTES, text.find("bird"), text.find("bird") + 4, 1.0)
    cold = Evidence(NOTES, text.find("cold"), text.find("cold") + 4, 1.0)
    assert is_among(bird, {(2, 20)})
    assert not is_among(cold, {(2, 20)})
    assert not is_among(bird, {(1, 20)})
