"""Workbooks, by way of openpyxl: the only importer of it."""

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import PurePath
from typing import Any

from index.errors import EmptyDocumentError
from index.loaders.advice import NOTHING_TO_ADD
from index.loaders.building import TextBuilder
from index.loaders.office import refuse_unreadable, stated
from index.loaders.parsed import Parsed
from index.loaders.rows import add_rows
from index.loaders.titles import FILE_NAME

_PERCENT_DIGITS = 10


def parse(raw: bytes, name: str) -> Parsed:
    """Read a workbook: every sheet, each row as a line that names its columns. Formulas give their result."""
    refuse_unreadable(raw, name)
    import openpyxl

    builder = TextBuilder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pictures and validation rules, which aren't text
        workbook = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            builder.enter(1, sheet.title)
            add_rows(builder, _rows(sheet), name=name, sheet=sheet.title)
        workbook.close()
    said = stated(workbook.properties)
    if said.title is None:
        said = said._replace(title=PurePath(name).stem, title_from=FILE_NAME)
    parsed = builder.parsed(**said._asdict())
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text, its sheets are empty: {NOTHING_TO_ADD}")
    return parsed


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    sheet.reset_dimensions()  # the size that a file states isn't always true, and may be anything
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_shown(cell.value, getattr(cell, "number_format", None)) for cell in row]


def _shown(value: object, number_format: str | None) -> str:
    """Return a cell's value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if number_format and "%" in number_format:
            return f"{round(value * 100, _PERCENT_DIGITS):g}%"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case _:
            return str(value)
