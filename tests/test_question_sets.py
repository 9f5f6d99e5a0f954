"""Our own question sets: a mistake in them would be counted as one of the product's."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CORPORA = {"seed": ROOT / "seeds", "office": ROOT / "evals/questions/office"}
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for name in CORPORA
    for line in (ROOT / f"evals/questions/{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
UNANSWERABLE = [question for question in QUESTIONS if not question["answerable"]]
FIELDS = {"id", "question", "answers", "quotes", "source", "answerable", "tags"}


def by_id(question: dict[str, Any]) -> str:
    return str(question["id"])


def corpus_of(question: dict[str, Any]) -> str:
    name: str = question["id"].partition("-")[0]
    return name


def source_text(question: dict[str, Any]) -> str:
    return CORPORA[corpus_of(question)].joinpath(question["source"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("corpus", CORPORA)
def test_there_are_questions_of_both_sorts(corpus: str) -> None:
    assert sum(corpus_of(question) == corpus for question in ANSWERABLE) >= 40
    assert sum(corpus_of(question) == corpus for question in UNANSWERABLE) >= 14


def test_every_kind_of_question_is_asked() -> None:
    tags = Counter(tag for question in ANSWERABLE for tag in question["tags"])
    kinds = {"who", "when", "how-long", "where", "which", "list", "what", "why", "how", "said", "yes-no"}
    assert kinds | {"paraphrase"} <= tags.keys()


@pytest.mark.parametrize("field", ["id", "question"])
def test_no_two_questions_are_the_same(field: str) -> None:
    assert [value for value, count in Counter(q[field] for q in QUESTIONS).items() if count > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=by_id)
def test_a_question_has_the_agreed_fields(question: dict[str, Any]) -> None:
    assert question.keys() - {"all_answers"} == FIELDS
    assert question["question"].endswith("?")
    assert question["tags"]


@pytest.mark.parametrize("question", ANSWERABLE, ids=by_id)
def test_quotes_are_exact_words_of_the_source(question: dict[str, Any]) -> None:
    text = source_text(question)
    assert question["quotes"]
    assert [quote for quote in question["quotes"] if quote not in text] == []


@pytest.mark.parametrize("question", ANSWERABLE, ids=by_id)
def test_the_quotes_hold_an_answer(question: dict[str, Any]) -> None:
    quoted = "\n".join(question["quotes"]).casefold()
    # Several answers that belong together are joined by "; ", as Answer.short joins them.
    held = [all(part.casefold() in quoted for part in answer.split("; ")) for answer in question["answers"]]
    assert all(held) if question.get("all_answers") else any(held)


@pytest.mark.parametrize("question", UNANSWERABLE, ids=by_id)
def test_an_unanswerable_question_claims_no_answer(question: dict[str, Any]) -> None:
    assert (question["answers"], question["quotes"], question["source"]) == ([], [], None)
