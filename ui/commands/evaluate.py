"""``rag eval``: how good the answers are."""

import argparse

from ui.commands.command import Command
from ui.context import Context


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from evals.cli import add_arguments

    add_arguments(parser)


def _run(args: argparse.Namespace, context: Context) -> int:  # noqa: ARG001 - evals writes to the process's streams
    from evals.cli import run

    return run(args)


COMMAND = Command(
    "eval",
    "measure the answers to a set of questions, and compare two runs",
    _add_arguments,
    _run,
    examples="""\
  rag eval questions.jsonl --out runs/today
  rag eval questions.jsonl --baseline runs/yesterday --max-drop f1=0.02""",
)
