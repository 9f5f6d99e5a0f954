import pytest

from rag.measures import Measure, can_be, measure_of


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("How long did the call last?", "extent"),
        ("For how long was it closed?", "extent"),
        ("How long ago was it built?", None),
        ("How many people came?", "amount"),
        ("How much did it cost?", "amount"),
        ("At what time does it open?", "clock"),
        ("In what time frame was it built?", None),
        ("How did they come?", None),
        ("Who came?", "person"),
        ("Where was it?", "no time"),
        ("In which hotel do they meet?", "no time"),
        ("In what year was it?", "year"),
        ("Which years did it cover?", "year"),
        ("In what year of his reign was it?", None),
        ("What century was it?", "century"),
        ("What is Ada's phone number?", "phone"),
        ("What is Ada's email address?", "address"),
        ("What percentage of them came?", "share"),
        ("What number of them came?", "amount"),
        ("At which early stage was it dropped?", None),
        ("What did the man who came say?", None),
        ("Which hotel was it?", None),
    ],
)
def test_the_wording_tells_which_quantity_is_asked_for(question: str, measure: Measure | None) -> None:
    assert measure_of(question) == measure


@pytest.mark.parametrize(
    ("measure", "words", "fits"),
    [
        ("extent", "hour-long", True),
        ("extent", "90 minutes", True),
        ("extent", "nearly a decade", True),
        ("extent", "21:45", False),
        ("extent", "Munich", False),
        ("amount", "four", True),
        ("amount", "$3.5 million", True),
        ("amount", "Marco Rubio", False),
        ("clock", "21:45", True),
        ("clock", "9 a.m.", True),
        ("clock", "immediately", False),
        ("share", "36%", True),
        ("share", "two-thirds", True),
        ("share", "the Greens", False),
        ("year", "1964", True),
        ("year", "the 1960s", True),
        ("year", "AD 49", True),
        ("year", "1,500 BC", True),
        ("year", "last year", True),
        ("year", "fifth", False),
        ("year", "34 million", False),
        ("year", "$1,964", False),
        ("century", "the 5th", True),
        ("century", "early nineteenth century", True),
        ("century", "under King Otto", False),
        ("no time", "Friday", False),
        ("no time", "on 14 February 2025", False),
        ("no time", "the 1990s", False),
        ("no time", "May", False),
        ("no time", "Friday's Hotel", True),
        ("no time", "March of the Penguins", True),
        ("no time", "7th", True),
        ("phone", "+49 40 555", True),
        ("phone", "ada@port.example", False),
        ("address", "ada@port.example", True),
        ("address", "+49 40 555", False),
        ("person", "Friday", False),
        ("person", "ada@example.org", True),
        ("person", "40%", False),
        ("person", "Ada Lind", True),
        ("person", "U2", True),
        (None, "anything", True),
    ],
)
def test_words_that_can_not_be_it_are_told_apart(measure: Measure | None, words: str, fits: bool) -> None:
    assert can_be(measure, words) is fits
