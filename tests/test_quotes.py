from hypothesis import given
from hypothesis import strategies as st

from index.loaders import text_document
from index.types import Document
from rag.quotes import LONGEST_SENTENCE, Quote, list_items, quote_around, spoken

LIST = text_document(
    "It rained. The board named these people:\n\nAnna Berg, chair\n\nBert Dahl, clerk\n\nThey meet in May.",
    source="list.txt",
)


def quoted(document: Document, words: str) -> Quote:
    start = document.text.index(words)
    return quote_around(document, start, start + len(words), within=(0, len(document.text)))


def text_of(document: Document, quote: Quote) -> str:
    return document.text[quote.start : quote.end]


def test_the_sentence_that_holds_the_span_is_quoted() -> None:
    document = text_document("It rained. Anna Berg won the race. Bert left.", source="a")
    assert text_of(document, quoted(document, "Berg")) == "Anna Berg won the race."


def test_a_span_over_two_sentences_is_quoted_with_both() -> None:
    document = text_document("It rained. Anna won. Bert left. All slept.", source="a")
    assert text_of(document, quoted(document, "won. Bert")) == "Anna won. Bert left."


def test_an_item_is_quoted_with_the_line_that_introduces_its_list() -> None:
    quote = quoted(LIST, "Bert Dahl")
    assert text_of(LIST, quote) == "The board named these people:\n\nAnna Berg, chair\n\nBert Dahl, clerk"
    assert spoken(LIST, quote) == "The board named these people: Bert Dahl, clerk"


def test_the_mark_of_an_item_is_quoted_with_the_item() -> None:
    document = text_document("Who won?\n\nA. Ann\n\nB. Bo", source="a")
    assert text_of(document, quoted(document, "B")) == "B. Bo"


def test_the_mark_of_an_answer_is_not_spoken() -> None:
    document = text_document("Q: Who won?\nA: Ann, by plan A: speed.", source="a")
    quote = quoted(document, "by plan")
    assert text_of(document, quote) == "A: Ann, by plan A: speed."
    assert spoken(document, quote) == "Ann, by plan A: speed."


def test_an_introduction_outside_the_passage_is_not_quoted() -> None:
    start = LIST.text.index("Anna")
    at = LIST.text.index("Bert")
    quote = quote_around(LIST, at, at + 4, within=(start, len(LIST.text)))
    assert text_of(LIST, quote) == "Bert Dahl, clerk"


def test_a_list_has_all_its_items_wherever_in_it_the_span_lies() -> None:
    for words in ("Bert Dahl", "people"):
        start = LIST.text.index(words)
        items = list_items(LIST, start, start + len(words), within=(0, len(LIST.text)))
        assert [LIST.text[slice(*item)] for item in items] == ["Anna Berg, chair", "Bert Dahl, clerk"]


def test_markers_of_items_are_left_out() -> None:
    document = text_document("Bring:\n- a tent\n- two ropes\n", source="a")
    items = list_items(document, 9, 15, within=(0, len(document.text)))
    assert [document.text[slice(*item)] for item in items] == ["a tent", "two ropes"]


def test_prose_has_no_items() -> None:
    start = LIST.text.index("May")
    assert list_items(LIST, start, start + 3, within=(0, len(LIST.text))) == ()


def test_text_without_full_stops_is_cut_at_words_around_the_span() -> None:
    document = text_document(" ".join(["word"] * 500 + ["here"] + ["word"] * 500), source="a")
    quote = text_of(document, quoted(document, "here"))
    assert len(quote) <= LONGEST_SENTENCE
    assert "here" in quote
    assert set(quote.split()) == {"word", "here"}


@given(st.text(min_size=1), st.data())
def test_a_quote_holds_its_span_whatever_the_text(text: str, data: st.DataObject) -> None:
    document = text_document("Begin: " + text, source="a")
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    if not document.text[start:end].strip():
        return
    quote = quote_around(document, start, end, within=(0, len(document.text)))
    assert document.text[start:end].strip()[:LONGEST_SENTENCE] in document.text[quote.start : quote.end]


def test_the_sections_of_a_text_are_no_list() -> None:
    long = "Rent is due in May. It is paid by bank. It may be raised. It is low."
    document = text_document(
        f"1. Rent\n{long}\n\n2. Pets\nCats are allowed.\n\n3. Use\nIt is a flat.", source="a"
    )
    at = document.text.index("Cats")
    within = (0, len(document.text))
    assert list_items(document, at, at + 4, within=within) == ()
    quote = quote_around(document, at, at + 4, within=within)
    assert document.text[quote.start : quote.end] == "Cats are allowed."
