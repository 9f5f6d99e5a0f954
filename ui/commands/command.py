"""What a command is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from ui.context import Context

DONE = 0
FAILED = 1
ABSTAINED = 3


@dataclass(frozen=True, slots=True)
class Command:
    """A word after ``rag``, what it does, and how."""

    name: str
    summary: str
    """One line for ``rag --help``."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Context], int]
    """Do it and return the exit code."""
    examples: str = ""
