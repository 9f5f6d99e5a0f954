"""CSV and TSV with a heading, under the same names as JSONL.

A cell that holds several texts (answers, quotes, tags) is a JSON list; tags may also be split at commas.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.datasets.files import bare_name, read_text
from evals.datasets.records import TAGS, Refusal, question_of, unique
from evals.errors import DataError
from evals.types import Dataset, Question


def load(path: Path) -> Dataset:
    """Read a table of questions.

    Raises:
        DataError: names the line and what is wrong with it.
    """
    return Dataset(bare_name(path), unique(_questions(path), origin=str(path)))


def _questions(path: Path) -> Iterator[tuple[int, Question]]:
    text = read_text(path)
    delimiter = "\t" if ".tsv" in path.suffixes else _delimiter(text)
    # The csv module splits lines itself, so that a quoted cell may hold a line break.
    reader = csv.DictReader(iter(text.splitlines(keepends=True)), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            yield reader.line_num, question_of(_record(row), default_id=f"row-{number}")
    except (Refusal, csv.Error) as exc:
        # The outer reader counts a line only once it is whole.
        raise DataError(f"{path}, line {reader.reader.line_num}: {exc}") from exc


def _record(row: Mapping[str | None, Any]) -> dict[str, Any]:
    if None in row or None in row.values():
        raise Refusal("another number of columns than in the heading")
    record = {(key or "").strip(): value for key, value in row.items()}
    for name in TAGS:
        cell = record.get(name)
        if isinstance(cell, str) and not cell.lstrip().startswith("["):
            record[name] = [tag.strip() for tag in cell.split(",") if tag.strip()]
    return record


def _delimiter(text: str) -> str:
    """Spreadsheets of many countries write semicolons."""
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)
