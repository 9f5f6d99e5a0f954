import pytest

from rag.errors import QuestionError
from rag.questions import Form, Wanted, clean_question, wanted


def test_a_question_is_brought_to_one_line() -> None:
    assert clean_question("  Who\r\nleads\x00 it\u2028now?\t") == "Who leads it now?"


@pytest.mark.parametrize("question", ["", "  \n ", "\x00\x1b"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        clean_question(question)


def test_a_question_may_have_4000_characters() -> None:
    assert len(clean_question("a" * 4000)) == 4000
    with pytest.raises(QuestionError, match=r"4,001 characters.*at most 4,000"):
        clean_question("a" * 4001)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who leads the delegation?", "span"),
        ("How long did it take?", "span"),
        ("How many people came?", "span"),
        ("How often does it rain?", "span"),
        ("What did the company buy?", "span"),
        ("Is the hall red or blue?", "span"),
        ("When was it announced?", "span"),
        ("Why did they leave?", "sentences"),
        ("How did they leave?", "sentences"),
        ("How is cheese made?", "sentences"),
        ("how to apply", "sentences"),
        ("What should I do if I lost it?", "sentences"),
        ("What is the main difference between a frog and a toad?", "sentences"),
        ("What was the age difference between them?", "span"),
        ("Could you tell me why they left?", "sentences"),
        ("Describe the palace.", "sentences"),
        ("Tell me about the palace", "sentences"),
        ("What did the minister say about taxes?", "sentences"),
        ("What did the minister announce?", "sentences"),
        ("What did the two sides discuss, according to the report?", "sentences"),
        ("Did the minister resign?", "sentences"),
        ("Isn’t it open on Sunday?", "sentences"),
    ],
)
def test_the_wording_tells_which_form_of_answer_is_wanted(question: str, form: Form) -> None:
    assert wanted(question) == Wanted(form)


def test_a_question_of_what_somebody_said_names_the_speaker() -> None:
    assert wanted("What did Anna Berg’s lawyer say about Norway?").speaker == ("anna", "berg")
    assert wanted("What did the minister say about Norway?").speaker == ()
    assert wanted("What happened in Norway?") == Wanted("sentences")


@pytest.mark.parametrize(
    "question",
    [
        "What are the duties of a judge?",
        "Who were the founders?",
        "Which rivers do meet?",
        "What big rivers are there?",
        "Who is on the negotiation team?",
        "Who was in the minister’s new cabinet?",
        "Who were members of the band?",
        "Who attended the meeting?",
        "Who took part in the meeting?",
        "Who was absent on Monday?",
        "Name the members of the board.",
    ],
)
def test_a_list_is_wanted_where_the_question_is_in_the_plural(question: str) -> None:
    assert wanted(question) == Wanted("list")


@pytest.mark.parametrize(
    "question",
    ["What does a bus cost?", "Which news did arrive?", "What gas is it?", "What museum preserves it?",
     "What are one of the causes?", "What process did they use?", "Who is in charge of the team?",
     "Name the president of the board."],
)  # fmt: skip
def test_no_list_is_wanted_where_it_only_looks_like_a_plural(question: str) -> None:
    assert wanted(question) == Wanted("span")


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Which four officials lead the talks?", 4),
        ("Who are the 3 founders?", 3),
        ("Name the two rivers.", 2),
        ("List all rivers", None),
    ],
)
def test_a_list_is_wanted_where_a_number_of_things_is_asked_for(question: str, count: int | None) -> None:
    assert wanted(question) == Wanted("list", count)


def test_which_one_of_several_wants_one() -> None:
    assert wanted("Which two of you?") == Wanted("span")
