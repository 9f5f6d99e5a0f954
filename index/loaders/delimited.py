"""Tables as text: .csv and .tsv."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from index.errors import EmptyDocumentError, LoadError
from index.loaders.advice import NOTHING_TO_ADD
from index.loaders.building import TextBuilder
from index.loaders.decode import decode
from index.loaders.parsed import Parsed
from index.loaders.rows import add_rows
from index.loaders.titles import FILE_NAME

_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
_LONGEST_FIELD = 1_000_000


def parse(raw: bytes, name: str) -> Parsed:
    """Read a table, each record as a line that names its columns."""
    text = decode(raw, name)
    builder = TextBuilder()
    try:
        add_rows(builder, _records(text), name=name)
    except csv.Error as exc:
        raise LoadError(f"{name} can't be read as a table: {exc}") from exc
    parsed = builder.parsed(title=PurePath(name).stem, title_from=FILE_NAME)
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text: {NOTHING_TO_ADD}")
    return parsed


def _records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(_LONGEST_FIELD)
    lines = io.StringIO(text, newline="")
    yield from enumerate(csv.reader(lines, delimiter=_delimiter(text)), start=1)


def _delimiter(text: str) -> str:
    """Return what parts the fields: what the first lines have most often, as often in each."""
    sample = text[:_SAMPLE]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(sample.splitlines()[:50], delimiter=delimiter)]
        except csv.Error:
            continue
        widths = [width for width in widths if width]
        if not widths or max(widths) == 1:
            continue
        usual = max(set(widths), key=widths.count)
        score = widths.count(usual) / len(widths) * min(usual, 4)
        if usual > 1 and score > best_score:
            best, best_score = delimiter, score
    return best
