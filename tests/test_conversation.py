import pytest

from rag.conversation import checked_history, standalone_question
from rag.errors import OptionError
from rag.types import Message


def asked(*questions: str) -> list[Message]:
    turns: list[Message] = []
    for question in questions:
        turns += [{"role": "user", "content": question}, {"role": "assistant", "content": "So and so."}]
    return turns


def test_the_first_question_stands_alone() -> None:
    assert standalone_question("When is it?", []) == "When is it?"


@pytest.mark.parametrize("question", ["When is it?", "Why?", "And who else?"])
def test_a_follow_up_takes_along_what_was_asked_before(question: str) -> None:
    history = asked("Who leads the Munich delegation?")
    assert standalone_question(question, history) == f"{question} (leads Munich delegation)"


def test_a_follow_up_to_a_follow_up_reaches_back() -> None:
    history = asked("Who leads the Munich delegation?", "When is it?")
    assert standalone_question("Why?", history) == "Why? (leads Munich delegation)"


@pytest.mark.parametrize("question", ["How tall is the Eiffel Tower?", "What did Trump say about his call?"])
def test_a_question_that_names_its_subject_is_left_alone(question: str) -> None:
    assert standalone_question(question, asked("Who leads the Munich delegation?")) == question


def test_a_turn_that_is_no_message_is_refused() -> None:
    turn: Message = {"role": "system", "content": "x"}  # type: ignore[typeddict-item]
    with pytest.raises(OptionError, match="turn 1"):
        checked_history([turn])
