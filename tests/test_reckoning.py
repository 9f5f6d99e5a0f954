"""Calendar dates from words: right where there is no doubt, silent where there is."""

import pytest

from rag.reckoning import Reckoned, reckoned, with_dates

WEDNESDAY = "2025-02-12"


def dates(text: str, published: str | None = WEDNESDAY) -> list[str]:
    return [found.when for found in reckoned(text, published)]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("They will meet on Friday.", "14 February 2025"),
        ("The meeting that is being set up on Friday in Munich", "14 February 2025"),
        ("Talks are scheduled for Monday.", "17 February 2025"),
        ("He said on Monday that he will go.", "10 February 2025"),
        ("On Friday the council voted.", "7 February 2025"),
        ("On Wednesday the council voted.", "12 February 2025"),
        ("The vote was last Wednesday.", ""),
        ("The vote was last Thursday.", "6 February 2025"),
        ("A vote this Thursday", "13 February 2025"),
        ("She arrived yesterday.", "11 February 2025"),
        ("She leaves tomorrow.", "13 February 2025"),
        ("It was signed two days ago.", "10 February 2025"),
        ("It was signed 12 days ago.", "31 January 2025"),
        ("Prices rose last month.", "January 2025"),
        ("Prices fall next month.", "March 2025"),
        ("It opened last year.", "2024"),
    ],
)
def test_a_day_or_month_is_found_by_its_distance_and_the_tense(text: str, when: str) -> None:
    assert dates(text) == ([when] if when else [])


@pytest.mark.parametrize(
    "text",
    [
        "They meet every Friday.",
        "On Good Friday shops are closed.",
        "The Sunday Times reported it.",
        "Talks are scheduled for Sunday, 16 February.",
        "It happened on 14 February, a Friday.",
        "They will meet next Friday.",
        "They will meet on Wednesday.",
        "The talks begin Friday.",
        "Today the house belongs to nobody.",
    ],
    ids=["a habit", "a feast", "a newspaper", "dated behind", "dated before", "next", "the same weekday",
         "no tense", "nowadays"],
)  # fmt: skip
def test_what_leaves_a_doubt_stays_undated(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("published", [None, "2025", "soon"])
def test_a_document_without_a_day_dates_nothing(published: str | None) -> None:
    assert dates("They will meet on Friday.", published) == []


def test_january_comes_after_december() -> None:
    assert dates("They met last month and will meet next month.", "2025-01-15") == [
        "December 2024",
        "February 2025",
    ]


def test_the_place_is_that_of_the_words() -> None:
    text = "They will meet on Friday."
    assert reckoned(text, WEDNESDAY) == (Reckoned(18, 24, "14 February 2025"),)


def test_the_date_stands_behind_the_words_and_says_that_it_was_worked_out() -> None:
    assert with_dates("They will meet on Friday in Ulm.", WEDNESDAY) == (
        "They will meet on Friday (14 February 2025, reckoned from the article's date) in Ulm."
    )


def test_only_the_stretch_asked_for_is_dated() -> None:
    text = "He said yesterday that they will meet on Friday."
    assert with_dates(text, WEDNESDAY, start=text.index("Friday")) == (
        "He said yesterday that they will meet on Friday"
        " (14 February 2025, reckoned from the article's date)."
    )
