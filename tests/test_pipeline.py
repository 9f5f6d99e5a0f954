import math
from dataclasses import replace

import pytest

from index.errors import InvalidFilterError
from index.loaders import text_document
from index.types import SearchFilter
from rag.errors import OptionError, QuestionError
from rag.pipeline import Pipeline
from rag.prompts import ABSTAIN_PHRASE, EMPTY_INDEX, NO_ANSWER, NO_MATCHING_DOCUMENT
from rag.types import Answer, Claim, DoneEvent, Message, StageEvent
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

RACE = text_document("It rained. Anna Berg won the race.", source="race.txt", published="2024-05-01")
NEWS = text_document("In the end Anna Berg was first.", source="news.txt", published="2024-05-02")


def pipeline(store: FakeStore, scores: dict[str, float]) -> Pipeline:
    return Pipeline(store, ScriptedReader(scores), calibration=PLAIN)


def is_silent(answer: Answer) -> bool:
    return (answer.abstained, answer.text, answer.short, answer.citations, answer.claims) == (
        True, ABSTAIN_PHRASE, "", (), (),
    )  # fmt: skip


def test_an_answer_is_given_with_the_sentences_it_rests_on() -> None:
    answer = pipeline(FakeStore(RACE, NEWS), {"Anna Berg": 8.0}).answer("Who won?")
    assert (answer.short, answer.text) == ("Anna Berg", "Anna Berg won the race.")
    assert str(answer) == "Anna Berg won the race. [1] [2]"
    assert answer.claims == (Claim(0, 23, (1, 2), supported=True),)
    assert [citation.quote for citation in answer.citations] == [
        "Anna Berg won the race.",
        "In the end Anna Berg was first.",
    ]
    assert (answer.abstained, answer.reason, answer.mode) == (False, "", "extractive")


FAQ = text_document(
    "What is a bow?\n\nA knot with loops. It holds.\n\nWho ties it?\n\nAnna Berg ties it.", source="faq.txt"
)


def test_a_question_that_a_heading_asks_is_answered_by_what_opens_its_section() -> None:
    elsewhere = pipeline(FakeStore(FAQ), {"Anna Berg": 8.0}).answer("What is a bow?")
    assert (elsewhere.short, elsewhere.text) == ("", "A knot with loops. It holds.")
    there = pipeline(FakeStore(FAQ), {"Anna Berg": 8.0, "knot with loops": 6.0}).answer("What is a bow?")
    assert (there.short, there.text) == ("knot with loops", "A knot with loops.")
    unsure = pipeline(FakeStore(FAQ), {"Anna Berg": 8.0, "knot with loops": 2.0}).answer("What is a bow?")
    assert (unsure.short, unsure.text) == ("", "A knot with loops. It holds.")


def test_what_tells_the_meaning_of_a_word_comes_before_what_else_is_said_with_it() -> None:
    store = FakeStore(text_document("Anna Berg tied the bow. A bow is a knot.", source="a.txt"))
    answer = pipeline(store, {"Anna Berg": 9.0, "knot": 5.5}).answer("What is a bow?")
    assert (answer.short, answer.text) == ("knot", "A bow is a knot.")


def test_stages_are_told_as_they_are_entered() -> None:
    store = FakeStore(RACE, NEWS)
    reader = ScriptedReader({"Anna Berg": 8.0})
    events = Pipeline(store, reader, calibration=PLAIN).stream("Who won?")
    assert next(events) == StageEvent("search", 0)
    assert store.queries == []
    assert next(events) == StageEvent("read", 2)
    assert (store.queries, reader.questions) == (["Who won?"], [])
    assert next(events) == StageEvent("answer", 2)
    assert reader.questions == ["Who won?"]
    assert isinstance(next(events), DoneEvent)
    assert list(events) == []


def test_no_stage_is_told_that_is_not_entered() -> None:
    assert [type(event) for event in pipeline(FakeStore(), {}).stream("Who won?")] == [StageEvent, DoneEvent]
    events = pipeline(FakeStore(RACE), {}).stream("Who won?")
    assert [event.stage for event in events if isinstance(event, StageEvent)] == ["search", "read"]


def test_it_keeps_silent_where_no_answer_reaches_the_threshold() -> None:
    answer = pipeline(FakeStore(RACE), {"Anna Berg": 4.9}).answer("Who won?")
    assert is_silent(answer)
    assert answer.reason == NO_ANSWER
    assert [passage.text for passage in answer.passages] == [RACE.text]
    assert answer.confidence < 0.5


def test_an_empty_index_is_named_as_the_reason() -> None:
    answer = pipeline(FakeStore(), {}).answer("Who won?", where=SearchFilter(source="*.txt"))
    assert is_silent(answer)
    assert (answer.reason, answer.confidence, answer.passages) == (EMPTY_INDEX, 0.0, ())


def test_a_filter_that_lets_nothing_through_is_named_as_the_reason() -> None:
    answer = pipeline(FakeStore(RACE), {}).answer("Who won?", where=SearchFilter(after="2025-01-01"))
    assert is_silent(answer)
    assert answer.reason == NO_MATCHING_DOCUMENT


def test_a_date_that_is_none_is_an_error() -> None:
    with pytest.raises(InvalidFilterError):
        pipeline(FakeStore(RACE), {}).answer("Who won?", where=SearchFilter(after="yesterday"))


def test_a_document_removed_while_it_is_read_is_never_cited() -> None:
    store = FakeStore(RACE, NEWS)
    events = pipeline(store, {"Anna Berg": 8.0}).stream("Who won?")
    while next(events) != StageEvent("answer", 2):
        pass
    store.lose(RACE.doc_id)
    (done,) = events
    assert isinstance(done, DoneEvent)
    assert [citation.source for citation in done.answer.citations] == ["news.txt"]
    assert done.answer.text == "In the end Anna Berg was first."


def test_a_passage_whose_document_was_removed_since_the_search_is_not_read() -> None:
    store = FakeStore(RACE, NEWS)
    store.lose(RACE.doc_id)
    answer = pipeline(store, {"Anna Berg": 8.0}).answer("Who won?")
    assert [passage.source for passage in answer.passages] == ["news.txt"]


def test_passages_are_read_behind_their_title_and_date() -> None:
    reader = ScriptedReader({})
    document = text_document("Anna Berg won.", source="a", title="Spring race", published="2024-05-01")
    Pipeline(FakeStore(document), reader, calibration=PLAIN).answer("Who won?")
    assert reader.headers == ["Spring race | 2024-05-01\n"]
    assert reader.passages == ["Anna Berg won."]


def test_no_more_passages_are_read_than_asked_for_if_they_answer() -> None:
    reader = ScriptedReader({"Anna Berg": 8.0})
    answer = Pipeline(FakeStore(RACE, NEWS), reader, calibration=PLAIN).answer("Who won?", k=1)
    assert reader.passages == [RACE.text]
    assert [citation.source for citation in answer.citations] == ["race.txt"]


def test_as_many_passages_are_read_again_before_it_keeps_silent() -> None:
    third = text_document("Nobody came.", source="third.txt")
    reader = ScriptedReader({"Anna Berg": 4.0, "In the end": 6.0, "Nobody": 9.0})
    ranked = replace(PLAIN, rank_weight=1.0)
    events = list(Pipeline(FakeStore(RACE, NEWS, third), reader, calibration=ranked).stream("When?", k=1))
    assert reader.passages == [RACE.text, NEWS.text]
    assert [event.count for event in events if isinstance(event, StageEvent)] == [0, 1, 1, 1]
    answer = events[-1].answer if isinstance(events[-1], DoneEvent) else None
    assert answer
    assert (answer.short, [passage.source for passage in answer.passages]) == ("In the end", ["news.txt"])
    # It was second in the search: 6 less ln 2.
    assert math.isclose(answer.confidence, 1 / (1 + math.exp(-(6.0 - math.log(2.0) - 5.0))))


@pytest.mark.parametrize("k", [0, 51])
def test_a_number_of_passages_that_cannot_be_read_is_refused(k: int) -> None:
    with pytest.raises(OptionError, match="choose 1 to 50"):
        pipeline(FakeStore(RACE), {}).stream("Who won?", k=k)


def test_an_empty_question_is_refused_before_anything_is_done() -> None:
    with pytest.raises(QuestionError):
        pipeline(FakeStore(RACE), {}).stream(" ")


def test_a_follow_up_is_searched_and_read_with_what_it_leaves_out() -> None:
    store = FakeStore(RACE)
    history: list[Message] = [
        {"role": "user", "content": "Who won the race?"},
        {"role": "assistant", "content": "Anna Berg."},
    ]
    answer = pipeline(store, {"Anna Berg": 8.0}).answer("And who else?", history=history)
    assert (answer.question, answer.standalone_question) == ("And who else?", "Who else won the race?")
    assert store.queries == ["Who else won the race?"]


def test_passages_are_reranked_and_their_number_is_what_was_asked_for() -> None:
    passages = pipeline(FakeStore(RACE, NEWS), {"In the end": 8.0}).passages("When?", k=1)
    assert [passage.source for passage in passages] == ["news.txt"]


def test_an_answer_tells_the_seconds_of_each_stage() -> None:
    timings = pipeline(FakeStore(RACE), {"Anna Berg": 8.0}).answer("Who won?").timings
    assert list(timings) == ["search", "read", "answer", "total"]
    assert timings["total"] == timings["search"] + timings["read"] + timings["answer"]
