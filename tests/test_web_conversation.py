import re
from dataclasses import replace

import pytest

from rag.types import Answer, Claim, StageEvent, Version
from tests.web_fakes import ATTACKS, abstained, answered, citation, document_info, elements, passage
from ui.web import conversation, texts, welcome
from ui.web.session import Conversation, Turn

PASSAGE = passage("The dam was built in 1931. It feeds a lake.", title="The dam", page=4)
FIRST = citation(1, PASSAGE, "The dam was built in 1931.")
SECOND = citation(2, PASSAGE, "It feeds a lake.")


def render(answer: Answer | None = None, **turn: object) -> str:
    return shown(Turn("Who?", answer=answer, **turn))  # type: ignore[arg-type]


def shown(*turns: Turn) -> str:
    return conversation.render(Conversation("0" * 16, turns))


def chips(html: str) -> list[tuple[str, str, str]]:
    """Return turn, kind and number of each chip, as a click on it would send them."""
    return re.findall(
        r'class="chip" data-key="[^"]*" data-turn="(\d+)" data-kind="(\w+)" data-number="(\d+)"', html
    )


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
    html = shown(turn, turn)
    assert {number for number, _, _ in chips(html)} == {"1", "2"}


def test_the_bare_answers_stand_out() -> None:
    html = render(answered("A (x) and B came.", short="A (x); B"))
    assert "<strong>A (x)</strong> and <strong>B</strong> came." in html


def test_a_document_is_named_once_with_all_its_citations() -> None:
    html = render(answered("Yes.", citations=[FIRST, SECOND]))
    sources = html[html.index('<ul class="sources"') :]
    assert sources.count("The dam</bdi>") == 1
    assert [number for _, _, number in chips(sources)] == ["1", "2"]
    assert "12 February 2025</time> · <bdi>page 4</bdi>" in sources


def test_what_the_documents_do_not_bear_out_says_so() -> None:
    assert texts.UNSUPPORTED in render(answered("Yes.", supported=False))
    assert texts.UNSUPPORTED not in render(answered("Yes."))


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.8, "Very likely right"), (0.79, "Likely right"), (0.5, "Likely right"), (0.49, "Unsure")],
)
def test_confidence_is_told_in_words(confidence: float, said: str) -> None:
    assert f"<b>{said}</b>" in render(answered("Yes.", confidence=confidence))


def test_documents_that_disagree_stand_side_by_side_newest_first() -> None:
    text = "It cost 5 million. It cost 4 million."
    answer = replace(
        answered(text, citations=[FIRST, SECOND]),
        claims=(Claim(0, 18, (1,), True), Claim(19, 37, (2,), True)),
        versions=(
            Version("5 million", "2025-02-12", 0, 18, (1,)),
            Version("4 million", None, 19, 37, (2,)),
        ),
    )
    html = render(answer)
    new, old = html.split('<li class="version">')[1:]
    assert texts.DISAGREE in html
    assert texts.NEWEST in new
    assert texts.NEWEST not in old
    assert "12 February 2025" in new
    assert texts.WITHOUT_DATE in old
    assert chips(new)[0] == ("1", "citation", "1")
    assert chips(old)[0] == ("1", "citation", "2")


def test_a_follow_up_says_how_it_was_understood() -> None:
    answer = replace(answered("Yes."), question="And he?", standalone_question="And he? (Rubio)")
    assert "Understood as: And he? (Rubio)" in render(answer)
    assert texts.UNDERSTOOD_AS not in render(answered("Yes."))


def test_an_abstention_is_a_card_with_its_reason_and_the_three_nearest_passages() -> None:
    html = render(abstained("No date is given.", [PASSAGE] * 5))
    assert f"<h3>{texts.ABSTAINED}</h3><p>No date is given.</p>" in html
    assert re.findall(r'data-turn="1" data-kind="passage" data-number="(\d)"', html) == ["1", "2", "3"]
    assert 'class="answer"' not in html


def test_an_answer_says_how_many_passages_were_searched_and_read_however_often() -> None:
    stages = (StageEvent("search", 214), StageEvent("read", 12), StageEvent("read", 12))
    for answer in (answered("Yes."), abstained("No date is given.", [PASSAGE])):
        assert "Searched 214 passages · read 24" in render(answer, stages=stages)


def test_a_pending_turn_says_what_is_done_and_what_it_is_at() -> None:
    html = render(stages=(StageEvent("search", 214), StageEvent("read", 8)))
    assert '<span class="stage done">Searching 214 passages</span>' in html
    assert '<span class="stage working">Reading 8 passages…</span>' in html
    assert 'aria-busy="true"' in html
    assert texts.STARTING in render()


def test_a_turn_in_line_says_how_many_are_ahead() -> None:
    assert "Waiting: 1 question is ahead of yours" in render(ahead=1)
    assert "Waiting: 3 questions are ahead of yours" in render(ahead=3)


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
        assert elements(shown(Turn(attack, answer=hostile))) == elements(shown(Turn("x", answer=harmless)))
    assert elements(render(error=attack)) == elements(render(error="x"))
    assert elements(welcome.render([document_info(attack)], [attack])) == elements(
        welcome.render([document_info("x")], ["x"])
    )


def test_the_welcome_names_what_can_be_asked_about() -> None:
    infos = [document_info(f"Document {number}") for number in range(7)]
    html = welcome.render(infos, ["Who built it?"])
    assert "Who built it?" in html
    assert "Document 4" in html
    assert "Document 5" not in html
    assert "and 2 more" in html


def test_the_welcome_of_an_empty_index_leads_to_the_documents() -> None:
    assert 'data-do="documents"' in welcome.render((), ())
