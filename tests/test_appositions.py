import pytest

from rag.appositions import names_another, put_beside


def found(question: str, text: str) -> list[str]:
    return [text[start:end] for start, end in put_beside(question, text)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the foreign secretary?", "Foreign Secretary Ada Lind told the house."),
        ("Who is the foreign secretary?", "She met Ada Lind, the foreign secretary, in May."),
        ("Who was the Foreign Secretary?", "The talks of Foreign Secretary, Ada Lind, failed."),
        ("Who is the head of the FBI?", "Then FBI head Ada Lind spoke."),
        ("who's the current port director", "A letter to port director Ada Lind said so."),
    ],
)
def test_the_name_beside_an_office_is_found(question: str, text: str) -> None:
    assert found(question, text) == ["Ada Lind"]


@pytest.mark.parametrize(
    "text",
    [
        "Former port director Ada Lind told the house.",
        "Deputy port director Ada Lind told the house.",
        "The port director told Ada Lind.",
        "The port director, The Times says, has left.",
        "A port director Monday said so.",
        "Port director Ada's office is closed.",
        "Ada Lind, the port director of Oslo, has left.",
    ],
)
def test_another_office_or_no_name_is_not(text: str) -> None:
    assert found("Who is the port director?", text) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Naming Mayor Ann Lee\n\nPort Director Bo Dahl\n\nCoach Cy Roth", "Port Director"),
        ("We met Secretary of Trade Bo Dahl.", "Secretary of Trade"),
        ("We met Bo Dahl, a coach from Oslo, in May.", "a coach from Oslo"),
        ("Kind regards\nBo Dahl\nHead of Sales\n+49 40", "Head of Sales"),
    ],
)
def test_the_title_beside_a_name_is_found(text: str, title: str) -> None:
    assert found("Who is Bo Dahl?", text) == [title]


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday Bo Dahl left.",
        "Ann Lee met Bo Dahl.",
        "Bo Dahl, who left, is a coach.",
        "Bo Dahlberg",
        "Bo Dahl\nKing Street 5",
        "Bo Dahl\nOslo",
    ],
)
def test_what_is_no_title_is_not(text: str) -> None:
    assert found("Who is Bo Dahl?", text) == []


def test_long_names_are_whole() -> None:
    text = "Their first governor, Capt. José de la Cruz y Melo, came in 1676."
    assert found("Who was their first governor?", text) == ["Capt. José de la Cruz y Melo"]


@pytest.mark.parametrize(
    "question", ["Who leads the port?", "Where is the port director?", "Who?", "Who is Bo?"]
)
def test_other_questions_find_nothing(question: str) -> None:
    assert found(question, "Port director Ada Lind leads the port director Bo.") == []


@pytest.mark.parametrize(
    ("question", "answer", "another"),
    [
        ("Who is Bo Dahl?", "Ann Lee", True),
        ("Who is Bo Dahl?", "Ann Lee, Eva Berg and Cy Roth", True),
        ("Who was Bo Dahl", "bo@port.example", True),
        ("Who is Bo Dahl?", "Bo Erik Dahl", False),
        ("Who is Bo Dahl?", "Port Director", False),
        ("Who is Bo Dahl?", "a coach", False),
        ("Who is Microsofts CEO?", "Ann Lee", False),
        ("Who should I write to?", "bo@port.example", False),
        ("Who leads the port?", "Ann Lee", False),
    ],
)
def test_the_name_of_another_tells_nothing_of_a_person(question: str, answer: str, another: bool) -> None:
    assert names_another(question, answer) is another
