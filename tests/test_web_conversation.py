import re
from dataclasses import replace

import pytest

from rag.types import Answer, Claim, StageEvent
from tests.web_fakes import ATTACKS, abstained, answered, citation, document_info, elements, passage
from ui.web import conversation, texts
from ui.web.session import Turn

PASSAGE = passage("The dam was built in 1931. It feeds a lake.", title="The dam", page=4)
FIRST = citation(1, PASSAGE, "The dam was built in 1931.")
SECOND = citation(2, PASSAGE, "It feeds a lake.")


def render(answer: Answer | None = None, **turn: object) -> str:
    return conversation.render((Turn("Who?", answer=answer, **turn),), ())  # type: ignore[arg-type]


def chips(html: str) -> list[tuple[str, str, str]]:
    """Return turn, kind and number of each chip, as a click on it would send them."""
    return re.findall(r'class="chip" data-turn="(\d+)" data-kind="(\w+)" data-number="(\d+)"', html)


def text(html: str) -> str:
    return re.sub("<[^>]*>|&#8288;", "", html)


def test_each_claim_is_followed_by_the_numbers_it_rests_on() -> None:
    claims = (Claim(0, 14, (1,), True), Claim(15, 28, (2, 1), True))
    answer = replace(answered("Built in 1931. Feeds a lake.", citations=[FIRST, SECOND]), claims=claims)
    html = render(answer)
    paragraph = html[html.index('<p class="answer"') : html.index('<ul class="sources"')]
    assert text(paragraph) == "Built in 1931.1 Feeds a lake.21"
    assert chips(paragraph) == [("1", "citation", "1"), ("1", "citation", "2"), ("1", "citation", "1")]


def test_a_marker_without_a_citation_gets_no_number() -> None:
    answer = replace(answered("Yes."), claims=(Claim(0, 4, (7,), True),))
    assert chips(render(answer)) == []


def test_the_numbers_of_each_turn_name_their_own_turn() -> None:
    turn = Turn("Who?", answer=answered("Yes.", citations=[FIRST]))
    html = conversation.render((turn, turn), ())
    assert {number for number, _, _ in chips(html)} == {"1", "2"}


def test_the_bare_answers_stand_out() -> None:
    html = render(answered("A (x) and B came.", short="A (x); B"))
    assert "<strong>A (x)</strong> and <strong>B</strong> came." in html


def test_a_document_is_named_once_with_all_its_citations() -> None:
    html = render(answered("Yes.", citations=[FIRST, SECOND]))
    sources = html[html.index('<ul class="sources"') :]
    assert sources.count("The dam</bdi>") == 1
    assert [number for _, _, number in chips(sources)] == ["1", "2"]
    assert "12 February 2025</time> · page 4" in sources


def test_what_the_documents_do_not_bear_out_says_so() -> None:
    assert texts.UNSUPPORTED in render(answered("Yes.", supported=False))
    assert texts.UNSUPPORTED not in render(answered("Yes."))


def test_confidence_is_a_word_and_called_uncalibrated() -> None:
    likely = render(answered("Yes.", confidence=0.9))
    unsure = render(answered("Yes.", confidence=0.3))
    assert texts.LIKELY in likely
    assert texts.UNSURE not in likely
    assert texts.UNSURE in unsure
    assert texts.UNCALIBRATED in likely
    assert texts.UNCALIBRATED in unsure


def test_an_abstention_is_a_card_with_its_reason_and_the_three_nearest_passages() -> None:
    html = render(abstained("No date is given.", [PASSAGE] * 5))
    assert f"<h3>{texts.ABSTAINED}</h3><p>No date is given.</p>" in html
    assert re.findall(r'data-turn="1" data-kind="passage" data-number="(\d)"', html) == ["1", "2", "3"]
    assert 'class="answer"' not in html


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (None, "Starting…"),
        (StageEvent("search", 1), "Searching 1 passage…"),
        (StageEvent("read", 1200), "Reading 1,200 passages…"),
        (StageEvent("answer", 2), "Writing the answer…"),
    ],
)
def test_a_pending_turn_says_the_stage_it_is_in(stage: StageEvent | None, said: str) -> None:
    html = render(stage=stage)
    assert said in html
    assert 'aria-busy="true"' in html


def test_an_error_is_told_in_the_conversation() -> None:
    html = render(error="The question is too long: 100,000 characters.")
    assert 'role="alert"' in html
    assert "100,000 characters" in html


@pytest.mark.parametrize(
    ("reason", "said"),
    [("no passage answers it", "No passage answers it."), ("Is it there?", "Is it there?"), ("", "")],
)
def test_a_reason_is_shown_as_a_sentence(reason: str, said: str) -> None:
    assert f"</h3><p>{said}</p>" in render(abstained(reason))


def test_a_stopped_turn_says_so() -> None:
    assert texts.STOPPED in render(stopped=True)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_document_or_person_becomes_html(attack: str) -> None:
    of = passage(attack, title=attack, source=attack, published=attack)
    tame = passage("x", title="x", source="x", published="x")
    for hostile, harmless in [
        (answered(attack, short=attack, citations=[citation(1, of, attack)], passages=[of]),
         answered("x", short="x", citations=[citation(1, tame, "x")], passages=[tame])),
        (abstained(attack, [of]), abstained("x", [tame])),
    ]:  # fmt: skip
        assert elements(conversation.render((Turn(attack, answer=hostile),), ())) == elements(
            conversation.render((Turn("x", answer=harmless),), ())
        )
    assert elements(render(error=attack)) == elements(render(error="x"))
    assert elements(conversation.render((), [document_info(attack)])) == elements(
        conversation.render((), [document_info("x")])
    )


def test_the_welcome_names_what_can_be_asked_about() -> None:
    infos = [document_info(f"Document {number}") for number in range(7)]
    html = conversation.render((), infos)
    assert "Document 4" in html
    assert "Document 5" not in html
    assert "and 2 more" in html


def test_the_welcome_of_an_empty_index_leads_to_the_documents() -> None:
    assert 'data-go="documents"' in conversation.render((), ())
