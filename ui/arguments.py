"""Options that several commands share, and the types that refuse a value with a reason."""

import argparse

_MOST_FOUND = 1000
"""Passages: far more than anybody reads, and still nothing to allocate for."""


def add_index(parser: argparse.ArgumentParser) -> None:
    """Add ``--index``."""
    parser.add_argument("--index", metavar="DIR", help="the index (default: $RAG_INDEX, else .rag)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add ``--after``, ``--before`` and ``--source``."""
    parser.add_argument(
        "--after",
        metavar="DATE",
        type=iso_date,
        help="only documents published on that day or later (YYYY-MM-DD)",
    )
    parser.add_argument(
        "--before", metavar="DATE", type=iso_date, help="only documents published on that day or earlier"
    )
    parser.add_argument(
        "--source",
        metavar="GLOB",
        help="only documents whose path or file name matches it",
    )


def add_language_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--llm``, ``--strict`` and ``--always-ask``."""
    parser.add_argument(
        "--llm",
        metavar="MODEL",
        help="word the answer with a language model: PROVIDER:MODEL or a path.gguf (default: $RAG_LLM)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="leave out what the language model says and no passage bears out",
    )
    parser.add_argument(
        "--always-ask",
        action="store_true",
        help="ask the language model even where the reader is sure that nothing answers",
    )


def iso_date(text: str) -> str:
    """Return a date as YYYY-MM-DD."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as YYYY-MM-DD") from None


def found_count(text: str) -> int:
    """Return how many passages a search is to find."""
    return _whole_number(text, 1, _MOST_FOUND)


def read_count(text: str) -> int:
    """Return how many passages are to be read for an answer."""
    from rag.config import SEARCHED

    return _whole_number(text, 1, SEARCHED)


def port_number(text: str) -> int:
    """Return a port that a server can be given."""
    return _whole_number(text, 1, 65535)


def _whole_number(text: str, lowest: int, highest: int) -> int:
    if not (text.isascii() and text.isdigit() and lowest <= int(text[:9]) <= highest):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {lowest} to {highest}")
    return int(text)
