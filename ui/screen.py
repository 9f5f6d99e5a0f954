"""Where lines go: rich on a terminal, plain text anywhere else."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from ui.render import Line, Style, escape_json, one_line

if TYPE_CHECKING:
    from rich.console import Console

_RICH_STYLES: Mapping[Style, str] = {"plain": "", "strong": "bold", "quiet": "dim", "quote": "italic"}


def write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Print lines, wrapped and styled if ``stream`` is a terminal."""
    if stream.isatty():
        _write_styled(lines, stream)
    else:
        stream.writelines(_plain(line) + "\n" for line in lines)


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]], stream: TextIO) -> None:
    """Print a table; without a terminal, its rows alone, a tab between the cells."""
    if not stream.isatty():
        stream.writelines("\t".join(row) + "\n" for row in rows)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    console(stream).print(table)


def write_json(value: Mapping[str, Any], stream: TextIO) -> None:
    """Print one JSON object, as readable as the stream's encoding allows."""
    text = escape_json(json.dumps(value, ensure_ascii=False, indent=2))
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    stream.write(text + "\n")


def write_note(message: str, stream: TextIO) -> None:
    """Print one line of news, a warning or an error, whatever a file name in it holds."""
    stream.write(one_line(message) + "\n")
    stream.flush()


def console(stream: TextIO) -> "Console":
    """Return a rich console that takes nothing in a text for markup."""
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def _plain(line: Line) -> str:
    text = line.text
    if line.marked is not None:
        start, end = line.marked
        text = f"{text[:start]}>>{text[start:end]}<<{text[end:]}"
    margin = " " * line.indent
    return "\n".join(margin + part if part else part for part in text.split("\n"))


def _write_styled(lines: Iterable[Line], stream: TextIO) -> None:
    from rich.text import Text

    terminal = console(stream)
    for line in lines:
        text = Text(line.text, style=_RICH_STYLES[line.style])
        if line.marked is not None:
            text.stylize("reverse", *line.marked)
        for row in text.wrap(terminal, max(1, terminal.width - line.indent)):
            row.rstrip()
            row.pad_left(line.indent)
            terminal.print(row, soft_wrap=True)
