import pytest

from rag.numbered import speaks_of_another


def told(question: str, text: str, answer: str, *, header: str = "") -> bool:
    return speaks_of_another(question, text, text.index(answer), header=header)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who flies with Crew-4?", "Crew-3 takes Ada Lind to the station.", "Ada Lind"),
        ("When did World War I begin?", "It rained. World War II began in 1939.", "1939"),
        ("What does Article 5 say?", "By Article 6 trade is free.", "trade"),
        ("What is new in version 2.1?", "Fonts are new in version 2.", "Fonts"),
        ("Who won in 1964?", "Berg won in 1968.", "Berg"),
        ("Who won in the 1950s?", "Berg won in 1968.", "Berg"),
        ("Who won in March?", "In April Berg won.", "Berg"),
    ],
)
def test_another_of_the_same_numbered_things_is_noticed(question: str, text: str, answer: str) -> None:
    assert told(question, text, answer)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who flies with Crew-4?", "After Crew-3 came Crew-4, with Ada Lind.", "Ada Lind"),
        ("Who flies with Crew-4?", "Crew-4 is next. Unlike Crew-3, it takes Ada Lind.", "Ada Lind"),
        ("Who flew with crews 3 and 4?", "Crew 3 took Ada Lind.", "Ada Lind"),
        ("Who won World War II?", "World War 2 was won by the Allies.", "Allies"),
        ("Who is king after George V?", "George V died, and George VI is king.", "George VI"),
        ("Who won in 1964?", "Berg won from 1961 to 1968.", "Berg"),
        ("Who won in 1964?", "Berg won in the 1960s.", "Berg"),
        ("Who won in the 1960’s?", "Berg won in 1968.", "Berg"),
        ("Who won in 1964?", "It was 1964. Berg had won in 1963 too.", "Berg"),
        ("Who won in 1964?", "Berg won with 1,968 points.", "Berg"),
        ("Who won in 1964?", "Berg won.", "Berg"),
        ("May I ask who won?", "In April Berg won.", "Berg"),
        ("Where did 4 people die?", "In 3 hours 5 people died in Oslo.", "Oslo"),
        ("Are 4 members needed?", "Are 5 enough? Ada says so.", "Ada"),
        ("Who leads it?", "Crew-3 is led by Ada Lind.", "Ada Lind"),
    ],
)
def test_what_may_be_of_the_same_thing_is_let_through(question: str, text: str, answer: str) -> None:
    assert not told(question, text, answer)


def test_the_header_says_of_which_thing_a_passage_is() -> None:
    text = "Ada Lind goes. Crew-3 had one more."
    assert told("Who flies with Crew-4?", text, "one more")
    assert not told("Who flies with Crew-4?", text, "one more", header="All about Crew-4 | 2022-04-27\n")
