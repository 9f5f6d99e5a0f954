import pytest

from rag.turns import content_words, leans


def keys(text: str) -> list[str]:
    return [word.key for word in content_words(text)]


def test_content_words_are_compared_in_the_singular_and_without_case() -> None:
    assert keys("What are the Cities of the world’s sharks?") == ["city", "world", "shark"]
    assert keys("And who else, then?") == []


def test_the_capital_of_a_sentence_makes_no_name() -> None:
    words = content_words("Whales sing. Anna Berg heard NATO ships.")
    assert [word.text for word in words if word.is_name] == ["Anna", "Berg", "NATO"]


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "And who else?",
        "When is it?",
        "What about Sweden?",
        "What are the symptoms?",
        "What did he say about drones?",
        "Who is their leader?",
    ],
)
def test_a_question_that_points_elsewhere_or_breaks_off_leans(question: str) -> None:
    assert leans(question, ())


@pytest.mark.parametrize(
    "question",
    [
        "What is photosynthesis?",
        "How tall is the Eiffel Tower?",
        "What did Zelenskyy write about his call with Trump?",
        "If you eat no meat, is it true that you need vitamin B12?",
        "Who is the CIA director?",
        "Who else leads the Berlin office?",
    ],
)
def test_a_question_that_says_what_it_is_about_stands_alone(question: str) -> None:
    assert not leans(question, ())


def test_a_word_that_was_said_before_says_what_a_question_is_about() -> None:
    question = "What are the symptoms of anemia?"
    assert leans("What are the symptoms?", {"anemia"})
    assert not leans(question, {"anemia"})
