"""``rag list``, ``show``, ``status`` and ``remove``: what is in the index."""

import argparse
from dataclasses import asdict

from ui import arguments
from ui.commands.command import DONE, Command
from ui.context import Context
from ui.render import clean, document_row, status_lines
from ui.screen import write_json, write_lines, write_table


def _add_list_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_json(parser)
    arguments.add_index(parser)


def _list(args: argparse.Namespace, context: Context) -> int:
    with context.services.open_index(context.services.locate(args.index)) as library:
        infos = library.documents()
    if args.json:
        documents = [{"source": info.source, **asdict(info)} for info in infos]
        write_json({"documents": documents}, context.stdout)
    elif infos:
        columns = ["id", "published", "chunks", "title", "source"]
        write_table(columns, [document_row(info) for info in infos], context.stdout)
    else:
        context.note("the index is empty; fill it with `rag add PATH`")
    return DONE


def _add_show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="path, file name or id, as `rag list` gives them")
    arguments.add_index(parser)


def _show(args: argparse.Namespace, context: Context) -> int:
    with context.services.open_index(context.services.locate(args.index)) as library:
        text = library.document(library.resolve(args.source).doc_id).text
    if context.stdout.isatty():
        text = clean(text)
        context.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        # Offsets of citations count from here, so nothing may be added, translated or left out.
        context.stdout.flush()
        context.stdout.buffer.write(text.encode("utf-8"))
    return DONE


def _add_status_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_json(parser)
    arguments.add_index(parser)


def _status(args: argparse.Namespace, context: Context) -> int:
    with context.services.open_index(context.services.locate(args.index)) as library:
        status = library.status()
    if args.json:
        write_json(asdict(status), context.stdout)
    else:
        write_lines(status_lines(status), context.stdout)
    return DONE


def _add_remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="paths, folders, file names or ids, as `rag list` gives them",
    )
    arguments.add_index(parser)


def _remove(args: argparse.Namespace, context: Context) -> int:
    with context.services.open_index(context.services.locate(args.index)) as library:
        touched = library.remove(args.sources)
        remaining = library.infos(info.doc_id for info in touched)
    for info in touched:
        kept = remaining[info.doc_id].sources if info.doc_id in remaining else ()
        for source in info.sources:
            if source not in kept:
                context.note(f"removed {source}")
    return DONE


COMMANDS = (
    Command("list", "list the documents in the index", _add_list_arguments, _list),
    Command(
        "show",
        "print the stored text, in which citations count characters",
        _add_show_arguments,
        _show,
        examples="  rag show report.pdf | less",
    ),
    Command("status", "count what is in the index", _add_status_arguments, _status),
    Command(
        "remove",
        "take documents out of the index; the files themselves stay",
        _add_remove_arguments,
        _remove,
        examples="  rag remove notes/old.md report.pdf",
    ),
)
