import pytest

from rag.conversation import MOST, checked_history, standalone_question
from rag.errors import OptionError
from rag.types import Message

TOWER = ("Who designed the Eiffel Tower?", "The firm of Gustave Eiffel designed it.")
MOON = ("Who was the first person on the Moon?", "Neil Armstrong was the first person on the Moon.")


def said(*texts: str) -> list[Message]:
    """Turns of a conversation, the user's first."""
    turns: list[Message] = []
    for at, text in enumerate(texts):
        turns.append({"role": "assistant", "content": text} if at % 2 else {"role": "user", "content": text})
    return turns


def test_the_first_question_stands_alone() -> None:
    assert standalone_question("When is it?", []) == "When is it?"


@pytest.mark.parametrize("question", ["How tall is it?", "When?"])
def test_a_follow_up_takes_along_what_was_asked_before(question: str) -> None:
    assert standalone_question(question, said(*TOWER)) == f"{question} (designed Eiffel Tower)"


def test_a_follow_up_that_breaks_off_is_made_whole_after_the_question_before_it() -> None:
    assert standalone_question("And who else?", said(*TOWER)) == "Who else designed the Eiffel Tower?"
    assert standalone_question("Who else?", said("Who won the race?", "Anna.")) == "Who else won the race?"


def test_a_follow_up_made_whole_takes_along_what_that_leaves_open() -> None:
    history = said("Who swam with Anna in June?", "Bo Lind.", "How far did they swim?", "Two miles.")
    assert standalone_question("And with Carla?", history) == "How far did they swim with Carla? (June)"


def test_whose_wife_is_meant_is_taken_along() -> None:
    asked = said("When was Bo Lind born?", "In 1946.")
    assert standalone_question("And his wife?", asked) == "When was his wife born? (Bo Lind)"


def test_he_is_the_person_that_was_asked_about_by_name() -> None:
    history = said("Who is Anna Berg?", "The treasurer of the Oslo chess club.")
    assert standalone_question("What is she writing?", history) == "What is she writing? (Anna Berg)"


def test_a_follow_up_to_a_follow_up_reaches_back() -> None:
    history = said(*TOWER, "When was it completed?", "It was completed in 1889.")
    assert "Eiffel" in standalone_question("Why?", history)


def test_a_pronoun_for_a_person_takes_the_name_that_was_answered() -> None:
    assert standalone_question("When was he born?", said(*MOON)) == "When was he born? (Neil Armstrong)"


def test_a_word_that_the_question_has_is_not_said_twice() -> None:
    assert standalone_question("Is the tower high?", said(*TOWER)) == "Is the tower high? (designed Eiffel)"


@pytest.mark.parametrize(
    "question", ["What is photosynthesis?", "What is the weather in Paris?", "When did Anna Berg win?"]
)
def test_a_new_topic_does_not_drag_the_old_one_along(question: str) -> None:
    assert standalone_question(question, said(*TOWER)) == question


def test_what_is_asked_after_a_change_of_topic_belongs_to_the_new_one() -> None:
    answer = "Photosynthesis is the process by which plants use light."
    history = said(*TOWER, "What is photosynthesis?", answer)
    assert "photosynthesis" in standalone_question("Where does it happen?", history)


def test_few_words_are_taken_along() -> None:
    long = "The tower, a wrought-iron lattice on the Champ de Mars, draws Parisian and foreign visitors."
    added = standalone_question("Why?", said(TOWER[0], long)).removeprefix("Why? ")
    assert 1 <= len(added.split()) <= MOST


def test_a_conversation_without_content_adds_nothing() -> None:
    assert standalone_question("Why?", said("And then?", "Yes.")) == "Why?"


def test_a_turn_that_is_no_message_is_refused() -> None:
    turn: Message = {"role": "system", "content": "x"}  # type: ignore[typeddict-item]
    with pytest.raises(OptionError, match="turn 1"):
        checked_history([turn])
