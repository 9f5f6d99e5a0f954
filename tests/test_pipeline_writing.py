import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from index import Collection
from index.loaders import text_document
from rag.errors import LanguageModelError, OptionError
from rag.llm.types import Task, Writer, Writing, Written
from rag.llm.writer import ChatWriter
from rag.pipeline import Pipeline
from rag.prompts import ABSTAIN_PHRASE, MODEL_FOUND_NONE, NO_ANSWER
from rag.types import ClaimEvent, DoneEvent, StageEvent, TokenEvent
from tests.llm_fakes import ScriptedModel
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

RACE = text_document("It rained. Anna Berg won the race.", source="race.txt", published="2024-05-01")


def pipeline(*, confident: bool = True) -> Pipeline:
    reader = ScriptedReader({"Anna Berg": 8.0 if confident else 0.0})
    return Pipeline(FakeStore(RACE), reader, calibration=PLAIN)


def writing(reply: object, *, strict: bool = False, always: bool = False) -> tuple[ScriptedModel, Writing]:
    model = ScriptedModel(replies=[reply])
    return model, Writing(ChatWriter("fake:model", lambda: model), strict=strict, always=always)


class Broken:
    """A ``Writer`` that sends a token and fails."""

    name = "fake:broken"

    def write(self, task: Task) -> Iterator[TokenEvent | ClaimEvent | Written]:
        yield TokenEvent("Anna")
        raise LanguageModelError("the language model can't be reached; is its server running?")


def test_a_language_model_words_the_answer_and_the_reader_cites_it() -> None:
    _, words = writing("Anna Berg won. [1]")
    answer = pipeline().answer("Who won?", writing=words)
    assert str(answer) == "Anna Berg won. [1]"
    assert [citation.quote for citation in answer.citations] == ["Anna Berg won the race."]
    assert (answer.mode, answer.model, answer.notice, answer.abstained) == ("model", "fake:model", "", False)
    assert {"search", "read", "write", "total"} == set(answer.timings)


@pytest.mark.parametrize(
    ("question", "reply", "short"),
    [
        ("Who won?", "It was Anna Berg who won the race. [1]", "Anna Berg"),
        ("Who won the race?", "It rained. [1]", ""),
        ("What did Anna Berg win?", "Anna Berg won the race. [1]", ""),
        ("Why did she win?", "Anna Berg won the race. [1]", ""),
    ],
)
def test_what_reader_and_model_both_say_is_the_bare_answer(question: str, reply: str, short: str) -> None:
    _, words = writing(reply, always=True)
    answer = pipeline().answer(question, writing=words)
    assert (answer.mode, answer.short) == ("model", short)


@pytest.mark.parametrize(("confident", "mode"), [(True, "model"), (False, "extractive")])
def test_a_sure_reader_vouches_for_a_sentence_with_its_answer(*, confident: bool, mode: str) -> None:
    # Three of its five words are the document's; who is unsure leaves it, and the answer, unsaid.
    _, words = writing("Anna Berg is the winner of the contest race. [1]", always=True)
    answer = pipeline(confident=confident).answer("Who is the winner of the contest?", writing=words)
    assert (answer.mode, answer.abstained) == (mode, not confident)


def test_events_come_in_their_order() -> None:
    _, words = writing(["Anna Berg won. ", "[1]"])
    events = list(pipeline().stream("Who won?", writing=words))
    assert [type(event) for event in events] == [
        StageEvent, StageEvent, StageEvent, TokenEvent, TokenEvent, ClaimEvent, DoneEvent,
    ]  # fmt: skip
    assert events[2] == StageEvent("write", 1)


def test_a_model_that_fails_leaves_the_quoted_answer_and_a_notice() -> None:
    broken: Writer = Broken()
    answer = pipeline().answer("Who won?", writing=Writing(broken))
    assert (answer.text, answer.mode, answer.model) == ("Anna Berg won the race.", "extractive", "")
    assert answer.notice.startswith(
        "the language model can't be reached; is its server running?; the documents"
    )
    assert "\n" not in answer.notice


def test_a_model_is_not_asked_where_the_reader_is_sure_that_nothing_answers() -> None:
    model, words = writing("Anna Berg won. [1]")
    answer = pipeline(confident=False).answer("Who won?", writing=words)
    assert (answer.text, answer.reason, model.prompts) == (ABSTAIN_PHRASE, NO_ANSWER, [])


def test_always_asking_asks_it_all_the_same() -> None:
    model, words = writing("Anna Berg won. [1]", always=True)
    answer = pipeline(confident=False).answer("Who won?", writing=words)
    assert (answer.text, len(model.prompts)) == ("Anna Berg won.", 1)


def test_documents_that_disagree_are_quoted_side_by_side_rather_than_put_to_a_model() -> None:
    older = text_document("The census found 410 storks in Ulm.", source="older.txt", published="2021-06-01")
    newer = text_document("The census found 480 storks in Ulm.", source="newer.txt", published="2023-06-01")
    torn = Pipeline(FakeStore(older, newer), ScriptedReader({"410": 9.0, "480": 8.0}), calibration=PLAIN)
    model, words = writing("The census found 410 storks in Ulm. [1]")
    answer = torn.answer("How many storks did the census find in Ulm?", writing=words)
    assert ([version.short for version in answer.versions], model.prompts) == (["480", "410"], [])


def test_a_question_for_the_latest_is_written_from_the_newest_document() -> None:
    older = text_document("Anna Berg won the race.", source="older.txt", published="2023-05-01")
    newer = text_document("Eva Moe won the race.", source="newer.txt", published="2024-05-01")
    reader = ScriptedReader({"Anna Berg": 8.0, "Eva Moe": 8.0})
    model, words = writing("Eva Moe won the race. [1]")
    Pipeline(FakeStore(older, newer), reader, calibration=PLAIN).answer(
        "Who won the latest race?", writing=words
    )
    assert "Anna" not in str(model.prompts[0][-1].content)


def test_a_model_that_finds_no_answer_keeps_an_unsure_reader_silent() -> None:
    answer = pipeline(confident=False).answer("Who won?", writing=writing(ABSTAIN_PHRASE, always=True)[1])
    assert (answer.text, answer.reason, answer.abstained) == (ABSTAIN_PHRASE, MODEL_FOUND_NONE, True)
    assert (answer.citations, answer.notice, answer.mode) == ((), "", "model")


def test_a_model_that_finds_no_answer_does_not_silence_a_sure_reader() -> None:
    answer = pipeline().answer("Who won?", writing=writing(ABSTAIN_PHRASE)[1])
    assert (answer.text, answer.mode) == ("Anna Berg won the race.", "extractive")
    assert answer.notice == f"{MODEL_FOUND_NONE}; the documents are quoted instead"


def test_a_reply_of_which_nothing_is_borne_out_leaves_the_quoted_answer() -> None:
    answer = pipeline().answer("Who won?", writing=writing("Eva Moe was second. [1]")[1])
    assert (answer.text, answer.mode) == ("Anna Berg won the race.", "extractive")
    assert "borne out" in answer.notice
    unsure = pipeline(confident=False).answer("Who won?", writing=writing("Eva Moe. [1]", always=True)[1])
    assert (unsure.text, unsure.reason) == (ABSTAIN_PHRASE, NO_ANSWER)
    assert "quoted" not in unsure.notice


def test_an_unsupported_sentence_is_told_as_such_beside_a_supported_one() -> None:
    reply = "Anna Berg won. [1] Eva Moe was second. [1]"
    answer = pipeline().answer("Who won?", writing=writing(reply)[1])
    assert [(answer.text[c.start : c.end], c.supported) for c in answer.claims] == [
        ("Anna Berg won.", True),
        ("Eva Moe was second.", False),
    ]
    assert str(pipeline().answer("Who won?", writing=writing(reply, strict=True)[1])) == "Anna Berg won. [1]"


def test_an_empty_reply_leaves_the_quoted_answer() -> None:
    answer = pipeline().answer("Who won?", writing=writing("")[1])
    assert answer.text == "Anna Berg won the race."
    assert "empty reply" in answer.notice


def test_the_public_calls_refuse_a_model_that_cannot_be() -> None:
    with pytest.raises(OptionError, match="openai:gpt-4o-mini"):
        rag.answer("Who won?", llm="nobody:model")
    with pytest.raises(OptionError, match="no model file"):
        asyncio.run(rag.aanswer("Who won?", llm="nowhere.gguf"))


def indexed(tmp_path: Path) -> Path:
    """Return an index of one short text."""
    with Collection.create(tmp_path / "index") as collection:
        collection.add([RACE])
    return tmp_path / "index"


def test_answers_can_be_awaited_and_streamed(tmp_path: Path) -> None:
    index = indexed(tmp_path)

    async def ask() -> tuple[rag.Answer, list[rag.Event]]:
        answer = await rag.aanswer("Who won the race?", index=index, llm="")
        return answer, [event async for event in rag.astream("Who won the race?", index=index, llm="")]

    answer, events = asyncio.run(ask())
    assert answer.short == "Anna Berg"
    assert [type(event) for event in events] == [StageEvent, StageEvent, StageEvent, DoneEvent]


def test_the_pipeline_is_a_langchain_runnable(tmp_path: Path) -> None:
    from rag.langchain import answering
    from rag.opened import open_pipeline

    chain = answering(open_pipeline(indexed(tmp_path))) | (lambda answer: answer.short)
    assert chain.invoke("Who won the race?") == "Anna Berg"
