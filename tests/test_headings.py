import pytest

from rag.headings import asked_headings, is_question


def asked(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(found.questions, [text[a:b] for a, b in found.opening]) for found in asked_headings(text)]


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("How do I pay?", "How do I pay?"),
        ("7.8. How do I pay?", "How do I pay?"),
        ("12) How do I pay?", "How do I pay?"),
        ("## How do I pay?", "How do I pay?"),
        ("**How do I pay?**", "How do I pay?"),
        ("Q: How do I pay?", "How do I pay?"),
        ("Question 3. How do I pay?", "How do I pay?"),
        ("How do I pay?¶", "How do I pay?"),
        ("I lost my card. How do I pay?", "I lost my card. How do I pay?"),
    ],
)
def test_a_line_that_asks_something_is_found_without_its_marks(heading: str, question: str) -> None:
    assert asked(f"{heading}\n\nBy card. Or in cash.") == [((question,), ["By card.", "Or in cash."])]


def test_a_heading_may_ask_twice() -> None:
    (found,) = asked("How is it said? What does it mean?\n\nAs it is written.")
    assert found == (("How is it said?", "What does it mean?"), ["As it is written."])


def test_three_sentences_open_a_section_and_the_next_question_ends_it() -> None:
    assert asked("Who won?\n\nAnn. Or Bo? By far. Twice. Again.\n\nWho lost?\n\nCarl.") == [
        (("Who won?",), ["Ann.", "By far.", "Twice."]),
        (("Who lost?",), ["Carl."]),
    ]


def test_lines_marked_as_questions_need_no_blank_lines_between_them() -> None:
    assert asked("Q: Who won?\nA: Ann won.\nQ: Who lost?\nA: Carl did.") == [
        (("Who won?",), ["A: Ann won."]),
        (("Who lost?",), ["A: Carl did."]),
    ]


def test_a_table_of_contents_asks_nothing() -> None:
    assert asked("1. Who won?\n\n2. Who lost?\n\n") == []
    assert asked("- Who won?\n- Who lost?\n\nCarl.") == []


def test_the_choices_of_a_quiz_answer_nothing() -> None:
    assert asked("Who won?\n\nA. Ann\n\nB. Bo") == []
    assert asked("Who won?\n\n- a) Ann\n- b) Bo") == []
    assert asked("Who won?\n\nA: Ann.") == [(("Who won?",), ["A: Ann."])]


def test_a_question_within_a_paragraph_is_no_heading() -> None:
    assert asked("They met. Who won? Ann did.\n\nIt rained.") == []
    assert asked("It rained all day, so who\nwould win?\n\nAnn did.") == []


@pytest.mark.parametrize(
    ("sentence", "is_one"), [("Who?", True), ("“Who?”", True), ("Ann (who?) won.", False)]
)
def test_a_question_ends_in_its_mark(sentence: str, is_one: bool) -> None:
    assert is_question(sentence, 0, len(sentence)) == is_one
