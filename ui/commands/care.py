"""``rag check``, ``repair``, ``export`` and ``import``: keeping an index sound, and moving it."""

import argparse
from pathlib import Path

from ui import arguments
from ui.commands.command import DONE, FAILED, Command
from ui.context import Context
from ui.render import counted
from ui.screen import write_json


def _add_check_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_json(parser)
    arguments.add_index(parser)


def _check(args: argparse.Namespace, context: Context) -> int:
    where = context.services.locate(args.index)
    with context.services.open_index(where) as library:
        findings = library.check()
    if args.json:
        write_json({"index": str(where), "findings": findings}, context.stdout)
    else:
        for finding in findings:
            context.note(finding)
        verdict = f"{counted(len(findings), 'finding')}; `rag repair` mends what can be mended"
        context.note(verdict if findings else f"the index in {where} is sound")
    return FAILED if findings else DONE


def _repair(args: argparse.Namespace, context: Context) -> int:
    where = context.services.locate(args.index)
    with context.services.open_index(where) as library:
        lost = library.repair()
    for line in lost:
        context.note(line)
    context.note(f"the search files in {where} were built anew")
    return DONE


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to make")
    arguments.add_index(parser)


def _export(args: argparse.Namespace, context: Context) -> int:
    where = context.services.locate(args.index)
    with context.services.open_index(where) as library:
        library.export(args.file)
    context.note(f"exported {where} to {args.file}")
    return DONE


def _add_import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="what `rag export` made")
    arguments.add_index(parser)


def _import(args: argparse.Namespace, context: Context) -> int:
    where = context.services.locate(args.index)
    with context.services.import_index(args.file, where) as library:
        status = library.status()
    holds = f"{counted(status.documents, 'document')}, {counted(status.chunks, 'chunk')}"
    context.note(f"imported {args.file} into {where}: {holds}")
    return DONE


COMMANDS = (
    Command("check", "verify everything in the index", _add_check_arguments, _check),
    Command("repair", "build the index's search files anew", arguments.add_index, _repair),
    Command(
        "export",
        "write the index into one file, with the originals it keeps",
        _add_export_arguments,
        _export,
        examples="  rag export documents.rag",
    ),
    Command(
        "import",
        "make an index of an exported file, once it is verified",
        _add_import_arguments,
        _import,
        examples="  rag import documents.rag --index ~/.documents",
    ),
)
