from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.errors import QuestionError
from rag.types import Event, Message, StageEvent
from tests.web_fakes import FakeAnswerer, abstained, answered, citation, passage
from ui.web import session, texts
from ui.web.session import Pick, Turn

INDEX = Path("an-index")


def failing(error: Exception) -> session.Answerer:
    def answerer(question: str, *, index: Path, history: Sequence[Message]) -> Iterator[Event]:
        yield StageEvent("search", 3)
        raise error

    return answerer


def test_a_turn_goes_through_the_stages_of_the_answerer_to_the_answer() -> None:
    answer = answered("Yes.")
    states = list(session.ask("Who?", (), answerer=FakeAnswerer(answer), index=INDEX))
    assert [turns[-1].stage for turns in states] == [
        None,
        StageEvent("search", 214),
        StageEvent("read", 8),
        StageEvent("read", 8),
    ]
    assert [turns[-1].pending for turns in states] == [True, True, True, False]
    assert states[-1][-1].answer == answer


def test_earlier_turns_stay_and_are_the_history_of_the_next() -> None:
    earlier = (Turn("A?", answer=answered("B.")), Turn("C?", error="no"), Turn("D?", stopped=True))
    answerer = FakeAnswerer(answered("Yes."))
    *_, last = session.ask("Who?", earlier, answerer=answerer, index=INDEX)
    assert last[:3] == earlier
    assert answerer.asked == [
        ("Who?", [{"role": "user", "content": "A?"}, {"role": "assistant", "content": "B."}])
    ]


def test_an_expected_error_ends_the_turn_with_its_message() -> None:
    *_, last = session.ask("Who?", (), answerer=failing(QuestionError("it is too long")), index=INDEX)
    assert last[-1].error == "it is too long"
    assert not last[-1].pending


def test_an_unexpected_error_is_logged_and_its_message_kept_from_the_page(
    caplog: pytest.LogCaptureFixture,
) -> None:
    *_, last = session.ask("Who?", (), answerer=failing(ValueError("/secret/path")), index=INDEX)
    assert last[-1].error == texts.UNEXPECTED_ERROR
    assert "/secret/path" in caplog.text


def test_stop_ends_a_pending_turn_and_no_other() -> None:
    done = Turn("A?", answer=answered("B."))
    assert session.stop((done, Turn("C?"))) == (done, Turn("C?", stopped=True))
    assert session.stop((done,)) == (done,)
    assert session.stop(()) == ()


def test_the_first_thing_to_look_at_is_citation_one_or_else_the_nearest_passage() -> None:
    of = passage("Yes.")
    assert session.first_pick(
        Turn("?", answer=answered("Yes.", citations=[citation(1, of, "Yes.")]))
    ) == Pick("citation", 1)
    assert session.first_pick(Turn("?", answer=abstained("no", [of]))) == Pick("passage", 1)
    assert session.first_pick(Turn("?", answer=abstained("no"))) is None
    assert session.first_pick(Turn("?")) is None
