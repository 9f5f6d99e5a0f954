"""``rag search``: passages, without an answer."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from ui import arguments
from ui.commands.command import DONE, Command
from ui.context import Context
from ui.errors import UsageError
from ui.render import passage_lines
from ui.screen import write_json, write_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import DocumentInfo, ScoredChunk
    from rag.types import Passage

_DEFAULT_K = 10


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="+", help="words or a question")
    parser.add_argument(
        "-k",
        metavar="N",
        type=arguments.found_count,
        default=_DEFAULT_K,
        help="how many passages (default: %(default)s)",
    )
    arguments.add_json(parser)
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    from index.types import NO_FILTER

    query = " ".join(args.query)
    if not query.strip():
        raise UsageError("there is nothing to search for; name some words")
    with context.services.open_index(context.services.locate(args.index)) as library:
        chunks = library.search(query, k=args.k, where=NO_FILTER)
        passages = _passages(chunks, library.infos({found.chunk.doc_id for found in chunks}))
    if args.json:
        value = {"query": query, "passages": [asdict(passage) for passage in passages]}
        write_json(value, context.stdout)
    elif passages:
        write_lines(passage_lines(passages), context.stdout)
    else:
        context.note("no passage was found")
    return DONE


def _passages(chunks: "Sequence[ScoredChunk]", infos: "Mapping[str, DocumentInfo]") -> "list[Passage]":
    from rag.types import Passage

    return [
        Passage.of(found.chunk, infos[found.chunk.doc_id], score=found.score)
        for found in chunks
        if found.chunk.doc_id in infos  # removed by another process since the search
    ]


COMMAND = Command(
    "search",
    "find the passages nearest to a query, without answering",
    _add_arguments,
    _run,
    examples='  rag search "peace talks" -k 5',
)
