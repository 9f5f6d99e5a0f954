"""The bare answer in a written one."""

from rag.agreement import bare_answer
from rag.llm.types import Written
from rag.types import Citation, Claim, Usage


def written(*sentences: tuple[str, str, bool]) -> Written:
    """Return an answer of sentences, each with the words that it cites and whether they bear it out."""
    text, claims, citations = "", [], []
    for marker, (sentence, quote, supported) in enumerate(sentences, start=1):
        start = len(text) + 1 if text else 0
        text = f"{text} {sentence}".strip()
        claims.append(Claim(start, len(text), (marker,), supported=supported))
        citations.append(
            Citation(
                marker=marker, doc_id="d", source="d.txt", title="", published=None, page=None,
                start=0, end=len(quote), quote=quote, score=1.0,
            )
        )  # fmt: skip
    return Written(text, tuple(claims), tuple(citations), Usage())


RACE = written(("The race was won by Anna Berg, from Ulm.", "In the end Anna Berg won it in Ulm.", True))


def test_the_best_that_was_written_and_cited_is_taken() -> None:
    assert bare_answer("Who won?", ["Carl Moe", "Anna Berg", "Ulm"], RACE) == "Anna Berg"
    assert bare_answer("Who won?", ["Carl Moe"], RACE) == ""
    assert bare_answer("Who won?", ["", "the end"], RACE) == ""


def test_words_of_the_question_are_no_answer() -> None:
    assert bare_answer("Where did Anna Berg win?", ["Anna Berg", "Ulm"], RACE) == "Ulm"


def test_only_whole_words_in_their_order_count() -> None:
    assert bare_answer("Who won?", ["Anna Ber", "Berg Anna"], RACE) == ""


def test_every_member_of_a_list_must_be_there_and_may_stand_in_another_sentence() -> None:
    both = written(("Anna won in Rome.", "Anna won in Rome", True), ("Carl lost.", "Carl lost there", True))
    assert bare_answer("Who ran?", ["Anna; Carl"], both) == "Anna; Carl"
    assert bare_answer("Who ran?", ["Anna; Dora"], both) == ""


def test_what_is_not_borne_out_does_not_count() -> None:
    assert bare_answer("Who won?", ["Anna"], written(("Anna won.", "Anna won", False))) == ""
