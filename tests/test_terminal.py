from collections.abc import Iterator

import pytest

from rag.types import Event, StageEvent
from tests.ui_fakes import ABSTENTION, INFO, QUOTE, FakeAnswerer, Rag, pipe, terminal
from ui.progress import stage_display
from ui.services import Question
from ui.terminal import Chat, ReadLine


def typed(*lines: str | type[BaseException]) -> ReadLine:
    """A person who types these lines, or presses Ctrl-C or Ctrl-D where an exception stands."""
    left = iter((*lines, EOFError))

    def read() -> str:
        line = next(left)
        if isinstance(line, str):
            return line
        raise line

    return read


def converse(rag: Rag, *lines: str | type[BaseException]) -> tuple[str, str]:
    """Return what stood on standard output and error after a person typed ``lines``."""
    context = rag.context()
    Chat(
        Question("", context.services.locate(None)), context, read_line=typed(*lines), interactive=True
    ).run()
    result = rag("--version")
    return result.out, result.err


def test_piped_questions_are_answered_without_prompt_or_greeting() -> None:
    result = Rag(stdin=pipe("When was it built?\n\n"))("chat")
    assert result.code == 0
    assert result.out.startswith("The dam was built in 1931 [1].\n")
    assert ">" not in result.out
    assert result.err == ""


def test_the_last_line_needs_no_newline() -> None:
    rag = Rag(stdin=pipe("When was it built?"))
    rag("chat")
    assert [question.text for question in rag.answerer.questions] == ["When was it built?"]


def test_a_follow_up_is_asked_with_what_was_said_before() -> None:
    rag = Rag(stdin=pipe("When was it built?\nBy whom?\n"))
    rag("chat")
    first, second = rag.answerer.questions
    assert first.history == ()
    assert second.history == (
        {"role": "user", "content": "When was it built?"},
        {"role": "assistant", "content": QUOTE},
    )


def test_reset_begins_anew() -> None:
    rag = Rag(stdin=pipe("When was it built?\n/reset\nBy whom?\n/reset\n/sources\n"))
    result = rag("chat")
    assert rag.answerer.questions[1].history == ()
    assert "there is no answer yet" in result.err


def test_sources_gives_citations_and_what_else_was_read() -> None:
    result = Rag(stdin=pipe("Who owns it?\n/sources\n"), answerer=FakeAnswerer(ABSTENTION))("chat")
    assert result.out.endswith(
        "Read:\n1. The dam — 2024-05-06 · /docs/dam.txt\n"
        "    The dam was built in 1931. It feeds a lake: “Lac Noir” 🏞.\n\n"
    )


def test_a_passage_that_is_cited_is_not_listed_again() -> None:
    result = Rag(stdin=pipe("When was it built?\n/sources\n"))("chat")
    sources = result.out.partition("(very likely)\n")[2]
    assert sources == f"\n[1] The dam — 2024-05-06, p. 3 · /docs/dam.txt\n    {QUOTE}\n\n"


@pytest.mark.parametrize("number", ["1", "[1]"])
def test_open_shows_the_quote_in_its_surroundings(number: str) -> None:
    result = Rag(stdin=pipe(f"When was it built?\n/open {number}\n"))("chat")
    assert result.out.endswith(f">>{QUOTE}<<\nIt feeds a lake: “Lac Noir” 🏞.\n\n")


def test_open_marks_the_quote_on_a_terminal() -> None:
    result = Rag(stdin=pipe("When was it built?\n/open 1\n"), stdout=terminal())("chat")
    assert ">>" not in result.out
    assert QUOTE in result.out


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("/sources\n", "there is no answer yet; ask something first"),
        ("/open 1\n", "there is no answer yet; ask something first"),
        ("When?\n/open\n", "say which: /open 1"),
        ("When?\n/open 2\n", "say which: /open 1"),
        ("/frobnicate\n", "there is no /frobnicate; /help lists what there is"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_conversation_goes_on(lines: str, complaint: str) -> None:
    rag = Rag(stdin=pipe(lines + "And now?\n"))
    result = rag("chat")
    assert result.code == 0
    assert result.err == f"rag: {complaint}\n"
    assert rag.answerer.questions[-1].text == "And now?"


def test_open_after_an_abstention_has_nothing_to_open() -> None:
    result = Rag(stdin=pipe("Who?\n/open 1\n"), answerer=FakeAnswerer(ABSTENTION))("chat")
    assert result.err == "rag: the last answer cites nothing\n"


def test_help_and_quit() -> None:
    rag = Rag(stdin=pipe("/help\n/quit\nWhen?\n"))
    result = rag("chat")
    assert "/open N" in result.err
    assert rag.answerer.questions == []
    assert INFO.title not in result.out


def test_a_person_is_greeted_and_may_leave_with_ctrl_d() -> None:
    _, err = converse(Rag())
    assert err.startswith("Ask the documents; /help says what else there is.\n")


def test_ctrl_c_at_the_prompt_keeps_the_conversation() -> None:
    rag = Rag()
    _, err = converse(rag, KeyboardInterrupt, "When?")
    assert "stopped; ask something else, or /quit" in err
    assert [question.text for question in rag.answerer.questions] == ["When?"]


def test_ctrl_c_during_an_answer_leaves_it_out_of_the_history() -> None:
    class Interrupted(FakeAnswerer):
        def __call__(self, question: Question) -> Iterator[Event]:
            self.questions.append(question)
            yield StageEvent("search", 50)
            if len(self.questions) == 1:
                raise KeyboardInterrupt
            yield from FakeAnswerer()(question)

    rag = Rag(answerer=Interrupted())
    converse(rag, "When?", "When, then?")
    assert rag.answerer.questions[1].history == ()


def test_ctrl_c_ends_a_piped_conversation() -> None:
    result = Rag(stdin=pipe("When?\n"), answerer=FakeAnswerer(error=KeyboardInterrupt()))("chat")
    assert result.code == 130


def test_the_stage_at_work_is_shown_on_a_terminal_alone() -> None:
    stream, quiet = terminal(), pipe()
    for target in (stream, quiet):
        with stage_display(target) as show:
            show(StageEvent("read", 12))
        target.flush()
    stream.seek(0)
    quiet.seek(0)
    assert "Reading 12 passages…" in stream.read()
    assert quiet.read() == ""
