"""``rag add``: files and folders into the index."""

import argparse
import time
from collections import Counter
from pathlib import Path

from ui import arguments
from ui.commands.command import DONE, FAILED, Command
from ui.context import Context
from ui.errors import CommandError, StoppedError
from ui.progress import add_reporter, counts_line
from ui.render import counted


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, or a folder with all that is in it")
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
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    paths = [Path(path) for path in args.paths]
    where = context.services.locate(args.index)
    _check_worth_it(paths, where)
    began = time.monotonic()
    with (
        context.services.create_index(where, args.embedder) as library,
        add_reporter(context.stderr) as reporter,
    ):
        try:
            summary = library.add_files(
                paths,
                on_outcome=reporter.outcome,
                on_progress=reporter.progress,
                prune_missing=args.prune,
            )
        except KeyboardInterrupt as exc:
            kept = f"{counts_line(reporter.counts)} so far; run it again for the rest"
            raise StoppedError(f"stopped: {kept}") from exc
    counts = Counter(outcome.status for outcome in summary.outcomes)
    counts["skipped"] += summary.skipped
    context.note(f"{counts_line(counts)} in {time.monotonic() - began:.1f} s")
    return FAILED if counts["failed"] else DONE


def _check_worth_it(paths: list[Path], index_dir: Path) -> None:
    """Refuse paths that hold no documents before an index is made for them."""
    from index.walk import find_files

    found = find_files(paths, index_dir=index_dir)
    if not found.files:
        places, skipped = ", ".join(map(str, paths)), counted(found.skipped, "file")
        raise CommandError(
            f"no documents in {places} ({skipped} skipped); rag reads text, Markdown, HTML and PDF"
        )


COMMAND = Command(
    "add",
    "put files and folders into the index; update changed ones",
    _add_arguments,
    _run,
    examples="""\
  rag add report.pdf notes/
  rag add notes/ --prune     and forget the files that were deleted
  rag add ~/Documents --index ~/.documents.rag""",
)
