import pytest

from index.loaders.markdown import parse, parse_markdown, plain_heading


def blocks(text: str) -> list[tuple[str, str | None, str]]:
    parsed = parse_markdown(text)
    return [(block.kind, block.heading, parsed.text[block.start : block.end]) for block in parsed.blocks]


def test_the_text_is_the_file() -> None:
    assert parse(b"# A *b*\r\n\r\n[c](d)\r\n", "x.md").text == "# A *b*\n\n[c](d)\n"


def test_headings_make_a_path() -> None:
    text = "# Guide\nIntro.\n## Boats ##\nOne.\n### Ferry\nTwo.\n## Trains\nThree.\n"
    assert blocks(text) == [
        ("heading", None, "Guide"),
        ("paragraph", "Guide", "Intro."),
        ("heading", "Guide", "Boats"),
        ("paragraph", "Guide > Boats", "One."),
        ("heading", "Guide > Boats", "Ferry"),
        ("paragraph", "Guide > Boats > Ferry", "Two."),
        ("heading", "Guide", "Trains"),
        ("paragraph", "Guide > Trains", "Three."),
    ]


def test_underlined_headings_count_and_rules_do_not() -> None:
    assert blocks("Guide\n=====\n\nBoats\n---\n\nOne.\n\n---\n\nTwo.") == [
        ("heading", None, "Guide"),
        ("heading", "Guide", "Boats"),
        ("paragraph", "Guide > Boats", "One."),
        ("paragraph", "Guide > Boats", "Two."),
    ]


def test_a_fence_is_code_whatever_is_in_it() -> None:
    assert blocks("```sh\n# no heading\n\n- no item\n```\nEnd.") == [
        ("code", None, "# no heading\n\n- no item"),
        ("paragraph", None, "End."),
    ]


def test_a_fence_that_is_never_closed_ends_with_the_file() -> None:
    assert blocks("~~~\ncode") == [("code", None, "code")]


def test_tables_are_rows_without_the_rule() -> None:
    assert blocks("| a | b |\n|---|:-:|\n| 1 | 2 |\n\nEnd.") == [
        ("table_row", None, "| a | b |"),
        ("table_row", None, "| 1 | 2 |"),
        ("paragraph", None, "End."),
    ]


def test_lists_are_items() -> None:
    assert [kind for kind, _, _ in blocks("Bring:\n\n- a\n- b\n  - c\n\n1. d\n2. e")] == ["paragraph"] + [
        "list_item"
    ] * 5


def test_comments_are_metadata() -> None:
    assert blocks("<!-- draft\n\n# not a heading -->\nText.") == [
        ("metadata", None, "<!-- draft\n\n# not a heading -->"),
        ("paragraph", None, "Text."),
    ]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: The ferry\ndate: 2025-02-12\n---\n",
        '---\nTitle: "The ferry"\npublished: 2025-02-12T08:00:00Z\n---\n',
        "---\ntitle: The ferry\ncreated: 12 February 2025\ntags: [a, b]\n...\n",
        '+++\ntitle = "The ferry"\ndate = 2025-02-12\n+++\n',
    ],
)
def test_front_matter_states_title_and_date_and_is_metadata(front: str) -> None:
    parsed = parse_markdown(front + "# Heading\n\nText.")
    assert (parsed.title, parsed.published) == ("The ferry", "2025-02-12")
    assert [block.kind for block in parsed.blocks] == ["metadata", "heading", "paragraph"]


def test_broken_front_matter_is_metadata_that_states_nothing() -> None:
    parsed = parse_markdown("---\ntitle: [a\n---\nText.")
    assert (parsed.title, parsed.published) == (None, None)
    assert [block.kind for block in parsed.blocks] == ["metadata", "paragraph"]


def test_rules_around_prose_are_no_front_matter() -> None:
    assert blocks("---\nJust a line.\n---\nText.")[0][2] == "Just a line."


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    assert parse_markdown("Intro.\n\n## The *[ferry](x.md)* `log`").title == "The ferry log"
    assert parse_markdown("Intro.").title is None


def test_the_text_behind_a_heading_stands_under_it_and_the_text_before_does_not() -> None:
    assert blocks("One.\n# A\nTwo.")[0] == ("paragraph", None, "One.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [("**Bold** and _it_", "Bold and it"), ("snake_case_name", "snake_case_name"), ("Log {#log}", "Log")],
)
def test_headings_lose_their_markup(markup: str, text: str) -> None:
    assert plain_heading(markup) == text
