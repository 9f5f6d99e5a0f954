import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rag.errors import LanguageModelError
from rag.llm.calling import Patience, ask
from rag.llm.prompting import Turn
from tests.llm_fakes import ScriptedModel

TURNS = (Turn("system", "rules"), Turn("user", "Who won?"))


class HttpError(Exception):
    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(text)
        self.status_code = status


def asked(model: Any, *, patience: Patience | None = None, pauses: list[float] | None = None) -> str:
    pauses = [] if pauses is None else pauses
    return "".join(
        piece.text for piece in ask(model, TURNS, patience=patience or Patience(), sleep=pauses.append)
    )


def test_a_reply_comes_in_pieces() -> None:
    model = ScriptedModel(replies=[["Anna ", "won."]])
    assert [p.text for p in ask(model, TURNS, patience=Patience()) if p.text] == ["Anna ", "won."]
    assert [(m.type, m.content) for m in model.prompts[0]] == [("system", "rules"), ("human", "Who won?")]


@pytest.mark.parametrize("error", [HttpError(429), HttpError(503), ConnectionError(), TimeoutError()])
def test_what_may_pass_is_tried_again_after_growing_pauses(error: Exception) -> None:
    pauses: list[float] = []
    assert asked(ScriptedModel(replies=[error, error, "Anna."]), pauses=pauses) == "Anna."
    assert pauses == [1.0, 2.0]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (HttpError(401), "refuses the key"),
        (HttpError(403), "refuses the key"),
        (HttpError(400, "maximum context length is 4096"), "too long"),
        (HttpError(404, "no model x"), "isn't known"),
        (HttpError(400, "bad\nthing"), "HttpError: bad thing"),
    ],
)
def test_what_stays_is_told_at_once(error: Exception, said: str) -> None:
    model = ScriptedModel(replies=[error])
    with pytest.raises(LanguageModelError, match=said):
        asked(model)
    assert len(model.prompts) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [(HttpError(429), "rate limit"), (ConnectionError(), "can't be reached"), (TimeoutError(), "too long")],
)
def test_after_three_attempts_it_is_given_up(error: Exception, said: str) -> None:
    model = ScriptedModel(replies=[error])
    with pytest.raises(LanguageModelError, match=said):
        asked(model)
    assert len(model.prompts) == 3


def test_a_reply_that_breaks_off_is_not_begun_anew() -> None:
    model = ScriptedModel(replies=[["Anna ", ConnectionError()]])
    with pytest.raises(LanguageModelError):
        asked(model)
    assert len(model.prompts) == 1


def test_a_model_that_falls_silent_is_not_waited_for() -> None:
    released = threading.Event()

    class Silent:
        def stream(self, messages: Any) -> Iterator[Any]:
            released.wait(30)
            yield from ()

    with pytest.raises(LanguageModelError, match=r"nothing for 0\.05 seconds"):
        asked(Silent(), patience=Patience(first_seconds=0.05))
    released.set()
