import pytest

from rag.ellipsis import completed


def whole(follow_up: str, *asked: str) -> str | None:
    completion = completed(follow_up, asked)
    return completion.question if completion else None


@pytest.mark.parametrize(
    ("before", "follow_up", "expected"),
    [
        ("Who is the treasurer?", "And the chairman?", "Who is the chairman?"),
        ("What is the capital of France?", "What about Spain?", "What is the capital of Spain?"),
        ("What is the capital of France?", "And of Spain?", "What is the capital of Spain?"),
        ("How many lived in Oslo in 1990?", "And in 2020?", "How many lived in Oslo in 2020?"),
        ("How many lived in Oslo in 1990?", "And 2020?", "How many lived in Oslo in 2020?"),
        ("Who runs the Oslo office?", "And Bergen?", "Who runs the Bergen office?"),
        ("When was the Eiffel Tower built?", "And Big Ben?", "When was Big Ben built?"),
    ],
)
def test_a_phrase_takes_the_place_of_its_like(before: str, follow_up: str, expected: str) -> None:
    assert whole(follow_up, before) == expected


def test_of_several_names_the_subject_gives_way() -> None:
    assert whole("And Bo?", "What did Anna write about NATO?") == "What did Bo write about NATO?"


def test_a_name_takes_the_place_of_a_pronoun() -> None:
    assert whole("And the Louvre?", "When was it completed?") == "When was the Louvre completed?"


def test_a_phrase_without_its_like_stands_behind_a_question_that_names_nothing() -> None:
    asked = ("Who swam with Anna Berg?", "How long did it take?")
    completion = completed("And with Bo?", asked)
    assert completion is not None
    assert completion.question == "How long did it take with Bo?"
    assert completion.replaced == {"anna", "berg"}


def test_what_a_possessive_stands_for_is_not_replaced() -> None:
    completion = completed("And his wife?", ["When was Bo Lind born?"])
    assert completion is not None
    assert completion.question == "When was his wife born?"
    assert completion.points_back
    assert not completion.replaced


@pytest.mark.parametrize(
    ("before", "follow_up", "expected"),
    [
        ("Who leads the choir?", "And who else?", "Who else leads the choir?"),
        ("Who leads the choir?", "Anyone else?", "Who else leads the choir?"),
        ("And who else leads the choir?", "Who else?", "Who else leads the choir?"),
        ("What did Anna say?", "Anything else?", "What else did Anna say?"),
        ("What did Anna rule out?", "Why?", "Why did Anna rule out?"),
        ("Can the club join?", "Why?", "Why can the club join?"),
        ("When was Anna elected?", "But why?", "Why was Anna elected?"),
    ],
)
def test_a_question_word_asks_the_same_question_anew(before: str, follow_up: str, expected: str) -> None:
    assert whole(follow_up, before) == expected


@pytest.mark.parametrize(
    ("before", "follow_up"),
    [
        ("Who leads the choir?", "Why?"),  # "Why leads the choir?" is no English
        ("When is it?", "Why?"),
        ("Who leads the choir?", "What else?"),
        ("Did Anna or Bo tell Carla?", "And with Dora?"),
        ("Which of Anna, Bo and Carla won?", "And Dora?"),
        ("Who designed the tower?", "When?"),
        ("What causes cancer?", "What about environmental factors?"),
        ("Who designed the tower?", "And who else did she work with?"),
        ("Who designed the tower?", "When was it built?"),
        ("Who designed the tower?", "?"),
    ],
)
def test_nothing_is_put_together_where_the_place_is_not_plain(before: str, follow_up: str) -> None:
    assert completed(follow_up, [before]) is None
