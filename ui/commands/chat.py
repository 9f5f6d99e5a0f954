"""``rag chat``: a conversation in the terminal."""

import argparse

from ui import arguments
from ui.commands.command import DONE, Command
from ui.context import Context
from ui.services import Question


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_language_model(parser)
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    from ui.terminal import Chat, piped, prompting

    path = context.services.locate(args.index)
    # Not kept open: the answerer notices by itself when the index changes, and so must `/open`.
    context.services.open_index(path).close()
    interactive = context.stdin.isatty()
    read_line = prompting(context) if interactive else piped(context.stdin)
    template = Question("", path, llm=args.llm, strict=args.strict, always_ask=args.always_ask)
    Chat(template, context, read_line=read_line, interactive=interactive).run()
    return DONE


COMMAND = Command(
    "chat",
    "hold a conversation in the terminal",
    _add_arguments,
    _run,
    examples="""\
  rag chat
  printf 'Who called?\\nHow long did it take?\\n' | rag chat""",
)
