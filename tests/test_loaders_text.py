import pytest

from index.errors import LoadError
from index.loaders.dates import iso_date
from index.loaders.decode import decode
from index.loaders.text import parse, parse_text


def blocks(text: str) -> list[tuple[str, str]]:
    parsed = parse_text(text)
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_western_text_is_read_in_any_encoding(encoding: str) -> None:
    assert decode("Grüße aus Köln, meint René.".encode(encoding), "x") == "Grüße aus Köln, meint René."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Привет, как дела? Это обычный русский текст о погоде."),
        ("koi8-r", "Привет, как дела? Это обычный русский текст о погоде."),
        ("shift_jis", "日本語のテキストです。今日は天気がいいですね。"),
        ("gb18030", "这是一个中文文本，今天天气很好。我们去公园散步吧。"),
        ("cp1253", "Γειά σου Κόσμε, αυτό είναι ένα κείμενο"),
    ],
)
def test_older_encodings_are_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "x") == text


def test_letters_without_any_ascii_are_read_as_western() -> None:
    assert decode("ÄÖÜäöüß".encode("latin-1"), "x") == "ÄÖÜäöüß"


def test_utf8_cut_off_within_a_character_stays_utf8() -> None:
    assert decode("été à la plage é".encode()[:-1], "x") == "été à la plage \ufffd"


def test_line_ends_nuls_and_marks_are_normalised() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\x00d" + b"." * 2000, "x") == "a\nb\ncd" + "." * 2000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bytes(range(256)) * 20, "is a binary file"),
        (b"\x00" * 100, "is a binary file"),
        (b"\x01\x02\x03 a few control characters \x04", "is a binary file"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        (b"%PDF-1.7 ...", "is a PDF file"),
        (b"PK\x03\x04", "is a ZIP archive"),
    ],
)
def test_what_is_not_text_is_refused_by_name(content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=rf"x\.txt {message}"):
        parse(content, "x.txt")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (" date 2025-02-12 The president", "2025-02-12"),
        ("Date: 2025-02-12\nThe president", "2025-02-12"),
        ("DATE 2025-02-12T10:30:00Z The president", "2025-02-12"),
        ("Published: 12 February 2025\n\nThe president", "2025-02-12"),
    ],
)
def test_a_date_at_the_head_is_metadata_and_not_of_the_first_sentence(head: str, published: str) -> None:
    parsed = parse_text(head + " spoke.")
    assert parsed.published == published
    assert parsed.text == head + " spoke."
    assert blocks(head + " spoke.")[1:] == [("paragraph", "The president spoke.")]
    assert parsed.blocks[0].kind == "metadata"


@pytest.mark.parametrize(
    "text", ["date 2025-13-40 Spoke.", "The date 2025-02-12 came.", "dates 2025-02-12 are sweet."]
)
def test_what_only_resembles_a_date_prefix_is_text(text: str) -> None:
    assert parse_text(text).published is None
    assert blocks(text) == [("paragraph", text)]


def test_head_lines_state_title_and_source() -> None:
    parsed = parse_text("Title: The ferry\nDate: 2024-05-06\nSource: Lake News\n\nIt sank.")
    assert (parsed.title, parsed.published) == ("The ferry", "2024-05-06")
    assert [block.kind for block in parsed.blocks] == ["metadata"] * 3 + ["paragraph"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025/2/3", "2025-02-03"),
        ("Wed, 12 Feb 2025 08:00:00 GMT", "2025-02-12"),
        ("February 3rd, 2025", "2025-02-03"),
        ("20250212", "2025-02-12"),
        ("D:20250212080000+01'00'", "2025-02-12"),
        ("02/03/2025", None),
        ("2025-02-30", None),
        ("20250231", None),
        (20250212, None),
    ],
)
def test_dates_are_read_unless_they_are_ambiguous_or_impossible(value: object, expected: str | None) -> None:
    assert iso_date(value) == expected


def test_wrapped_lines_are_one_paragraph_and_blank_lines_part() -> None:
    assert blocks("One line\nwrapped.\n \nTwo.") == [
        ("paragraph", "One line\nwrapped."),
        ("paragraph", "Two."),
    ]


def test_marked_lines_are_items_with_the_lines_they_wrap_to() -> None:
    assert blocks("Bring:\n- a tent\n  for two\n* rope\n1. tape") == [
        ("paragraph", "Bring:"),
        ("list_item", "- a tent\n  for two"),
        ("list_item", "* rope"),
        ("list_item", "1. tape"),
    ]


def test_a_dash_that_begins_a_wrapped_line_makes_no_list() -> None:
    text = "The mayor\n- a tall man -\nspoke."
    assert blocks(text) == [("paragraph", text)]


def test_short_paragraphs_behind_a_colon_are_a_list_up_to_the_first_sentence() -> None:
    text = "The harbour needs:\n\nA new pier\n\nLonger hours\n\nA crane\n\nThe council agreed to all of it."
    assert blocks(text) == [
        ("paragraph", "The harbour needs:"),
        ("list_item", "A new pier"),
        ("list_item", "Longer hours"),
        ("list_item", "A crane"),
        ("paragraph", "The council agreed to all of it."),
    ]


def test_a_first_item_may_run_on_behind_the_colon() -> None:
    text = "It rained. She named three judges: Ana Lopez of Lima\n\nBo Chen\n\nCy Diop\n\nThey meet today."
    assert blocks(text) == [
        ("paragraph", "It rained. She named three judges:"),
        ("list_item", "Ana Lopez of Lima"),
        ("list_item", "Bo Chen"),
        ("list_item", "Cy Diop"),
        ("paragraph", "They meet today."),
    ]


def test_clauses_in_paragraphs_are_a_list_with_its_last_full_stop() -> None:
    text = "Members may:\n\nvote;\n\nstand for office; and\n\nsee the books.\n\nNobody else may."
    assert [kind for kind, _ in blocks(text)] == ["paragraph", *["list_item"] * 3, "paragraph"]


def test_capitalised_lines_behind_a_colon_are_a_list() -> None:
    assert [kind for kind, _ in blocks("They won:\nAnn Lee\nBob Fox")] == [
        "paragraph",
        "list_item",
        "list_item",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "He said this:\n\nWe are leaving tomorrow.\n\nNobody answered him.",
        "At 9:30 the ferry left\n\nA second title",
        "Note: one remark follows\n\nShe left at noon.",
        "He wrote:\nthe quick brown fox jumps\nover the lazy dog",
    ],
)
def test_a_colon_alone_makes_no_list(text: str) -> None:
    assert {kind for kind, _ in blocks(text)} == {"paragraph"}
