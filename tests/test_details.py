"""What a question says of the thing it asks after: sentences about another one don't answer it."""

import pytest

from rag.details import Details


def told(question: str, text: str, answer: str, *, header: str = "") -> bool:
    return Details.of(question).differ_at(text, text.index(answer), header=header)


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


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("What is the longest bridge called?", "The shortest bridge is called Elsa.", "Elsa"),
        ("Who won the second match?", "Berg won the third match.", "Berg"),
        ("Who were the three sisters?", "The two sisters were Ada and Eva.", "Ada"),
        ("Who passed the German law?", "Ada passed the French law.", "Ada"),
        ("What are Plato's views?", "Among Kant's views is duty.", "duty"),
        ("When did French troops leave?", "In 1812 the Russian troops left.", "1812"),
    ],
)
def test_an_opposite_or_another_name_before_the_noun_is_noticed(
    question: str, text: str, answer: str
) -> None:
    assert told(question, text, answer)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("What is the longest bridge called?", "The longest bridge is called Elsa.", "Elsa"),
        ("What is the longest bridge called?", "It is the longest. The shortest bridge is Elsa.", "Elsa"),
        ("What is the longest bridge called?", "The shortest road leads over Elsa, a bridge.", "Elsa"),
        ("Is it the longest or shortest bridge?", "The shortest bridge is Elsa.", "Elsa"),
        ("Who passed the German law?", "In Germany the Weimar law was passed by Ada.", "Ada"),
        ("Who passed the German law?", "Ada passed the law.", "Ada"),
        ("Who passed EU law?", "Ada passed Union law.", "Ada"),
        ("Who did Carolina beat?", "The Arizona beat is by Ada.", "Ada"),
        ("German law is by whom?", "The French law is by Ada.", "Ada"),
        ("Did French or German troops leave?", "The German troops left in May.", "May"),
    ],
)
def test_a_noun_without_its_rival_is_let_through(question: str, text: str, answer: str) -> None:
    assert not told(question, text, answer)


def test_the_header_qualifies_a_noun_too() -> None:
    text = "The French law is by Ada."
    assert told("Who wrote the German law?", text, "Ada")
    assert not told("Who wrote the German law?", text, "Ada", header="Laws in Germany\n")
