"""``rag ask``: one question, one answer."""

import argparse

from ui import arguments
from ui.commands.command import ABSTAINED, DONE, Command
from ui.context import Context
from ui.errors import UsageError
from ui.progress import stage_display
from ui.render import answer_lines, one_line
from ui.screen import write_json, write_lines
from ui.services import Question, final_answer

_LONGEST_INPUT = 1_000_000
"""Characters read from standard input: more than any question the answerer takes, less than a memory full."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question", metavar="QUESTION", nargs="+", help="in plain words; - for standard input"
    )
    parser.add_argument(
        "-k",
        metavar="N",
        type=arguments.read_count,
        help="passages to read at once",
    )
    arguments.add_filters(parser)
    arguments.add_language_model(parser)
    arguments.add_json(parser)
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    if args.after and args.before and args.after > args.before:
        raise UsageError(f"--after {args.after} is later than --before {args.before}; swap them")
    question = Question(
        _question_text(args.question, context),
        context.services.locate(args.index),
        k=args.k,
        after=args.after,
        before=args.before,
        source=args.source,
        llm=args.llm,
        strict=args.strict,
        always_ask=args.always_ask,
    )
    with stage_display(context.stderr) as show:
        answer = final_answer(context.services.ask(question), show)
    if answer.notice:
        context.note(f"rag: {one_line(answer.notice)}")
    if args.json:
        write_json(answer.to_dict(), context.stdout)
    else:
        write_lines(answer_lines(answer), context.stdout)
    return ABSTAINED if answer.abstained else DONE


def _question_text(words: list[str], context: Context) -> str:
    text = " ".join(words)
    if text == "-":
        if context.stdin.isatty():
            context.note("Type the question, then Ctrl-D.")
        text = context.stdin.read(_LONGEST_INPUT)
    if not text.strip():
        raise UsageError('the question is empty; ask one, as in: rag ask "Who wrote the report?"')
    # An argument that isn't valid in the locale's encoding arrives as lone surrogates, which no model takes.
    return text.encode("utf-8", "replace").decode("utf-8").strip()


COMMAND = Command(
    "ask",
    "answer a question, with the words the answer rests on",
    _add_arguments,
    _run,
    examples="""\
  rag ask "How long did the call last?"
  rag ask "What did the report recommend?" --after 2025-01-01 --source '*.pdf'
  echo "Who chairs the board?" | rag ask - --json

Exits with 0 if it answered, 3 if the documents do not say, 1 if it failed, 2 on wrong usage.""",
)
