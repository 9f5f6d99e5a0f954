from rag.mentions import named, unmentioned


def test_names_and_numbers_of_a_question_are_found_and_its_first_word_is_none() -> None:
    assert named("What did Joe Biden say in 2024 about Ukraine’s army?") == (
        "joe",
        "biden",
        "2024",
        "ukraine",
    )


def test_capitals_tell_nothing_where_every_word_has_one() -> None:
    assert named("WHO LEADS NATO IN 2024") == ("2024",)


def test_names_are_counted_that_a_text_lacks_in_every_ending() -> None:
    text = "On 2025-02-12 the Ukrainian president spoke of the U.S. army."
    assert unmentioned(("ukraine", "us", "2025"), text) == 0
    assert unmentioned(("biden", "2024", "202"), text) == 3
