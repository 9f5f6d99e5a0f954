from tests.web_fakes import abstained, answered, citation, passage
from ui.web import session
from ui.web.session import Conversation, Pick, Scope, Turn


def test_answered_turns_are_the_history_of_the_next() -> None:
    turns = (Turn("A?", answer=answered("B.")), Turn("C?", error="no"), Turn("D?", stopped=True))
    assert session.history(turns) == [
        {"role": "user", "content": "A?"},
        {"role": "assistant", "content": "B."},
    ]


def test_a_conversation_is_named_by_its_first_question() -> None:
    assert Conversation("0" * 16, (Turn("First?"), Turn("Second?"))).title == "First?"
    assert Conversation().title == ""


def test_a_scope_counts_as_one_if_it_leaves_anything_out() -> None:
    assert not Scope()
    assert Scope(after="2025-01-01")
    assert Scope(("d1",))


def test_the_first_thing_to_look_at_is_citation_one_or_else_the_nearest_passage() -> None:
    of = passage("Yes.")
    assert session.first_pick(
        Turn("?", answer=answered("Yes.", citations=[citation(1, of, "Yes.")]))
    ) == Pick("citation", 1)
    assert session.first_pick(Turn("?", answer=abstained("no", [of]))) == Pick("passage", 1)
    assert session.first_pick(Turn("?", answer=abstained("no"))) is None
    assert session.first_pick(Turn("?")) is None
