"""EM, F1, answer recall, ROUGE-L and lists, against values worked out by hand."""

import pytest

from evals.metrics.answer_recall import answer_recall
from evals.metrics.rouge import rouge_l
from evals.metrics.span_sets import span_set_f1
from evals.metrics.squad import exact_match, f1
from evals.metrics.text import contains, normalize


def test_normalising_drops_case_punctuation_and_articles() -> None:
    assert normalize("The  cat's, a DOG\n-- an   end!") == "cats dog end"


def test_an_article_inside_a_word_stays() -> None:
    assert normalize("theatre another") == "theatre another"


def test_exact_match_looks_past_articles_and_punctuation() -> None:
    assert exact_match("the Denver Broncos.", ["Denver Broncos"]) == 1
    assert exact_match("Denver", ["Denver Broncos"]) == 0


def test_f1_counts_shared_words() -> None:
    # 2 shared of 3 said and 2 wanted: precision 2/3, recall 1.
    assert f1("big Denver Broncos", ["Denver Broncos"]) == pytest.approx(0.8)


def test_f1_counts_a_repeated_word_as_often_as_both_have_it() -> None:
    # "no" is shared twice, of 3 said and 2 wanted: precision 2/3, recall 1.
    assert f1("no no no", ["no no"]) == pytest.approx(0.8)


def test_the_nearest_of_several_answers_counts() -> None:
    assert f1("October", ["October 1973", "October"]) == 1
    assert f1("October 1973", ["1973", "in October of 1973 exactly"]) == pytest.approx(2 / 3)


def test_silence_is_right_where_there_is_no_answer_and_wrong_where_there_is() -> None:
    assert (exact_match("", []), f1("", [])) == (1, 1)
    assert (exact_match("something", []), f1("something", [])) == (0, 0)
    assert (exact_match("", ["something"]), f1("", ["something"])) == (0, 0)


def test_answers_of_which_nothing_is_left_are_passed_over() -> None:
    assert f1("blue", ["the", "blue"]) == 1
    assert f1("blue", ["The!"]) == 0


def test_contains_looks_for_whole_words_side_by_side() -> None:
    assert contains("It lasted 27 minutes, he said.", "27 Minutes")
    assert not contains("It lasted 127 minutes", "27 minutes")
    assert not contains("anything", "the")
    assert contains("It went “very well,” he said – twice", "very well he said")


def test_answer_recall_does_not_punish_added_words() -> None:
    assert answer_recall("The talks will be led by JD Vance and others", ["JD Vance", "Rubio"]) == 1
    assert answer_recall("led by Vance", ["JD Vance"]) == pytest.approx(0.5)
    assert answer_recall("anything", []) == 0


def test_rouge_l_follows_the_order_of_words() -> None:
    # Lin 2004: "police killed the gunman" against these two; common subsequences of 3 and 2 of 4 words.
    reference = ["police killed the gunman"]
    assert rouge_l("police kill the gunman", reference) == pytest.approx(3 / 4)
    assert rouge_l("the gunman kill police", reference) == pytest.approx(2 / 4)


def test_rouge_l_of_texts_of_different_length() -> None:
    # Common: "one two", of 2 and 4 words: 2 * 2 / 6.
    assert rouge_l("one two", ["one x two y"]) == pytest.approx(2 / 3)
    assert rouge_l("", ["a"]) == rouge_l("a", [""]) == 0


def test_a_list_scores_by_its_members() -> None:
    # 1 of 2 said and 1 of 3 wanted: precision 1/2, recall 1/3.
    assert span_set_f1(["The Alps", "Jura"], ["alps", "Vosges", "Pyrenees"]) == pytest.approx(0.4)


def test_order_and_repetition_in_a_list_do_not_matter() -> None:
    assert span_set_f1(["red", "blue", "red"], ["blue", "red"]) == pytest.approx(1)
