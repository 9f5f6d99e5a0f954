import pytest

from index.errors import LoadError
from index.loaders import LoadOptions, Part, load_part
from index.loaders.options import DEFAULT_OPTIONS
from index.types import Document


def loaded(name: str, text: str, options: LoadOptions = DEFAULT_OPTIONS) -> Document:
    return load_part(Part(f"/{name}", name, text.encode()), options)


def rows(document: Document) -> list[tuple[str | None, str]]:
    return [(block.place, document.text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    text = "Name,Post\nIda,master\nOlaf,mate\n".replace(",", delimiter)
    assert rows(loaded("a.csv", text))[1] == ("row 2", "Name: Ida | Post: master")


def test_quoted_fields_may_hold_delimiters_and_line_breaks() -> None:
    assert rows(loaded("a.csv", 'Name,Remark\nIda,"tall,\nquiet"\n'))[1] == (
        "row 2",
        "Name: Ida | Remark: tall, quiet",
    )


def test_a_table_whose_first_row_holds_numbers_names_no_columns() -> None:
    assert rows(loaded("a.csv", "Ida,24\nOlaf,9\n")) == [("row 1", "Ida | 24"), ("row 2", "Olaf | 9")]


def test_json_lines_are_records_with_their_line() -> None:
    document = loaded(
        "a.jsonl",
        '{"id": 1, "title": "Dam", "text": "It broke. Nobody fell.", "year": 2024}\n\n'
        '{"id": 2, "title": "Mill", "text": "It runs.", "tags": ["wind", "wood"]}\n',
    )
    assert rows(document) == [
        ("line 1", "Dam"),
        ("line 1", "year: 2024"),
        ("line 1", "It broke. Nobody fell."),
        ("line 3", "Mill"),
        ("line 3", "tags: wind, wood"),
        ("line 3", "It runs."),
    ]
    assert [block.heading for block in document.blocks][1:3] == ["Dam", "Dam"]


def test_the_field_that_holds_the_text_can_be_named() -> None:
    text = '[{"text": "A teaser.", "story": "The whole of it."}]'
    guessed, named = loaded("a.json", text), loaded("a.json", text, LoadOptions(json_field="story"))
    assert rows(guessed) == [("record 1", "story: The whole of it."), ("record 1", "A teaser.")]
    assert rows(named) == [("record 1", "text: A teaser."), ("record 1", "The whole of it.")]
    assert guessed.doc_id != named.doc_id


def test_a_field_that_isnt_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(LoadError, match=r"a\.json has no text field 'body'; its fields are: id, text"):
        loaded("a.json", '[{"id": 1, "text": "It broke."}]', LoadOptions(json_field="body"))


def test_an_export_that_wraps_its_records_is_read_like_them() -> None:
    document = loaded("a.json", '{"total": 1, "items": [{"text": "It broke."}]}')
    assert rows(document) == [("record 1", "It broke.")]


def test_any_other_value_names_where_its_scalars_stand() -> None:
    document = loaded(
        "a.json", '{"lamp": {"colour": "green", "on": true}, "crew": [{"n": 1}, {"n": 2}], "x": null}'
    )
    assert rows(document) == [
        ("lamp.colour", "lamp.colour: green"),
        ("lamp.on", "lamp.on: yes"),
        ("crew[1].n", "crew[1].n: 1"),
        ("crew[2].n", "crew[2].n: 2"),
    ]


def test_a_line_that_is_no_json_is_named() -> None:
    with pytest.raises(LoadError, match=r"a\.jsonl isn't JSON in line 2"):
        loaded("a.jsonl", '{"text": "one"}\n{"text": \n')


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(LoadError, match="nested too deeply"):
        loaded("a.json", "[" * 100_000)
