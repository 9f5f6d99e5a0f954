from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.loaders import text_document
from index.types import Document
from rag.answers import Evidence, candidates
from rag.citations import check, cite, cite_statements, documents_of
from rag.questions import Wanted
from rag.retrieval import ReadPassage
from tests.rag_fakes import PLAIN, FakeStore, read_passage

SPAN = Wanted("span")


def answer_of(scores: dict[str, float], *documents: Document) -> tuple[Evidence, ...]:
    passages = [read_passage(document, scores, rank=rank) for rank, document in enumerate(documents, start=1)]
    return candidates(passages, calibration=PLAIN)[0].evidence


def by_id(*documents: Document) -> dict[str, Document]:
    return {document.doc_id: document for document in documents}


def test_the_quote_is_the_sentence_that_holds_the_answer() -> None:
    document = text_document("It rained.  Anna\nBerg won.", source="race.txt", published="2024-05-01")
    (excerpt,) = cite(answer_of({"Anna\nBerg": 9.0}, document), SPAN, by_id(document), calibration=PLAIN)
    assert (excerpt.short, excerpt.text) == ("Anna Berg", "Anna Berg won.")
    assert excerpt.citation.quote == "Anna\nBerg won."
    assert (excerpt.citation.start, excerpt.citation.end) == (12, 26)
    assert (excerpt.citation.source, excerpt.citation.published) == ("race.txt", "2024-05-01")


def test_passages_that_agree_firmly_are_cited_best_first_and_no_more_than_three() -> None:
    documents = [text_document(f"Day {day}: Anna Berg won.", source=f"{day}") for day in range(5)]
    scores = [{"Anna Berg": score} for score in (6.0, 9.0, 4.0, 7.0, 8.0)]
    passages = [read_passage(document, each) for document, each in zip(documents, scores, strict=True)]
    (found,) = (candidate.evidence for candidate in candidates(passages, calibration=PLAIN))
    excerpts = cite(found, SPAN, by_id(*documents), calibration=PLAIN)
    assert [excerpt.citation.source for excerpt in excerpts] == ["1", "4", "3"]
    assert [excerpt.citation.marker for excerpt in excerpts] == [1, 2, 3]


def test_a_passage_that_would_not_do_alone_is_not_cited_beside_another() -> None:
    documents = text_document("Anna won.", source="a"), text_document("Anna slept.", source="b")
    passages = [read_passage(documents[0], {"Anna": 9.0}), read_passage(documents[1], {"Anna": 4.9})]
    (found,) = (candidate.evidence for candidate in candidates(passages, calibration=PLAIN))
    assert [e.citation.source for e in cite(found, SPAN, by_id(*documents), calibration=PLAIN)] == ["a"]


def test_a_document_that_is_gone_is_not_cited() -> None:
    documents = text_document("Anna won.", source="a"), text_document("So Anna won.", source="b")
    store = FakeStore(*documents)
    store.lose(documents[0].doc_id)
    found = answer_of({"Anna": 9.0}, *documents)
    left = documents_of(store, [evidence.passage for evidence in found])
    assert [e.citation.source for e in cite(found, SPAN, left, calibration=PLAIN)] == ["b"]


def test_a_quote_that_is_not_in_its_document_is_never_shown() -> None:
    documents = text_document("Anna won.", source="a"), text_document("So Anna won.", source="b")
    first, second = cite(answer_of({"Anna": 9.0}, *documents), SPAN, by_id(*documents), calibration=PLAIN)
    shifted = replace(second, citation=replace(second.citation, start=1))
    assert check((first, shifted), by_id(*documents)) == (first,)
    assert check((shifted, first), by_id(*documents)) == ()


def whole(passage: ReadPassage, sentence: str) -> Evidence:
    start = passage.chunk.text.index(sentence)
    return Evidence(passage, start, start + len(sentence), 0.5)


def test_whole_sentences_have_no_short_answer_and_each_its_own_citation() -> None:
    document = text_document("It fell because of the storm. It was old. Nobody was hurt.", source="a")
    passage = read_passage(document, {})
    told = [whole(passage, "It fell because of the storm."), whole(passage, "Nobody was hurt.")]
    excerpts = cite_statements(told, by_id(document), calibration=PLAIN)
    assert [(e.short, e.text, e.citation.marker) for e in excerpts] == [
        ("", "It fell because of the storm.", 1),
        ("", "Nobody was hurt.", 2),
    ]
    assert check(excerpts, by_id(document)) == excerpts


def test_a_sentence_that_introduces_a_list_comes_with_it() -> None:
    document = text_document("They agreed on this:\n\n- peace\n- trade\n\nThen they left.", source="a")
    told = [whole(read_passage(document, {}), "They agreed on this:")]
    (excerpt,) = cite_statements(told, by_id(document), calibration=PLAIN)
    assert excerpt.text == "They agreed on this: peace; trade"
    assert excerpt.citation.quote == "They agreed on this:\n\n- peace\n- trade"


def test_a_list_question_gets_every_item() -> None:
    document = text_document("The board named three people:\n\nAnna Berg\n\nBert Dahl\n\nCarl Ek", source="a")
    found = answer_of({"Bert Dahl": 9.0}, document)
    (excerpt,) = cite(found, Wanted("list", 3), by_id(document), calibration=PLAIN)
    assert excerpt.short == "Anna Berg; Bert Dahl; Carl Ek"
    assert excerpt.text == "The board named three people: Anna Berg; Bert Dahl; Carl Ek"
    assert excerpt.citation.quote == document.text


def test_cells_of_several_rows_are_told_and_quoted_together() -> None:
    rows = "Town | Mayor\nUlm | Ada Lind\nNeu-Ulm | Eva Berg\nBonn | Bo Ek"
    document = text_document(rows, source="mayors.txt")
    passage = read_passage(document, {"Bo Ek": 9.0})
    found = candidates([passage], calibration=PLAIN, question="Who are the mayors of Ulm and Neu-Ulm?")
    (excerpt,) = cite(found[0].evidence, SPAN, by_id(document), calibration=PLAIN)
    assert excerpt.short == "Ada Lind; Eva Berg"
    assert excerpt.citation.quote == "Ulm | Ada Lind\nNeu-Ulm | Eva Berg"


def test_the_list_that_a_sentence_introduces_is_told_with_an_answer_in_it() -> None:
    document = text_document("The board named three people:\n\nAnna Berg\n\nBert Dahl\n\nCarl Ek", source="a")
    (excerpt,) = cite(answer_of({"three": 9.0}, document), SPAN, by_id(document), calibration=PLAIN)
    assert (excerpt.short, excerpt.citation.quote) == ("three", document.text)
    assert excerpt.text == "The board named three people: Anna Berg; Bert Dahl; Carl Ek"


def test_a_list_question_gets_what_else_the_passage_answers() -> None:
    document = text_document("Anna came. So did Bert, who is called Bert Dahl. Carl left.", source="a")
    found = answer_of({"Bert": 9.0, "Anna": 8.0, "Bert Dahl": 4.0, "Carl": 1.9}, document)
    for count, short in ((None, "Anna; Bert"), (2, "Anna; Bert"), (3, "Anna; Bert; Carl"), (4, "Bert")):
        (excerpt,) = cite(found, Wanted("list", count), by_id(document), calibration=PLAIN)
        assert excerpt.short == short
    far = text_document(f"Anna came. {'It rained. ' * 70}Bert came.", source="a")
    (excerpt,) = cite(
        answer_of({"Anna": 9.0, "Bert": 8.0}, far), Wanted("list"), by_id(far), calibration=PLAIN
    )
    assert (excerpt.short, excerpt.text) == ("Anna", "Anna came.")


def test_an_enumeration_in_the_span_is_a_list_if_its_number_is_the_one_asked_for() -> None:
    document = text_document("They sell tea, coffee and cakes.", source="a")
    found = answer_of({"tea, coffee and cakes": 9.0}, document)
    for count, short in ((3, "tea; coffee; cakes"), (2, "tea, coffee and cakes")):
        (excerpt,) = cite(found, Wanted("list", count), by_id(document), calibration=PLAIN)
        assert excerpt.short == short


AWKWARD = st.text(
    st.one_of(
        st.sampled_from("a. \n\r👩‍🔬e\u0301\u202eשלום\ufb01\u00a0“”-:;"),
        st.characters(codec="utf-8", exclude_characters="?"),  # what is asked answers nothing
    ),
    min_size=1,
)


@given(before=AWKWARD, after=AWKWARD)
def test_quotes_are_exact_whatever_the_text(before: str, after: str) -> None:
    document = text_document(f"{before} Anna Berg {after}", source="a")
    found = answer_of({"Anna Berg": 9.0}, document)
    excerpts = cite(found, SPAN, by_id(document), calibration=PLAIN)
    assert check(excerpts, by_id(document)) == excerpts
    assert "Anna Berg" in excerpts[0].citation.quote
