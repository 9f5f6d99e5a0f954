import pytest

from rag.wording import completed, enumerated, members, names_around, same_answer, tidy, tokens


@pytest.mark.parametrize(
    ("span", "bare"),
    [
        ("“very well,”", "very well"),
        ("Friday.", "Friday"),
        ("(since 2022", "since 2022"),
        ("(1998)", "1998"),
        ("Mercury (planet)", "Mercury (planet)"),
        ("Washington, D.C.", "Washington, D.C."),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("-5 degrees", "-5 degrees"),
        ("– Oslo", "Oslo"),
        ("$5.50", "$5.50"),
        ("...", ""),
        ("", ""),
    ],
)
def test_quotes_punctuation_and_lone_brackets_at_the_ends_go(span: str, bare: str) -> None:
    text = f"It was {span} then"
    start, end = tidy(text, 7, 7 + len(span))
    assert text[start:end] == bare


def test_a_letter_keeps_its_combining_mark() -> None:
    assert tidy("Malmo\u0308 grew", 0, 5) == (0, 6)


def test_words_are_compared_without_case_articles_and_punctuation() -> None:
    assert tokens("The dog’s U.S. “Great” Seal, a seal") == ("dog", "u.s", "great", "seal", "seal")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Dog", "dog!", True),
        ("Scott Bessent", "US Treasury Secretary Scott Bessent", True),
        ("Bessent Scott", "Scott Bessent", False),
        ("two", "two million", False),
        ("guilty", "not guilty", False),
        ("1973", "October 1973", False),
        ("May", "May 4", False),
        ("cat", "category", False),
        ("the", "a", False),
    ],
)
def test_answers_are_the_same_if_one_names_the_other_more_fully(one: str, other: str, same: bool) -> None:
    assert same_answer(tokens(one), tokens(other)) is same
    assert same_answer(tokens(other), tokens(one)) is same


def test_an_enumeration_falls_into_its_parts() -> None:
    text = "They sell tea, coffee, and cakes here."
    assert [text[start:end] for start, end in enumerated(text, 10, 32)] == ["tea", "coffee", "cakes"]


def test_what_enumerates_nothing_is_one_part() -> None:
    assert enumerated("Android phone", 0, 13) == ((0, 13),)


def test_the_commas_of_a_number_part_nothing() -> None:
    assert enumerated("2,000", 0, 5) == ((0, 5),)


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("It was an hour-long call.", "hour", "hour-long"),
        ("It was in the mid-1990s.", "1990s", "mid-1990s"),
        ("The warmest regions", "warm", "warmest"),
        ("He wrote on Truth Social.", "Truth", "Truth Social"),
        ("where Vice President Ann Lee will go", "Ann Lee", "Vice President Ann Lee"),
        ("with Secretary of State Ann Lee there", "Ann Lee", "Secretary of State Ann Lee"),
        ("the King of France", "France", "France"),
        ("He left. Yesterday Ann Lee came.", "Ann Lee", "Ann Lee"),
        ("by 3.5 million people", "3.5 million", "3.5 million"),
        ("Ann, Bert", "Ann", "Ann"),
        ("in /etc/apt/sources.list.", "/etc/apt/sources", "/etc/apt/sources.list"),
        ("edit sources.list now", "list", "sources.list"),
        ("see https://a.example/b-c, then", "example", "https://a.example/b-c"),
        ("(write to ann@post.example)", "ann", "ann@post.example"),
        ("Python 3.11.2 is", "3.11", "3.11.2"),
        ('together (the "Tenant") sign', 'the "Tenant', 'the "Tenant"'),
        ('"Ada" or Eva" sang', '"Ada" or Eva', '"Ada" or Eva'),
        ("the tower (of Ulm), or", "tower (of Ulm", "tower (of Ulm)"),
        ("On Friday.The next day", "Friday", "Friday"),
        ("on Friday in May", "Friday", "Friday"),
        ("Wednesday, 1 April 2026, 10:00, room 3", "Wednesday", "Wednesday, 1 April 2026, 10:00"),
        ("on Sunday, February 7, 2016, at", "Sunday", "Sunday, February 7, 2016"),
        ("call +49 40 555 now", "49 40 555", "+49 40 555"),
        ("at -5 degrees", "5 degrees", "-5 degrees"),
        ("- 5 items", "5 items", "5 items"),
        ("in the U.S. Army", "U.S", "U.S"),
        ("x", "x", "x"),
    ],
)
def test_an_answer_cuts_neither_a_word_nor_a_name_in_two(text: str, span: str, whole: str) -> None:
    start = text.index(span)
    assert text[slice(*completed(text, start, start + len(span)))] == whole


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nairobi and Mombasa", ["Nairobi", "Mombasa"]),
        ("new and enlarged bridges", ["new and enlarged bridges"]),
        ("articles 4 and 5", ["articles 4 and 5"]),
        ("Mork & Mindy", ["Mork & Mindy"]),
        ("salt, pepper, and what was left", ["salt, pepper, and what was left"]),
    ],
    ids=["two names", "a word shared", "numbers", "one name", "a clause"],
)
def test_only_what_can_stand_alone_is_taken_apart(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in enumerated(text, 0, len(text))] == parts


# --- names that a sentence enumerates


@pytest.mark.parametrize(
    ("text", "inside", "names"),
    [
        (
            "Waters, Gilmour, Mason and keyboardist Richard Wright took part",
            "Gilmour",
            ["Waters", "Gilmour", "Mason", "Richard Wright"],
        ),
        ("the funk band Rufus and American singer Chaka Khan", "Rufus", ["Rufus", "Chaka Khan"]),
        ("Peter met Paul, Mary and the queen Anne of York", "Mary", ["Paul", "Mary", "Anne of York"]),
        ("Ann Lee (who leads), Bo Ek and Cy Roth fly", "Bo Ek", ["Ann Lee", "Bo Ek", "Cy Roth"]),
        ("Present: Ann Lee (chair), Bo Ek, Cy Roth.", "Ann Lee", ["Ann Lee", "Bo Ek", "Cy Roth"]),
        ("Peter met Paul, Mary and Anne", "Peter", ["Peter"]),
        ("Peter met nobody, he said", "nobody", []),
        ("It is made in Ulm, Germany", "Ulm", ["Ulm"]),
    ],
)
def test_names_are_found_with_those_beside_them(text: str, inside: str, names: list[str]) -> None:
    start = text.index(inside)
    found = names_around(text, start, start + len(inside))
    assert [text[first:last] for first, last in found] == names


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Anna Berg, Bo Ek, and Carl Moe", ("Anna Berg", "Bo Ek", "Carl Moe")),
        ("Anna Berg and Bo Ek", ("Anna Berg", "Bo Ek")),
        ("tea, coffee or cakes", ("tea", "coffee", "cakes")),
        ("bread and butter", ("bread and butter",)),
        ("Ulm, Germany", ("Ulm, Germany",)),
        ("Anna Berg", ("Anna Berg",)),
    ],
)
def test_what_an_and_joins_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert members(text) == parts
