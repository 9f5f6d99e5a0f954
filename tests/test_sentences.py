import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import is_heading, sentence_at, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It rained.", "We stayed in.", "Why not?", "Go!"],
        ["Mr. Smith met Dr. Jones and Gen. Lee in St. Paul.", "They spoke."],
        ["J. D. Vance and George W. Bush spoke.", "Then they left."],
        ["He was in the U.S. Treasury building.", "She was in the U.S.", "The end came."],
        ["Use fruit, e.g. Apples, i.e. Not pears, vs. Plums.", "Done."],
        ["It grew by 3.5 percent to 1.2 million.", "See No. 5 and Fig. 3.", "No.", "Never."],
        ["It opens at 5 p.m. on Jan. 5, 2024.", "Bring money."],
        ["Apple Inc. Chief Tim Cook spoke.", "He works for Apple Inc.", "It is large."],
        ["“We want peace,” she said.", "“Do we?” he asked."],
        ["He wrote: “I am grateful.”", "Then he left."],
        ['He said "Stop."', "She ran."],
        ["(He said so.)", "She did not."],
        ["Well… it rained.", "Wait...", "What?!", "Yes."],
        ["It was shown twice.[12]", "Others disagree.[3]"],
        ["Take vitamin C.", "The dose is small."],
        ["The book came out in 1990.", "It sold well."],
        ["The company makes the iPod.", "iPhone sales rose."],
        ["你好。", "再见！"],
        ["यह एक वाक्य है।", "यह दूसरा है।"],
    ],
)
def test_sentences_end_where_a_reader_says(expected: list[str]) -> None:
    separator = "" if expected[0].endswith("。") else " "
    assert sentences(separator.join(expected)) == expected


def test_a_closed_quotation_before_a_lower_case_word_does_not_end_the_sentence() -> None:
    assert sentences("“Peace now!” he said. “Why?” asked a man.") == [
        "“Peace now!” he said.",
        "“Why?” asked a man.",
    ]


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("A title\n\nThe text begins here\n \nand here") == [
        "A title",
        "The text begins here",
        "and here",
    ]


def test_a_wrapped_line_does_not_end_a_sentence() -> None:
    assert sentences("The long line\nwas wrapped\nHere too.") == ["The long line\nwas wrapped\nHere too."]


def test_a_heading_is_a_sentence_of_its_own() -> None:
    below = "The committee has approved it. So be it."
    assert sentences(f"1. Budget\n{below}")[0] == "1. Budget"
    assert sentences(f"It rains.\n\nBudget and costs\n{below}")[1] == "Budget and costs"
    assert sentences("## 2. The new\nAda.\n## Costs\nFive.") == ["## 2. The new", "Ada.", "## Costs", "Five."]


def test_a_heading_may_follow_the_number_of_its_section() -> None:
    text = "2. Term\nThe lease begins in May. It runs for long."
    parts = [text[start:end] for start, end in sentence_spans(text, 3)]
    assert parts == ["Term", "The lease begins in May.", "It runs for long."]
    numbered = "3. Rent\n3.1 The rent is low.\n3.2 Rent is due in May"
    assert sentences(numbered) == ["3. Rent", "3.1 The rent is low.", "3.2 Rent is due in May"]
    assert sentences("They were\n3.5 million people") == ["They were\n3.5 million people"]


def test_the_first_line_of_a_paragraph_is_no_heading() -> None:
    for text in (
        "The committee has met in the\nRiver House and approved it",
        "Dear Ada,\nThank you very much for your letter",
        "The committee\nhas approved a budget of five millions",
        "Anna Lindqvist\nHead of Sales",
        "- A budget\n  Approved by the committee in May",
    ):
        assert sentences(text) == [text]


def test_headings_are_known_by_their_mark_or_by_what_stands_below() -> None:
    text = "Budget\nThe committee approved it.\n\n## Costs\n\nFive. Six"
    assert [text[start:end] for start, end in sentence_spans(text) if is_heading(text, start, end)] == [
        "Budget",
        "## Costs",
    ]


def test_list_lines_are_sentences_of_their_own() -> None:
    text = "We need:\n- milk\n- two eggs\n1. First. Then more\n2) Second"
    assert sentences(text) == ["We need:", "- milk", "- two eggs", "1. First.", "Then more", "2) Second"]


def test_rows_of_a_table_are_sentences_of_their_own() -> None:
    assert sentences("| a | b |\n|---|---|\n| 1 | 2 |") == ["| a | b |", "|---|---|", "| 1 | 2 |"]
    assert sentences("Town | Mayor\nUlm | Ada Lind\n\nIt rains") == [
        "Town | Mayor",
        "Ulm | Ada Lind",
        "It rains",
    ]


def test_the_lines_of_a_mail_s_head_are_sentences_of_their_own() -> None:
    text = "From: Ada Lind <ada@port.example>\nTo: Eva Berg\nSubject: Offer\n\nDear Eva"
    assert sentences(text) == [
        "From: Ada Lind <ada@port.example>",
        "To: Eva Berg",
        "Subject: Offer",
        "Dear Eva",
    ]


def test_an_enumerator_does_not_end_a_sentence() -> None:
    assert sentences("12. Open the box. Then close it.") == ["12. Open the box.", "Then close it."]
    assert sentences("7.8.1. Open the box.\n- 3.2. Close it.") == ["7.8.1. Open the box.", "- 3.2. Close it."]


def test_only_the_given_stretch_is_read() -> None:
    text = "One. Two. Three."
    assert [text[start:end] for start, end in sentence_spans(text, 5, 9)] == ["Two."]


def test_the_sentence_in_which_a_character_stands() -> None:
    text = "One. Two. Three."
    assert [sentence_at(text, at) for at in (0, 4, 5, 8, 15, 16)] == [
        (0, 4),
        None,
        (5, 9),
        (5, 9),
        (10, 16),
        None,
    ]
    assert sentence_at(text, 6, 6, 8) == (6, 8)


def test_no_sentence_in_white_space() -> None:
    assert sentence_spans(" \n\n\t ") == []


@given(st.text(alphabet="aB1 .?!…\n\t\"'“”()-I.é\u0301。\u200d👍", max_size=80))
def test_sentences_are_trimmed_in_order_and_leave_nothing_out(text: str) -> None:
    spans = sentence_spans(text)
    at = 0
    for start, end in spans:
        assert not text[at:start].strip()
        assert text[start:end].strip() == text[start:end] != ""
        at = end
    assert not text[at:].strip()
