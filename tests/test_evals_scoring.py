"""What becomes of a question, and which metrics it has."""

from dataclasses import replace

import pytest

from evals.metrics.citation import answer_in_quote, citation_precision, citation_recall, quote_exact
from evals.relevance import judge_passages
from evals.scoring import outcome, passage_reader, score
from evals.types import Question
from rag.types import Claim
from tests.evals_fakes import answer, passage, silence

ASKED = Question("q", "Who leads?", ("JD Vance",))
NOWHERE = Question("q", "Who sings?", answerable=False)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("JD Vance", "right"),
        ("Vice President JD Vance", "right"),  # F1 2/3
        ("Vice President of the United States JD Vance", "partly"),  # precision 2/7, F1 4/9
        ("Rubio", "wrong"),
    ],
)
def test_an_answer_is_right_from_half_f1_on(short: str, expected: str) -> None:
    assert outcome(ASKED, answer(short)) == expected


def test_silence_is_right_only_where_the_documents_do_not_say() -> None:
    assert outcome(ASKED, silence()) == "refused"
    assert outcome(NOWHERE, silence()) == "rightly silent"
    assert outcome(NOWHERE, answer("Ann")) == "unsupported"


def test_a_sentence_without_a_bare_answer_is_right_if_it_holds_one() -> None:
    sentence = "After long talks in Munich it was said that JD Vance will lead them all"
    assert outcome(ASKED, answer("", text=sentence)) == "right"
    assert outcome(ASKED, answer("", text="After long talks nobody will lead")) == "wrong"


def test_an_answer_to_a_question_without_known_answers_is_not_judged() -> None:
    scores = score(Question("q", "?", sources={"a.txt": 1}), answer("x", passages=[passage("x")]))
    assert outcome(Question("q", "?"), answer("x")) == "unjudged"
    assert "f1" not in scores
    assert "brier" not in scores
    assert scores["recall@1"] == 1


def test_em_and_f1_score_the_bare_answer_and_else_the_text() -> None:
    assert score(ASKED, answer("JD Vance", text="JD Vance leads."))["em"] == 1
    assert score(ASKED, answer("", text="JD Vance leads."))["f1"] == pytest.approx(0.8)


def test_silence_scores_as_in_squad_2() -> None:
    assert {k: v for k, v in score(NOWHERE, silence()).items() if k in ("em", "f1", "unsupported")} == {
        "em": 1,
        "f1": 1,
        "unsupported": 0,
    }
    refused = score(ASKED, silence())
    assert (refused["em"], refused["f1"], refused["answer_recall"], refused["over_refusal"]) == (0, 0, 0, 1)


def test_an_answer_where_there_is_none_scores_nothing() -> None:
    scores = score(NOWHERE, answer("Ann", confidence=0.6))
    assert (scores["f1"], scores["unsupported"], scores["brier"]) == pytest.approx((0, 1, 0.36))


def test_a_list_is_scored_by_its_members_whatever_their_order() -> None:
    asked = Question("q", "Which two?", ("Ann", "Bea"), all_answers=True)
    whole = score(asked, answer("Bea; Ann"))
    assert (whole["em"], whole["f1"], whole["span_f1"]) == (1, 1, 1)
    enumerated = score(asked, answer("Bea and Ann"))
    assert (enumerated["em"], enumerated["span_f1"]) == (1, 1)
    half = score(asked, answer("Ann"))
    assert (half["em"], half["f1"], half["span_f1"]) == pytest.approx((0, 2 / 3, 2 / 3))


def test_passages_are_judged_by_the_words_of_the_quotes() -> None:
    asked = Question("q", "?", ("x",), quotes=("JD Vance, will lead", "on Friday"), sources={"other.txt": 1})
    judged = judge_passages(
        asked,
        [
            passage("nothing", start=0),
            passage("The jd vance will lead us", start=10),
            passage("again JD Vance will lead", start=40),
        ],
    )
    assert judged is not None
    assert judged.ranking == ("d1:0", "JD Vance, will lead", "d1:40")
    assert judged.grades == {"JD Vance, will lead": 1, "on Friday": 1}


def test_quotes_in_one_passage_are_one_thing_to_find() -> None:
    scores = score(
        Question("q", "?", ("x",), quotes=("one", "two")), answer("x", passages=[passage("one two")])
    )
    assert (scores["recall@1"], scores["map"]) == (1, 1)


def test_passages_are_judged_by_their_document_where_there_are_no_quotes() -> None:
    asked = Question("q", "?", ("x",), sources={"b.txt": 2, "c/d.txt": 1})
    found = [
        passage("1", doc_id="x", source="/docs/ab.txt"),
        passage("2", doc_id="y", source="/docs/b.txt"),
        passage("3", doc_id="y", source="/docs/b.txt", start=5),
        passage("4", doc_id="z", source="/docs/c/d.txt"),
    ]
    judged = judge_passages(asked, found)
    assert judged is not None
    assert judged.ranking == ("/docs/ab.txt", "b.txt", "c/d.txt")
    assert score(asked, answer("x", passages=found))["mrr"] == 0.5


def test_a_passage_is_found_under_any_name_of_its_document() -> None:
    found = [replace(passage("1", doc_id="x", source="/docs/a.txt"), also_in=("/docs/b.txt",))]
    assert score(Question("q", "?", ("x",), sources={"b.txt": 1}), answer("x", passages=found))["mrr"] == 1


def test_a_question_without_evidence_has_no_retrieval_metrics() -> None:
    assert not {
        name for name in score(ASKED, answer("x")) if name.startswith(("recall@", "ndcg", "mrr", "map"))
    }


FIRST = passage("JD Vance will lead. Marco Rubio comes along.", doc_id="d1")
SECOND = passage("In Munich, JD Vance spoke.", doc_id="d2")
JUDGE = answer_in_quote(("JD Vance",))


def test_a_claim_is_recalled_if_its_citations_hold_the_answer() -> None:
    cited = answer("JD Vance", passages=[FIRST], quotes=[(FIRST, "JD Vance will lead.")])
    astray = answer("JD Vance", passages=[FIRST], quotes=[(FIRST, "Marco Rubio comes along.")])
    assert (citation_recall(cited, JUDGE), citation_precision(cited, JUDGE)) == (1, 1)
    assert (citation_recall(astray, JUDGE), citation_precision(astray, JUDGE)) == (0, 0)


def test_a_citation_that_is_not_needed_is_not_precise() -> None:
    quotes = [(FIRST, "JD Vance will lead."), (FIRST, "Marco Rubio comes along.")]
    cited = answer("JD Vance", passages=[FIRST], quotes=quotes)
    assert (citation_recall(cited, JUDGE), citation_precision(cited, JUDGE)) == (1, 0.5)


def test_two_citations_that_each_hold_the_answer_are_both_precise() -> None:
    quotes = [(FIRST, "JD Vance will lead."), (SECOND, "JD Vance spoke.")]
    assert citation_precision(answer("JD Vance", quotes=quotes), JUDGE) == 1


def test_citations_that_support_only_together_are_both_precise() -> None:
    def both(cited: str, _: str) -> bool:
        return "lead" in cited and "Munich" in cited

    quotes = [(FIRST, "JD Vance will lead."), (SECOND, "In Munich, JD Vance spoke.")]
    cited = answer("JD Vance", quotes=quotes)
    assert (citation_recall(cited, both), citation_precision(cited, both)) == (1, 1)


def test_each_claim_counts() -> None:
    claims = [Claim(0, 8, (1,), supported=True), Claim(9, 20, (), supported=False)]
    cited = answer("", text="JD Vance leads them.", quotes=[(FIRST, "JD Vance will lead.")], claims=claims)
    assert (citation_recall(cited, JUDGE), citation_precision(cited, JUDGE)) == (0.5, 1)


def test_an_answer_without_citations_has_no_precision() -> None:
    assert (citation_recall(answer("x"), JUDGE), citation_precision(answer("x"), JUDGE)) == (0, 0)
    assert citation_recall(silence(), JUDGE) is None


def test_a_quote_is_exact_if_the_document_has_it_there() -> None:
    cited = answer("JD Vance", passages=[FIRST], quotes=[(FIRST, "JD Vance will lead.")])
    read = passage_reader(cited.passages)
    assert quote_exact(cited.citations, read) == 1
    assert quote_exact(cited.citations, lambda c: "something else") == 0
    assert quote_exact((), read) is None


def test_a_quote_that_cannot_be_looked_up_is_not_counted() -> None:
    whole = passage("JD Vance will lead. Marco Rubio comes along.")
    cited = answer("JD Vance", passages=[passage("JD Vance will")], quotes=[(whole, "JD Vance will lead.")])
    assert "quote_exact" not in score(ASKED, cited)
    assert score(ASKED, cited, read=lambda c: whole.text[c.start : c.end])["quote_exact"] == 1


def test_quotes_are_checked_in_the_passages_at_their_own_offsets() -> None:
    at = passage("🙂 JD Vance will lead.", start=1000)
    cited = answer("JD Vance", passages=[passage("front"), at], quotes=[(at, "JD Vance")])
    assert score(ASKED, cited)["quote_exact"] == 1
    moved = answer(
        "JD Vance", passages=[passage("🙂🙂 JD Vance will lead", start=1000)], quotes=[(at, "JD Vance")]
    )
    assert score(ASKED, moved)["quote_exact"] == 0
