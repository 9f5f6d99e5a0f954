import pytest

from rag.errors import LanguageModelError, OptionError
from rag.types import Claim, ClaimEvent, TokenEvent
from tests.web_fakes import ATTACKS, elements
from ui.web import drafts, texts, wording
from ui.web.models import LONGEST_NAME, Models
from ui.web.session import QUOTED, Draft, Wording


def silent(name: str) -> None:
    """Reply to whatever is asked."""


def failing(error: Exception) -> Models:
    def ask(name: str) -> None:
        raise error

    return Models(ask=ask)


def test_the_first_model_named_words_answers_until_another_is_chosen() -> None:
    models = Models(("a:b", "c:d"), strict=True)
    assert models.permitted(None) == Wording("a:b", strict=True)
    assert models.permitted(Wording("c:d")) == Wording("c:d")
    assert models.permitted(QUOTED) == QUOTED
    assert Models().permitted(None) == QUOTED


@pytest.mark.parametrize("name", ["/etc/model.gguf", "openai:gpt-4o", "A:B"])
def test_on_a_shared_server_a_model_that_was_not_named_is_never_used(name: str) -> None:
    models = Models(("a:b",))
    assert models.permitted(Wording(name)) == Wording("a:b")
    assert not models.may_use(name)
    assert Models(("a:b",), free=True).permitted(Wording(name)) == Wording(name)


def test_a_name_that_is_far_too_long_is_none() -> None:
    assert not Models(free=True).may_use("x" * (LONGEST_NAME + 1))


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (LanguageModelError("no key is set"), "no key is set"),
        (OptionError("no such provider"), "no such provider"),
        (ValueError("/secret"), ""),
    ],
)
def test_what_is_wrong_with_a_connection_is_told_unless_it_is_a_secret(
    error: Exception, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert failing(error).connect("a:b").problem == problem
    assert ("/secret" in caplog.text) == (problem == "")


def test_a_model_that_replies_has_no_problem() -> None:
    assert Models(ask=silent).connect("a:b").problem is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({}, QUOTED),
        ({"model": "a:b"}, Wording("a:b")),
        ({"model": "another", "another": " x.gguf ", "strict": "on"}, Wording("x.gguf", strict=True)),
        ({"model": "", "another": "x.gguf"}, QUOTED),
        ({"model": ["a:b"], "another": 3}, QUOTED),
    ],
)
def test_a_browser_may_send_anything(sent: dict[str, object], read: Wording) -> None:
    assert wording.read(sent) == read


def test_there_is_a_control_only_where_there_is_a_choice() -> None:
    assert wording.render(QUOTED, Models()) == ""
    named = wording.render(Wording("a:b"), Models(("a:b",)))
    assert 'value="a:b" checked' in named
    assert texts.MODEL_NAME not in named
    free = wording.render(Wording("x.gguf"), Models(("a:b",), free=True))
    assert 'value="another" checked' in free
    assert 'value="x.gguf"' in free


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_model_writes_never_becomes_html(attack: str) -> None:
    def shown(text: str) -> str:
        checked = ClaimEvent(text, Claim(0, len(text), (), supported=False), ())
        return drafts.render(Draft((checked,), text))

    assert elements(shown(attack)) == elements(shown("x"))


def test_a_sentence_that_is_checked_leaves_what_came_after_it() -> None:
    draft = Draft()
    for piece in ("It cost ", "5 million. [2] ", "It was "):
        draft = drafts.grown(draft, TokenEvent(piece))
    assert draft.unchecked == "It cost 5 million. [2] It was "
    event = ClaimEvent("It cost 5 million.", Claim(0, 18, (1,), supported=True), ())
    assert drafts.grown(draft, event) == Draft((event,), "[2] It was ")


def test_the_numbers_of_passages_are_not_shown_as_those_of_citations() -> None:
    assert "[" not in drafts.render(Draft((), "It cost 5 million. [2] It was [1, 3"))
