"""The command line: finds the command, runs it, and turns whatever happens into a line and an exit code.

Exit codes: 0 answered or done, 3 the documents do not say, 1 failed, 2 wrong usage; 130 and 141, as shells
have it, where Ctrl-C or a closed pipe ended it.

Nothing heavy is imported here or in ``ui.commands``: a command imports what it needs when it runs.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from ui.commands import COMMANDS
from ui.context import Context
from ui.errors import StoppedError, UsageError, describe, exit_code, expected_errors

_BROKEN_PIPE = 141
_BY_NAME = {command.name: command for command in COMMANDS}

_DESCRIPTION = """\
Ask your documents: answers with the exact words they rest on, or an honest "the documents do not say"."""

_EXAMPLES = """\
examples:
  rag add report.pdf notes/            put documents into the index
  rag ask "Who chairs the board?"      one answer, with its sources
  rag chat                             a conversation in the terminal
  rag ui                               the chat page in a browser

`rag COMMAND --help` says more about each."""


def main(argv: Sequence[str] | None = None, *, context: Context | None = None) -> int:
    """Run ``rag`` and return its exit code.

    Args:
        argv: The arguments after ``rag``; those of the process if None.
        context: Streams and services; those of the process if None.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    context = context or Context.of_process()
    try:
        status = _run(arguments, context)
        context.stdout.flush()
    except BrokenPipeError:
        _forget_stdout(context)
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        context.note("rag: stopped")
        return StoppedError.exit_code
    except ModuleNotFoundError as exc:
        context.note(f"rag: {exc}; `rag doctor` says what is missing")
        return 1
    except expected_errors() as exc:
        context.note(f"rag: {describe(exc)}")
        return exit_code(exc)
    return status


def _run(arguments: Sequence[str], context: Context) -> int:
    parser = _parser(arguments)
    try:
        args = parser.parse_args(arguments)
    except SystemExit as exit_:  # argparse has printed the help
        return int(exit_.code or 0)
    if args.version:
        context.stdout.write(f"rag {_version()}\n")
        return 0
    if args.command is None:
        parser.print_help(context.stderr)
        return UsageError.exit_code
    from ui.logs import shown_warnings

    with shown_warnings(context.stderr):
        return _BY_NAME[args.command].run(args, context)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see `{self.prog} --help`")


def _parser(arguments: Sequence[str]) -> _Parser:
    parser = _Parser(
        prog="rag",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    wanted = arguments[0] if arguments and not arguments[0].startswith("-") else None
    if wanted is not None and wanted not in _BY_NAME:
        raise UsageError(_no_such_command(wanted))
    for command in COMMANDS:
        subparser = commands.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            epilog=f"examples:\n{command.examples}" if command.examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if command.name == wanted:  # the arguments of the others are never looked at, and some cost imports
            command.add_arguments(subparser)
    return parser


def _no_such_command(word: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, _BY_NAME, n=1)
    remedy = f"did you mean `rag {close[0]}`?" if close else 'to ask something, say: rag ask "…"'
    return f"there is no command {word!r}; {remedy}"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("rag")
    except PackageNotFoundError:
        return "(not installed)"


def _forget_stdout(context: Context) -> None:
    """Let what is still buffered vanish, or the interpreter complains of the closed pipe when it ends."""
    try:
        descriptor = context.stdout.fileno()
    except OSError:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
