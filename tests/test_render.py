from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Claim
from tests.ui_fakes import ABSTENTION, ANSWER, CITATION, PASSAGE, QUOTE
from ui.render import (
    Line,
    answer_lines,
    clean,
    escape_json,
    one_line,
    place,
    readable_size,
    shorten,
    surroundings,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x07text", "text"),
        ("\x9b31mred", "red"),
        ("\x1bPq\x1b\\after", "after"),
        ("\x1bcreset", "reset"),
        ("a\x00b\x08c\x7fd", "abcd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("tab\tstays", "tab\tstays"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("half \ud83d", "half \ufffd"),
        ("naïve “quote” 🏞 שלום", "naïve “quote” 🏞 שלום"),
    ],
)
def test_clean_takes_away_what_a_terminal_would_obey(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_an_escape_that_never_ends_hides_nothing_that_follows() -> None:
    assert clean("\x1b]0;seen\nalso seen") == "0;seen\nalso seen"
    assert clean("\x1b[") == ""


@given(st.text())
def test_clean_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_holds_no_control_character(text: str) -> None:
    assert not {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))} & set(clean(text))


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\n\t b\u2028c ") == "a b c"


def test_one_line_keeps_the_spaces_of_a_file_name() -> None:
    assert one_line("/docs/two  spaces.txt") == "/docs/two  spaces.txt"


def test_shorten_cuts_between_words() -> None:
    assert shorten("one two three", 9) == "one two…"
    assert shorten("one   two", 7) == "one two"
    assert shorten("abcdefgh", 5) == "abcd…"


def test_json_keeps_its_value_without_raw_control_characters() -> None:
    assert escape_json('"a\x7fb\x9bc\u202ed é"') == r'"a\u007fb\u009bc\u202ed é"'


def test_a_place_names_what_is_known() -> None:
    assert place(CITATION) == "The dam — 2024-05-06, p. 3 · /docs/dam.txt"
    assert place(PASSAGE) == "The dam — 2024-05-06 · /docs/dam.txt"
    assert place(replace(PASSAGE, published=None)) == "The dam · /docs/dam.txt"
    assert place(replace(PASSAGE, also_in=("/b.txt",))) == "The dam — 2024-05-06 · /docs/dam.txt · /b.txt"


def test_an_answer_is_its_marked_text_its_citations_and_its_confidence() -> None:
    assert answer_lines(ANSWER) == [
        Line("The dam was built in 1931 [1].", "strong"),
        Line(),
        Line("[1] The dam — 2024-05-06, p. 3 · /docs/dam.txt"),
        Line(QUOTE, "quote", 4),
        Line(),
        Line("confidence 83% (very likely)", "quiet"),
    ]


def test_a_claim_without_support_is_pointed_out() -> None:
    unsupported = replace(ANSWER, claims=(Claim(0, len(QUOTE), (), supported=False),))
    assert Line("Not borne out by the documents: The dam was built in 1931.") in answer_lines(unsupported)


def test_an_abstention_gives_its_reason_and_three_passages_at_most() -> None:
    lines = answer_lines(replace(ABSTENTION, passages=(PASSAGE,) * 5))
    assert [line.text for line in lines[:4]] == [
        "The documents do not say.",
        "no passage answers it well enough",
        "",
        "Nearest passages:",
    ]
    assert [line.text[:3] for line in lines[4:] if line.indent == 0] == ["1. ", "2. ", "3. "]


def test_titles_and_quotes_of_documents_are_cleaned() -> None:
    hostile = replace(CITATION, title="\x1b[2Jnice\ntitle", quote="\x1b]0;x\x07words", source="a\x07b")
    lines = answer_lines(replace(ANSWER, citations=(hostile,)))
    assert lines[2].text == "[1] nice title — 2024-05-06, p. 3 · ab"
    assert lines[3].text == "words"


def test_surroundings_mark_the_quote_between_whole_words() -> None:
    line = surroundings("alpha beta gamma QUOTED delta epsilon zeta", 17, 23, margin=9)
    assert line == Line("…gamma QUOTED delta…", marked=(7, 13))


def test_surroundings_end_where_the_document_does() -> None:
    line = surroundings("only QUOTED", 5, 11)
    assert line == Line("only QUOTED", marked=(5, 11))


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_234, "1.2 kB"), (1_234_567, "1.2 MB"), (5 * 10**13, "50.0 TB")],
)
def test_sizes_are_decimal(count: int, text: str) -> None:
    assert readable_size(count) == text
