"""What a command reports before it ends.

    CommandError              it failed                                exit 1
    ├── UsageError            it was called in a way it can't be       exit 2
    └── StoppedError          the user stopped it                      exit 130

Errors of the packages below (``index.errors``, ``rag.errors``) pass through unchanged.
"""

from typing import ClassVar


class CommandError(Exception):
    """Base of all errors of this package; its message is the line the user reads."""

    exit_code: ClassVar[int] = 1


class UsageError(CommandError):
    """The arguments don't make sense."""

    exit_code = 2


class StoppedError(CommandError):
    """Ctrl-C in the middle of work of which a part is kept."""

    exit_code = 130


def expected_errors() -> tuple[type[BaseException], ...]:
    """Return the errors that are told to the user in a line; any other is a bug, and shows its trace.

    To be called in an ``except`` clause, which is evaluated only once something was raised: the packages that
    define them are loaded by then, or weren't needed.
    """
    from index.errors import SearchIndexError
    from rag.errors import RagError

    return (CommandError, SearchIndexError, RagError, OSError)


def describe(error: BaseException) -> str:
    """Return what the user reads of an error."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def exit_code(error: BaseException) -> int:
    """Return 2 where the command was called in a way it can't be, 130 where it was stopped, else 1."""
    from index.errors import InvalidFilterError
    from rag.errors import OptionError, QuestionError

    if isinstance(error, CommandError):
        return error.exit_code
    return UsageError.exit_code if isinstance(error, InvalidFilterError | OptionError | QuestionError) else 1
