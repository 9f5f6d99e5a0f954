"""A conversation in the terminal: lines in, cited answers out, and a few commands that begin with a slash."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from ui.context import Context
from ui.errors import CommandError, describe, expected_errors
from ui.progress import stage_display
from ui.render import Line, answer_lines, citation_lines, one_line, passage_lines, place, surroundings
from ui.screen import write_lines
from ui.services import Question, final_answer

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Message, Passage

HELP = """\
Ask in plain words; a follow-up question may lean on what was said before.
  /sources   what the last answer rests on, and what else was read for it
  /open N    citation [N] in its surroundings
  /reset     begin a new conversation
  /help      this
  /quit      leave (or Ctrl-D)"""

ReadLine = Callable[[], str]
"""Returns the next line; raises EOFError when there is none."""


class Chat:
    """The conversation so far, and the loop that carries it on.

    Args:
        template: What every question has in common: the index to ask, and how.
        context: Where answers and notes go.
        read_line: Where lines come from.
        interactive: Whether a person types: then there is a greeting, and Ctrl-C stops an answer rather than
            the conversation.
    """

    def __init__(
        self, template: Question, context: Context, *, read_line: ReadLine, interactive: bool
    ) -> None:
        self._template = template
        self._context = context
        self._read_line = read_line
        self._interactive = interactive
        self._history: list[Message] = []
        self._answer: Answer | None = None
        self._commands: dict[str, Callable[[str], None]] = {
            "/sources": self._show_sources,
            "/open": self._open_citation,
            "/reset": self._reset,
            "/help": self._help,
        }

    def run(self) -> None:
        """Respond to lines until there are no more, or to ``/quit``."""
        if self._interactive:
            self._context.note("Ask the documents; /help says what else there is.")
        while True:
            try:
                line = self._read_line().strip()
                if line in {"/quit", "/exit"}:
                    return
                self._respond(line)
            except EOFError:
                self._end_prompt()
                return
            except KeyboardInterrupt:
                if not self._interactive:
                    raise
                self._end_prompt()
                self._context.note("stopped; ask something else, or /quit")

    def _end_prompt(self) -> None:
        if self._interactive:
            self._context.stderr.write("\n")

    def _respond(self, line: str) -> None:
        if not line:
            return
        name, _, argument = line.partition(" ")
        try:
            if not line.startswith("/"):
                self._ask(line)
            elif name in self._commands:
                self._commands[name](argument.strip())
            else:
                raise CommandError(f"there is no {name}; /help lists what there is")
        except BrokenPipeError:
            raise
        except expected_errors() as exc:
            self._context.note(f"rag: {describe(exc)}")
        self._context.stdout.flush()

    def _ask(self, text: str) -> None:
        question = replace(self._template, text=text, history=tuple(self._history))
        with stage_display(self._context.stderr) as show:
            answer = final_answer(self._context.services.ask(question), show)
        if answer.notice:
            self._context.note(f"rag: {one_line(answer.notice)}")
        self._answer = answer
        self._history += [
            {"role": "user", "content": text},
            {"role": "assistant", "content": answer.text},
        ]
        write_lines([*answer_lines(answer), Line()], self._context.stdout)

    def _show_sources(self, _: str) -> None:
        answer = self._last_answer()
        others = [passage for passage in answer.passages if not _holds_any(passage, answer.citations)]
        lines = citation_lines(answer.citations)
        if others:
            lines += [Line("Also read:" if lines else "Read:"), *passage_lines(others)]
        write_lines([*lines, Line()], self._context.stdout)

    def _open_citation(self, argument: str) -> None:
        answer = self._last_answer()
        citation = next(
            (cited for cited in answer.citations if argument.strip("[]") == str(cited.marker)), None
        )
        if citation is None:
            there = ", ".join(f"/open {cited.marker}" for cited in answer.citations)
            raise CommandError(f"say which: {there}" if there else "the last answer cites nothing")
        with self._context.services.open_index(self._template.index) as library:
            text = library.document(citation.doc_id).text
        lines = [Line(place(citation), "strong"), surroundings(text, citation.start, citation.end), Line()]
        write_lines(lines, self._context.stdout)

    def _reset(self, _: str) -> None:
        self._history.clear()
        self._answer = None
        self._context.note("a new conversation")

    def _help(self, _: str) -> None:
        write_lines([Line(HELP)], self._context.stderr)

    def _last_answer(self) -> "Answer":
        if self._answer is None:
            raise CommandError("there is no answer yet; ask something first")
        return self._answer


def _holds_any(passage: "Passage", citations: "tuple[Citation, ...]") -> bool:
    return any(
        cited.doc_id == passage.doc_id and cited.start < passage.end and passage.start < cited.end
        for cited in citations
    )


def prompting(context: Context) -> ReadLine:
    """Return a reader of lines that people type, with a prompt, line editing and a history."""
    import readline  # noqa: F401 - gives input() its editing

    def read() -> str:
        if context.stdout.isatty():
            return input("> ")
        context.stderr.write("> ")
        context.stderr.flush()
        return input()

    return read


def piped(stream: TextIO) -> ReadLine:
    """Return a reader of the lines of a file or pipe."""

    def read() -> str:
        line = stream.readline()
        if not line:
            raise EOFError
        return line

    return read
