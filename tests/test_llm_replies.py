import pytest

from rag.llm.replies import ReplyParser, plain
from rag.llm.types import Sentence


def parsed(*pieces: str) -> list[Sentence]:
    parser = ReplyParser()
    return [sentence for piece in pieces for sentence in parser.feed(piece)] + parser.finish()


ANNA, RAIN = Sentence("Anna won.", (1,)), Sentence("It rained.", (2,))


@pytest.mark.parametrize(
    "reply",
    [
        "Anna won. [1] It rained. [2]",
        "Anna won [1]. It rained [2].",
        "Anna won.[1] It rained.[2]",
        "Anna won. [Passage 1] It rained. 【2】",
        "- Anna won. [1]\n- It rained. [2]",
        "**Anna** won. [1]\n\n1. It rained. [2]",
        "Passage 1: Anna won. According to passage 2, it rained.",
        "Anna won in [passage 1]. According to [2], it rained.",
        "Anna won, as stated in [1]. It rained, [2].",
        "Anna won in the passage [1]. It rained, as mentioned in passage 2.",
    ],
)
def test_markers_go_to_the_sentence_they_stand_in_or_behind(reply: str) -> None:
    assert parsed(reply) == [ANNA, RAIN]
    assert parsed(*reply) == [ANNA, RAIN]


def test_a_sentence_is_given_out_once_another_begins() -> None:
    parser = ReplyParser()
    assert parser.feed("Anna won. [1]") == []
    assert parser.feed(" It") == [ANNA]
    assert parser.feed(" rained. [2]") == []
    assert parser.finish() == [RAIN]
    assert parser.finish() == []


def test_a_reply_that_ends_with_a_comma_and_a_marker_ends_with_its_words() -> None:
    assert parsed("Anna moved to Rome, [1]") == [Sentence("Anna moved to Rome", (1,))]


def test_several_markers_are_kept_in_order_and_once() -> None:
    assert parsed("Anna won. [2][1, 3] [2]") == [Sentence("Anna won.", (2, 1, 3))]


def test_a_number_in_brackets_that_is_a_word_of_its_own_is_a_marker_and_a_year_is_text() -> None:
    assert parsed("It was in 1932 (spring). [12]") == [Sentence("It was in 1932 (spring).", (12,))]


def test_thoughts_are_no_part_of_the_answer() -> None:
    assert parsed("<think>Who? Anna. ", "Yes.</think>", "Anna won. [1]") == [ANNA]


@pytest.mark.parametrize("reply", ["", "  \n", "[1]", "...", "<think>Hm. So."])
def test_a_reply_without_words_has_no_sentence(reply: str) -> None:
    assert parsed(reply) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See ![x](https://evil.example/?q=1) this.", "See this."),
        ("Click [here](https://evil.example).", "Click here."),
        ("<img src=x onerror=alert(1)>Anna <b>won</b>.", "Anna won."),
        ("## `Anna` __won__.", "Anna won."),
        ("Anna won , .", "Anna won."),
    ],
)
def test_nothing_is_left_that_could_be_rendered(text: str, shown: str) -> None:
    assert plain(text) == shown
