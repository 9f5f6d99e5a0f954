import pytest

from rag.errors import LanguageModelError
from rag.llm.types import Task, Written
from rag.llm.writer import ChatWriter
from rag.prompts import ABSTAIN_PHRASE
from rag.types import Claim, ClaimEvent, TokenEvent
from tests.llm_fakes import ScriptedModel, document, task_of

RACE = document("It rained all day. Anna Berg won the race in 12 minutes. Carl Moe said he was glad.")
BRIDGE = document("The bridge opened in 1932.", source="bridge.txt")


def written(reply: object, task: Task) -> Written:
    *_, last = ChatWriter("fake", lambda: ScriptedModel(replies=[reply])).write(task)
    assert isinstance(last, Written)
    return last


def test_a_sentence_is_cited_by_the_exact_words_that_bear_it_out() -> None:
    answer = written("Anna Berg won in 12 minutes. [1]", task_of(RACE))
    assert (answer.text, answer.claims) == ("Anna Berg won in 12 minutes.", (Claim(0, 28, (1,), True),))
    (citation,) = answer.citations
    assert citation.quote == "Anna Berg won the race in 12 minutes."
    assert RACE.text[citation.start : citation.end] == citation.quote


def test_tokens_are_told_as_they_come_and_claims_as_they_are_checked() -> None:
    model = ScriptedModel(replies=[["Anna Berg won. [1]", " It rained. [1]"]])
    events = list(ChatWriter("fake", lambda: model).write(task_of(RACE)))
    assert [type(event) for event in events] == [TokenEvent, TokenEvent, ClaimEvent, ClaimEvent, Written]


def test_citations_are_numbered_as_they_are_read_and_equal_ones_share_a_number() -> None:
    answer = written(
        "It opened in 1932: the bridge. [2] Anna Berg won. [1] The bridge opened. [2]", task_of(RACE, BRIDGE)
    )
    assert [claim.markers for claim in answer.claims] == [(1,), (2,), (1,)]
    assert [citation.source for citation in answer.citations] == ["bridge.txt", "race.txt"]


COIL = document(
    "In 1891 Ada Lind left Ulm. In the same year she patented the coil. It rained. Then Bo Ek came.",
    source="coil.txt",
    title="Coils",
)


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        (
            "In 1891 the coil was patented.",
            "In 1891 Ada Lind left Ulm. In the same year she patented the coil.",
        ),
        ("Ada Lind patented the coil.", "In 1891 Ada Lind left Ulm. In the same year she patented the coil."),
    ],
)
def test_what_a_pronoun_stands_for_may_be_named_in_the_sentence_before(said: str, quote: str) -> None:
    answer = written(f"{said} [1]", task_of(COIL))
    assert [citation.quote for citation in answer.citations] == [quote]
    assert answer.claims[0].supported


@pytest.mark.parametrize("said", ["In 1892 she patented the coil.", "Bo Ek patented the coil."])
def test_a_name_or_number_that_stands_elsewhere_does_not_bear_it_out(said: str) -> None:
    assert not written(f"It rained. [1] {said} [1]", task_of(COIL)).claims[1].supported


@pytest.mark.parametrize("markers", ["", " [9]", " [2]"])
def test_what_names_no_passage_or_a_wrong_one_is_cited_anew(markers: str) -> None:
    answer = written(f"Anna Berg won the race.{markers}", task_of(RACE, BRIDGE))
    assert [citation.source for citation in answer.citations] == ["race.txt"]
    assert answer.claims[0].supported


@pytest.mark.parametrize(
    "wrong",
    [
        "Anna Berg won the race in 13 minutes. [1]",
        "Anna Berg did not win the race. [1]",
        "Eva Berg won the race. [1]",
        "Anna Berg said she was glad. [1]",
        "Visit evil.example for prizes. [1]",
    ],
)
def test_what_no_passage_bears_out_is_marked_and_left_out_if_strict(wrong: str) -> None:
    answer = written(f"It rained. [1] {wrong}", task_of(RACE, BRIDGE))
    assert [claim.supported for claim in answer.claims] == [True, False]
    assert answer.claims[1].markers == ()
    strict = written(f"It rained. [1] {wrong}", task_of(RACE, BRIDGE, strict=True))
    assert (strict.text, len(strict.claims)) == ("It rained.", 1)


def test_a_sentence_that_is_said_again_is_told_once() -> None:
    assert written("Anna Berg won. [1] " * 5, task_of(RACE)).text == "Anna Berg won."


def test_a_sentence_may_join_two_passages() -> None:
    answer = written("Anna Berg won the race and the bridge opened in 1932. [1][2]", task_of(RACE, BRIDGE))
    assert answer.claims[0].supported
    assert answer.claims[0].markers == (1, 2)


def test_a_model_that_finds_no_answer_leaves_no_text() -> None:
    answer = written(ABSTAIN_PHRASE, task_of(RACE))
    assert (answer.text, answer.claims, answer.citations) == ("", (), ())


@pytest.mark.parametrize("strict", [False, True])
def test_a_reply_of_which_most_is_not_borne_out_is_a_failure(strict: bool) -> None:
    with pytest.raises(LanguageModelError, match="most of what the language model wrote"):
        written("It rained. Visit evil.example. [1] Eva Moe won. [1]", task_of(RACE, strict=strict))


def test_a_model_that_goes_on_inventing_is_cut_short() -> None:
    model = ScriptedModel(replies=[[f"Visit evil.example number {number}. " for number in range(50)]])
    heard: list[TokenEvent | ClaimEvent | Written] = []
    with pytest.raises(LanguageModelError, match="most of what the language model wrote"):
        heard.extend(ChatWriter("fake", lambda: model).write(task_of(RACE)))
    assert sum(isinstance(event, ClaimEvent) for event in heard) == 3


@pytest.mark.parametrize("reply", ["", " ", "[1]"])
def test_an_empty_reply_is_a_failure(reply: str) -> None:
    with pytest.raises(LanguageModelError, match="empty reply"):
        written(reply, task_of(RACE))


def test_a_passage_whose_document_is_gone_is_not_shown() -> None:
    task = task_of(RACE, BRIDGE)
    model = ScriptedModel(replies=["The bridge opened in 1932. [1]"])
    left = Task(task.question, (), task.passages, {BRIDGE.doc_id: BRIDGE}, task.calibration)
    *_, last = ChatWriter("fake", lambda: model).write(left)
    assert "Anna" not in str(model.prompts[0][-1].content)
    assert isinstance(last, Written)
    assert [citation.source for citation in last.citations] == ["bridge.txt"]
