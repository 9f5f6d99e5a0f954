import json
from pathlib import Path

import pytest

from evals.datasets import load
from evals.types import Question
from rag.types import Answer
from tests.web_fakes import abstained, answered, citation, passage
from ui.web.feedback import Feedback
from ui.web.session import Conversation, Turn, Vote

DAM = passage("The dam was built in 1931.", source="/docs/dam.txt")
ANSWER = answered("In 1931.", short="1931", citations=[citation(1, DAM, "built in 1931")], passages=[DAM])


def kept(path: Path, answer: Answer, vote: Vote | None) -> None:
    before = Turn("What is it?", answer=answered("A dam."))
    turn = Turn("When was it built?", answer=answer, vote=vote)
    Feedback(path).keep(Conversation("0" * 16, (before, turn)), 2)


def question(folder: Path, answer: Answer, vote: Vote) -> Question:
    """Return the vote as ``rag eval`` reads it."""
    kept(folder / "feedback.jsonl", answer, vote)
    (read,) = load(folder / "feedback.jsonl").questions
    return read


def test_a_good_answer_is_the_reference(tmp_path: Path) -> None:
    read = question(tmp_path, ANSWER, Vote(up=True))
    assert read.question == "When was it built?"
    assert read.answers == ("1931",)
    assert read.quotes == ("built in 1931",)
    assert dict(read.sources) == {"/docs/dam.txt": 1}
    assert read.answerable
    assert read.tags == ("thumbs-up",)
    assert [message["content"] for message in read.history] == ["What is it?", "A dam."]


def test_several_short_answers_are_all_asked_for(tmp_path: Path) -> None:
    read = question(tmp_path, answered("A and B came.", short="A; B"), Vote(up=True))
    assert read.answers == ("A", "B")
    assert read.all_answers


def test_without_a_short_answer_the_text_is_the_reference(tmp_path: Path) -> None:
    assert question(tmp_path, answered("Because it rained."), Vote(up=True)).answers == (
        "Because it rained.",
    )


def test_a_silence_that_was_right_is_an_unanswerable_question(tmp_path: Path) -> None:
    read = question(tmp_path, abstained("Not said."), Vote(up=True))
    assert not read.answerable
    assert read.answers == ()


def test_what_the_documents_do_not_say_is_an_unanswerable_question(tmp_path: Path) -> None:
    read = question(tmp_path, ANSWER, Vote(up=False, fault="unsaid"))
    assert not read.answerable
    assert read.tags == ("thumbs-down", "unsaid")


def test_a_bad_answer_keeps_the_right_one_if_it_was_given(tmp_path: Path) -> None:
    read = question(tmp_path, ANSWER, Vote(up=False, fault="wrong", right="In 1932"))
    assert read.answers == ("In 1932",)


@pytest.mark.parametrize("answer", [ANSWER, abstained("Not said.")])
def test_a_bad_answer_alone_is_a_question_without_a_reference(answer: Answer, tmp_path: Path) -> None:
    read = question(tmp_path, answer, Vote(up=False))
    assert read.answers == ()
    assert read.answerable


def test_a_reason_is_kept_beside(tmp_path: Path) -> None:
    kept(tmp_path / "f.jsonl", ANSWER, Vote(up=False, comment="It\u2028is\nanother dam."))
    (line,) = (tmp_path / "f.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert json.loads(line)["comment"] == "It\u2028is\nanother dam."
    assert json.loads(line)["given"] == "In 1931. [1]"


def test_a_later_vote_takes_the_earlier_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"id": "other", "question": "Q?"}\n')
    kept(path, ANSWER, Vote(up=True))
    kept(path, ANSWER, Vote(up=False, fault="wrong"))
    assert [one.id for one in load(path).questions] == ["other", f"{'0' * 16}-2"]
    assert load(path).questions[1].tags == ("thumbs-down", "wrong")
    kept(path, ANSWER, None)
    assert [one.id for one in load(path).questions] == ["other"]
