"""``rag add``: files, folders, web pages and what is typed, into the index."""

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ui import arguments
from ui.commands.command import DONE, FAILED, Command
from ui.context import Context
from ui.errors import CommandError, StoppedError, UsageError
from ui.progress import add_reporter, counts_line, outcome_line
from ui.render import counted

if TYPE_CHECKING:
    from index.types import Document

_STANDARD_INPUT = "-"
_ASK = "-"
_LINES_REMEMBERED = 10
"""Failures that stand farther up than this are told again at the end."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="a file, a folder with all that is in it, a web address, or - for text from standard input",
    )
    parser.add_argument("--title", metavar="TITLE", help="what to call the text from standard input")
    parser.add_argument(
        "--password",
        metavar="WORD",
        help="opens files that are protected with it; - asks for it, which keeps it out of the list of "
        "processes (default: $RAG_PASSWORD)",
    )
    parser.add_argument(
        "--field",
        metavar="NAME",
        help="the field of JSON records that holds their text (default: a usual one)",
    )
    parser.add_argument(
        "--embedder",
        metavar="NAME",
        help="for a new index: a model of sentence-transformers instead of the shipped one",
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="also remove what was added from below these folders and isn't there any more",
    )
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first file that can't be read")
    parser.add_argument(
        "--keep-originals", action="store_true", help="keep a copy of each file in the index folder"
    )
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    from index.fetching import is_address
    from index.loaders import LoadOptions

    urls = [source for source in args.sources if is_address(source)]
    paths = [Path(source) for source in args.sources if source != _STANDARD_INPUT and not is_address(source)]
    typed = _typed(args.title, context) if _STANDARD_INPUT in args.sources else []
    if args.title is not None and not typed:
        raise UsageError("--title names the text from standard input; say `rag add - --title …`")
    password = _password(args.password, context)
    where = context.services.locate(args.index)
    if not (urls or typed):
        _check_worth_it(paths, where)
    began = time.monotonic()
    with (
        context.services.create_index(where, args.embedder) as library,
        add_reporter(context.stderr) as reporter,
    ):
        try:
            if typed:
                library.add(typed, on_outcome=reporter.outcome)
            summary = library.add_files(
                paths,
                urls=urls,
                on_outcome=reporter.outcome,
                on_progress=reporter.progress,
                options=LoadOptions(password=password, json_field=args.field),
                prune_missing=args.prune,
                fail_fast=args.fail_fast,
                keep_originals=args.keep_originals,
            )
        except KeyboardInterrupt as exc:
            kept = f"{counts_line(reporter.counts)} so far; run it again for the rest"
            raise StoppedError(f"stopped: {kept}") from exc
    if sum(reporter.counts.values()) > _LINES_REMEMBERED:
        for outcome in summary.failed:
            context.note(outcome_line(outcome))
    counts = Counter(reporter.counts)
    counts["skipped"] += summary.skipped
    context.note(f"{counts_line(counts)} in {time.monotonic() - began:.1f} s")
    return FAILED if counts["failed"] else DONE


def _password(given: str | None, context: Context) -> str | None:
    """Return what opens protected files, if anything was said of it."""
    from rag.config import file_password

    return context.services.ask_password() if given == _ASK else file_password(given)


def _typed(title: str | None, context: Context) -> "list[Document]":
    """Return the document that standard input is."""
    from index.loaders import text_document

    name = " ".join((title or "standard input").split())
    return [text_document(context.stdin.read(), source=f"stdin:{name}", title=title)]


def _check_worth_it(paths: list[Path], index_dir: Path) -> None:
    """Refuse paths that hold no documents before an index is made for them."""
    from index.loaders import PICTURES, known_suffixes
    from index.walk import find_files

    found = find_files(paths, index_dir=index_dir)
    if not found.files:
        places, skipped = ", ".join(map(str, paths)), counted(found.skipped, "file")
        pictures = ", pictures" if PICTURES.issubset(known_suffixes()) else ""
        raise CommandError(
            f"no documents in {places} ({skipped} skipped); rag reads text, Markdown, web pages, PDF, Word, "
            f"PowerPoint, Excel, mail, books, tables, JSON, source code{pictures}, and ZIP archives of these"
            + ("" if pictures else "; pictures once the extra ocr is there: pip install 'rag[ocr]'")
        )


COMMAND = Command(
    "add",
    "put files, folders and web pages into the index; update changed ones",
    _add_arguments,
    _run,
    examples="""\
  rag add report.pdf notes/
  rag add notes/ --prune     and forget the files that were deleted
  rag add https://example.org/report.html
  git log | rag add - --title "What was changed"
  rag add ~/Documents --index ~/.documents.rag""",
)
