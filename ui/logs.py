"""Warnings of our own packages on standard error, and silence from everybody else's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_OURS = ("index", "rag", "evals", "ui")


@contextmanager
def shown_warnings(stream: TextIO) -> Iterator[None]:
    """Show what our packages warn of in lines like ``rag: warning: …`` while the block runs."""
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("rag: warning: %(message)s"))
    # With a handler at the root, logging's last resort doesn't print what the parsers grumble about.
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    for name in _OURS:
        logging.getLogger(name).addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silence)
        for name in _OURS:
            logging.getLogger(name).removeHandler(handler)
