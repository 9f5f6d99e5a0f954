"""The cell that a question names by its row and its column, and the labels that are no answer."""

import pytest

from rag.tables import MOST_ROWS, is_label, look_up

ALLOWANCES = """Allowances
| Country | Day allowance | Hotel limit per night |
|---|---|---|
| Germany | €28 | €130 |
| Poland | €23 | |
| United Kingdom | €45 | €170 |

Whoever is invited to lunch deducts 40% of the day allowance."""
PRICES = """article | description | unit price (EUR) | stock | supplier
article: A-1001 | description: Pallet jack 2500 kg | unit price (EUR): 389.00 | stock: 14 | supplier: Hebetech
article: A-1002 | description: Pallet jack 3000 kg | unit price (EUR): 459.00 | stock: 3 | supplier: Hebetech
article: C-3300 | description: Safety vest yellow | unit price (EUR): 5.25 | supplier: Sicher GmbH"""
ACCOUNTS = """ | 2024 | 2025
Revenue | 1.2 | 1.4
Costs | 0.9 | 1.1"""


def cells(question: str, text: str, *, header: str = "") -> list[str]:
    return [text[start:end] for start, end in look_up(question, text, header=header).cells]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How much is the day allowance for Poland?", ALLOWANCES, "€23"),
        ("What is the hotel limit in Germany?", ALLOWANCES, "€130"),
        ("What is the United Kingdom's hotel limit?", ALLOWANCES, "€170"),
        ("Which country has a day allowance of €45?", ALLOWANCES, "United Kingdom"),
        ("What does article A-1001 cost?", PRICES, "389.00"),
        ("How many 3000 kg pallet jacks are in stock?", PRICES, "3"),
        ("What is the price of the safety vest?", PRICES, "5.25"),
        ("Which supplier has pallet jacks?", PRICES, "Hebetech"),
        ("What was the revenue in 2025?", ACCOUNTS, "1.4"),
        ("How high were costs in 2024?", ACCOUNTS, "0.9"),
    ],
)
def test_row_and_column_lead_to_the_cell(question: str, text: str, answer: str) -> None:
    assert cells(question, text) == [answer]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the day allowance?", ALLOWANCES),
        ("What do we know of Poland?", ALLOWANCES),
        ("What is the day allowance for France?", ALLOWANCES),
        ("What was the day allowance for Poland in 2019?", ALLOWANCES),
        ("What is the hotel limit in Poland?", ALLOWANCES),
        ("What is the average day allowance for Germany?", ALLOWANCES),
        ("Is the day allowance for Poland more than that for Germany?", ALLOWANCES),
        ("How many safety vests are in stock?", PRICES),
        ("What is the day allowance for Poland?", "Poland has a day allowance of €23."),
        ("What is a or b?", "a | b"),
    ],
    ids=["no row", "no column", "not in it", "another year", "an empty cell", "reckoned", "compared",
         "no such cell", "no table", "one line"],
)  # fmt: skip
def test_what_names_no_one_cell_finds_none(question: str, text: str) -> None:
    assert cells(question, text) == []


def test_several_rows_give_a_cell_each() -> None:
    assert cells("Which articles does Hebetech supply?", PRICES) == ["A-1001", "A-1002"]
    assert cells("How many pallet jacks are in stock?", PRICES) == ["14", "3"]


def test_a_question_that_names_most_of_a_long_table_names_nothing() -> None:
    text = "Town | Land\n" + "\n".join(f"Town {number} | Baden" for number in range(MOST_ROWS + 1))
    assert cells("Which towns are in Baden?", text) == []
    assert len(cells("Which towns are in Baden?", text.rpartition("\n")[0])) == MOST_ROWS


def test_rows_that_are_not_named_are_told_where_others_are() -> None:
    found = look_up("How many 3000 kg pallet jacks do we have?", PRICES)
    assert found.cells == ()
    assert [PRICES[start:end].split(" | ")[0] for start, end in found.other_rows] == ["A-1001", "C-3300"]
    assert look_up("What do we have?", PRICES).other_rows == ()


def test_the_header_may_name_what_the_table_is_of() -> None:
    question = "What was the day allowance for Poland in 2019?"
    assert cells(question, ALLOWANCES, header="Travel policy 2019\n") == ["€23"]


def test_labels_of_another_table_are_not_used() -> None:
    text = "Town | Mayor\nUlm | Ada Lind\n\nIn brief:\nBonn | Eva Berg"
    assert cells("Who is the mayor of Ulm?", text) == ["Ada Lind"]
    assert cells("Who is the mayor of Bonn?", text) == []


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        (ALLOWANCES, "per night", True),
        (ALLOWANCES, "€130", False),
        (ALLOWANCES, "40%", False),
        (PRICES, "supplier\n", True),
        (PRICES, "supplier: Sicher", True),
        (PRICES, "Sicher", False),
        ("Town | Mayor\nUlm | Ada", "Mayor", False),
        ("Note: it rains.", "Note", False),
    ],
)
def test_labels_are_told_from_cells(text: str, words: str, label: bool) -> None:
    start = text.index(words)
    assert is_label(text, start, start + len(words.strip())) is label
