import asyncio
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rag.errors import QuestionError
from rag.types import DoneEvent, Event, StageEvent
from tests.web_fakes import FakeAnswerer, abstained, answered, collected, talks
from ui.web import texts
from ui.web.models import Models
from ui.web.session import QUOTED, Conversation, Scope, Vote, Wording
from ui.web.talks import Talks


def asked(of: Talks, question: str, conversation_id: str = "", **options: Any) -> list[Conversation]:
    options.setdefault("key", question)
    return collected(of.ask(question, conversation_id, **options))


def failing(error: Exception) -> Any:
    def answerer(question: str, **_: Any) -> Iterator[Event]:
        yield StageEvent("search", 3)
        raise error

    return answerer


@dataclass
class Held:
    """Answers only once it is let go; counts how many it works on at a time."""

    let_go: threading.Event = field(default_factory=threading.Event)
    working: int = 0
    most: int = 0

    def __call__(self, question: str, **_: Any) -> Iterator[Event]:
        self.working += 1
        self.most = max(self.most, self.working)
        yield StageEvent("read", 1)
        self.let_go.wait(20)
        self.working -= 1
        yield DoneEvent(abstained(question))


def test_a_turn_goes_through_the_stages_of_the_answerer_to_the_answer(tmp_path: Path) -> None:
    answer = answered("Yes.")
    states = asked(talks(tmp_path, answer), "  Who?  ")
    searching, reading = StageEvent("search", 214), StageEvent("read", 8)
    assert states[0].turns[-1].stages == ()
    assert states[-1].turns[-1].stages == (searching, reading)
    assert [state.pending for state in states] == [*(True for _ in states[1:]), False]
    assert states[-1].turns[-1].question == "Who?"
    assert states[-1].turns[-1].answer == answer


def test_a_conversation_is_kept_with_all_its_turns(tmp_path: Path) -> None:
    first = asked(talks(tmp_path), "A?")[-1]
    second = asked(talks(tmp_path), "B?", first.conversation_id)[-1]
    assert talks(tmp_path).get(first.conversation_id) == second
    assert [turn.question for turn in second.turns] == ["A?", "B?"]
    assert [summary.title for summary in talks(tmp_path).summaries()] == ["A?"]


def test_earlier_turns_are_the_history_of_the_next(tmp_path: Path) -> None:
    answerer = FakeAnswerer(answered("B."))
    of = talks(tmp_path, answerer=answerer)
    asked(of, "C?", asked(of, "A?")[-1].conversation_id)
    assert answerer.asked[1] == (
        "C?",
        [{"role": "user", "content": "A?"}, {"role": "assistant", "content": "B."}],
    )


def test_two_presses_of_one_key_are_one_question(tmp_path: Path) -> None:
    answerer = FakeAnswerer(answered("Yes."))
    of = talks(tmp_path, answerer=answerer)
    asked(of, "A?", key="k")
    assert asked(of, "A?", key="k") == []
    assert len(answerer.asked) == 1
    assert len(of.summaries()) == 1


def test_a_blank_question_is_none(tmp_path: Path) -> None:
    assert asked(talks(tmp_path), " \n ") == []


def test_while_an_answer_is_to_come_no_other_question_is_taken(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held)

    async def scenario() -> None:
        asking = of.ask("A?", "", key="a")
        begun = await anext(asking)
        assert [state async for state in of.ask("B?", begun.conversation_id, key="b")] == []
        held.let_go.set()
        last = [state async for state in asking][-1]
        # The refused one can be asked now: its key wasn't used up.
        *_, after = [state async for state in of.ask("B?", last.conversation_id, key="b")]
        assert [turn.question for turn in after.turns] == ["A?", "B?"]

    asyncio.run(scenario())


def test_stop_ends_the_turn_at_once_and_the_answer_never_comes_back(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held)

    async def scenario() -> Conversation:
        last = Conversation()
        async for last in of.ask("A?", "", key="a"):
            if last.turns[-1].stages:
                await of.stop(last.conversation_id)
        assert not held.let_go.is_set()
        held.let_go.set()
        return last

    last = asyncio.run(scenario())
    assert last.turns[-1].stopped
    assert of.get(last.conversation_id) == last
    assert last.turns[-1].answer is None


def test_an_answer_comes_about_when_nobody_listens_any_more(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held)

    async def scenario() -> Conversation:
        asking = of.ask("A?", "", key="a")
        begun = await anext(asking)
        await asking.aclose()  # type: ignore[attr-defined]
        assert [summary.title for summary in of.summaries()] == ["A?"]
        held.let_go.set()
        *_, last = [state async for state in of.follow(begun.conversation_id)]
        return last

    last = asyncio.run(scenario())
    assert last.turns[-1].answer is not None
    assert talks(tmp_path).get(last.conversation_id) == last


def test_an_answer_that_comes_about_when_the_server_ends_counts_as_stopped(tmp_path: Path) -> None:
    of = talks(tmp_path, answerer=Held())

    async def scenario() -> str:
        return (await anext(of.ask("A?", "", key="a"))).conversation_id

    assert of.get(asyncio.run(scenario())).turns[-1].stopped


def test_a_conversation_deleted_while_it_waits_does_not_come_back(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held)

    async def scenario() -> None:
        begun = await anext(of.ask("A?", "", key="a"))
        await of.delete(begun.conversation_id)
        held.let_go.set()

    asyncio.run(scenario())
    assert talks(tmp_path).summaries() == []


def test_a_conversation_is_worded_as_chosen_and_so_is_the_next_one(tmp_path: Path) -> None:
    answerer = FakeAnswerer(answered("Yes."))
    of = talks(tmp_path, answerer=answerer, models=Models(("a:b", "c:d")))
    chosen = asyncio.run(of.word("", Wording("c:d", strict=True)))
    asked(of, "A?", chosen.conversation_id)
    asked(of, "B?", of.begin(chosen.conversation_id).conversation_id)
    asked(of, "C?")
    assert answerer.wordings == [Wording("c:d", strict=True), Wording("c:d", strict=True), Wording("a:b")]


def test_a_kept_conversation_whose_model_is_not_offered_any_more_goes_on_without_it(tmp_path: Path) -> None:
    with_model = talks(tmp_path, models=Models(("a:b",)))
    chosen = asyncio.run(with_model.word("", Wording("a:b")))
    talk = asked(with_model, "A?", chosen.conversation_id)[-1].conversation_id
    answerer = FakeAnswerer(answered("Yes."))
    asked(talks(tmp_path, answerer=answerer), "B?", talk)
    assert answerer.wordings == [QUOTED]


def test_those_who_ask_at_once_wait_in_line_and_hear_how_many_are_ahead(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held, at_once=1)

    async def ask(number: int) -> list[int]:
        return [state.turns[-1].ahead async for state in of.ask("A?", "", key=str(number))]

    async def scenario() -> list[list[int]]:
        people = [asyncio.ensure_future(ask(number)) for number in range(3)]
        while held.working == 0:
            await asyncio.sleep(0.01)
        held.let_go.set()
        return await asyncio.gather(*people)

    first, second, third = asyncio.run(scenario())
    assert set(first) == {0}
    assert 1 in second
    assert 2 in third
    assert held.most == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [(QuestionError("it is too long"), "it is too long"), (ValueError("/secret"), texts.UNEXPECTED_ERROR)],
)
def test_an_error_ends_the_turn_and_only_an_expected_one_is_told(
    error: Exception, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    last = asked(talks(tmp_path, answerer=failing(error)), "Who?")[-1]
    assert last.turns[-1].error == said
    assert ("/secret" in caplog.text) == (said == texts.UNEXPECTED_ERROR)


def test_the_last_question_asked_again_takes_the_place_of_its_answer(tmp_path: Path) -> None:
    of = talks(tmp_path)
    first = asked(of, "A?")[-1]
    edited = asked(of, "B?", first.conversation_id, again=1)[-1]
    assert edited.conversation_id == first.conversation_id
    assert [turn.question for turn in edited.turns] == ["B?"]


def test_an_earlier_question_asked_again_goes_on_in_a_copy(tmp_path: Path) -> None:
    of = talks(tmp_path)
    first = asked(of, "A?")[-1]
    second = asked(of, "B?", first.conversation_id)[-1]
    edited = asked(of, "C?", first.conversation_id, again=1)[-1]
    assert edited.conversation_id != first.conversation_id
    assert [turn.question for turn in edited.turns] == ["C?"]
    assert of.get(first.conversation_id) == second


def test_a_limited_conversation_is_answered_from_its_documents(tmp_path: Path) -> None:
    answerer = FakeAnswerer(answered("Yes."))
    of = talks(tmp_path, answerer=answerer)
    scope = Scope(("d1", "d2"), "2025-01-01", "2025-02-01")
    limited = asyncio.run(of.limit("", scope))
    last = asked(of, "A?", limited.conversation_id)[-1]
    assert answerer.scopes == [("2025-01-01", "2025-02-01", ("d1", "d2"))]
    assert last.turns[-1].scope == scope
    assert of.get(last.conversation_id).scope == scope


def test_a_vote_is_kept_and_can_be_taken_back(tmp_path: Path) -> None:
    of = talks(tmp_path)
    talk = asked(of, "A?")[-1].conversation_id
    asyncio.run(of.vote(talk, 1, Vote(up=True)))
    assert of.get(talk).turns[0].vote == Vote(up=True)
    assert (tmp_path / "feedback.jsonl").read_text().count("\n") == 1
    asyncio.run(of.vote(talk, 1, None))
    assert of.get(talk).turns[0].vote is None
    assert (tmp_path / "feedback.jsonl").read_text() == ""


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_vote_on_nothing_changes_nothing(number: int, tmp_path: Path) -> None:
    of = talks(tmp_path)
    talk = asked(of, "A?")[-1]
    assert asyncio.run(of.vote(talk.conversation_id, number, Vote(up=True))) == talk


def test_a_deleted_conversation_is_gone(tmp_path: Path) -> None:
    of = talks(tmp_path)
    talk = asked(of, "A?")[-1].conversation_id
    asyncio.run(of.delete(talk))
    assert of.get(talk) == Conversation()
    assert of.summaries() == []


def test_where_the_disk_takes_nothing_the_conversation_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "conversations").write_text("a file in the way")
    of = talks(tmp_path)
    first = asked(of, "A?")[-1]
    second = asked(of, "B?", first.conversation_id)[-1]
    assert [turn.question for turn in second.turns] == ["A?", "B?"]
    assert "can't be kept" in caplog.text


def test_an_opened_conversation_is_followed_to_its_answer(tmp_path: Path) -> None:
    held = Held()
    of = talks(tmp_path, answerer=held)

    async def scenario() -> Sequence[Conversation]:
        asking = of.ask("A?", "", key="a")
        begun = await anext(asking)
        following = asyncio.ensure_future(_all(of, begun.conversation_id))
        held.let_go.set()
        async for _ in asking:
            pass
        return await following

    states = asyncio.run(scenario())
    assert states[-1].turns[-1].answer is not None


async def _all(of: Talks, conversation_id: str) -> list[Conversation]:
    return [state async for state in of.follow(conversation_id)]
