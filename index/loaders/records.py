"""JSON: a list of records, one record a line (JSON Lines), or any other value."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TypeGuard

from index.errors import EmptyDocumentError, LoadError
from index.loaders.advice import NOTHING_TO_ADD, SAVE_ANEW
from index.loaders.building import TextBuilder
from index.loaders.decode import decode
from index.loaders.parsed import Parsed
from index.loaders.titles import FILE_NAME
from index.words import word_set

_TEXT_FIELDS = (
    "text", "content", "body", "article", "passage", "document", "paragraph", "transcript", "message",
    "description", "summary", "abstract",
)  # fmt: skip
"""In what is most likely a record's text, the likeliest first."""
_TITLE_FIELDS = ("title", "headline", "name", "subject")
_UNTOLD = word_set("id _id uuid guid hash sha256 md5 embedding vector url href")
_MOST_RECORDS = 1_000_000


def parse(raw: bytes, name: str, *, field: str | None = None) -> Parsed:
    """Read JSON.

    Args:
        raw: The file.
        name: Its name.
        field: Which field of a record holds its text; guessed by default.
    """
    text = decode(raw, name)
    try:
        value = json.loads(text)
    except ValueError as exc:
        raise LoadError(f"{name} isn't JSON ({exc}); {SAVE_ANEW}") from exc
    if _is_records(value):
        return _parsed(enumerate(value, start=1), "record", name, field)
    if isinstance(value, Mapping) and (inner := _only_records(value)):
        return _parsed(enumerate(inner, start=1), "record", name, field)
    if field is not None and not (isinstance(value, Mapping) and isinstance(value.get(field), str)):
        raise LoadError(f"{name} has no text field {field!r}; leave out --field, or name another")
    builder = TextBuilder()
    if isinstance(value, Mapping) and _text_field([value], field):
        _add_record(builder, value, _text_field([value], field), None)
    else:
        _add_value(builder, "", value)
    return _finished(builder, name)


def parse_lines(raw: bytes, name: str, *, field: str | None = None) -> Parsed:
    """Read JSON Lines; the arguments are those of ``parse``."""
    values: list[tuple[int, object]] = []
    for number, line in enumerate(decode(raw, name).split("\n"), start=1):
        if line.strip():
            try:
                values.append((number, json.loads(line)))
            except ValueError as exc:
                raise LoadError(
                    f"{name} isn't JSON in line {number} ({exc}); mend that line, or leave it out"
                ) from exc
    return _parsed(values, "line", name, field)


def _parsed(values: Iterable[tuple[int, object]], kind: str, name: str, field: str | None) -> Parsed:
    numbered = list(values)
    records = [value for _, value in numbered if isinstance(value, Mapping)]
    chosen = _text_field(records, field)
    if field is not None and not any(isinstance(record.get(field), str) for record in records):
        known = ", ".join(sorted({key for record in records[:100] for key in record})[:20]) or "none"
        raise LoadError(f"{name} has no text field {field!r}; its fields are: {known}")
    builder = TextBuilder()
    for number, value in numbered:
        builder.leave(1)
        if isinstance(value, Mapping):
            _add_record(builder, value, chosen, f"{kind} {number}")
        else:
            _add_value(builder, "", value, f"{kind} {number}")
    return _finished(builder, name)


def _finished(builder: TextBuilder, name: str) -> Parsed:
    parsed = builder.parsed(title=PurePath(name).stem, title_from=FILE_NAME)
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text: {NOTHING_TO_ADD}")
    return parsed


def _is_records(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _only_records(value: Mapping[str, object]) -> Sequence[object] | None:
    """Return the one list of records that an object wraps, as an export's ``{"items": […]}`` does."""
    lists = [inner for inner in value.values() if _is_records(inner)]
    others = [inner for inner in value.values() if isinstance(inner, list | Mapping) and inner not in lists]
    return lists[0] if len(lists) == 1 and not others else None


def _text_field(records: Sequence[Mapping[str, object]], field: str | None) -> str | None:
    """Return the field that holds the records' text: the one named, a usual one, else none."""
    if field is not None:
        return field
    for candidate in _TEXT_FIELDS:
        if records and sum(isinstance(record.get(candidate), str) for record in records) * 2 > len(records):
            return candidate
    return None


def _add_record(
    builder: TextBuilder, record: Mapping[str, object], text_field: str | None, place: str | None
) -> None:
    title = next((key for key in _TITLE_FIELDS if isinstance(record.get(key), str)), None)
    text = record.get(text_field) if text_field is not None else None
    if title is not None and isinstance(text, str):
        builder.add_heading(1, str(record[title]), place=place)
    elif title is not None:
        title = None
    others = {
        key: value
        for key, value in record.items()
        if key not in {title, text_field} and (key.lower() not in _UNTOLD or text is None)
    }
    line = " | ".join(f"{key}: {_told(value)}" for key, value in others.items() if _is_told(value))
    builder.add(line, "table_row", place=place)
    if isinstance(text, str):
        builder.add_prose(text, place=place)
    for key, value in others.items():
        if isinstance(value, Mapping | list) and not _is_told(value):
            _add_value(builder, key, value, place)


def _is_told(value: object) -> bool:
    """Tell what fits on the line of its record: a scalar that says something, or a list of words."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | float | date) and value != ""


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def _add_value(builder: TextBuilder, path: str, value: object, place: str | None = None) -> None:
    """Append any value, each scalar in it on a line that names where it stands: ``server.port: 8080``."""
    for where, scalar in _scalars(path, value):
        line = f"{where}: {_told(scalar)}" if where else _told(scalar)
        builder.add(line, "list_item", place=place or where or None)


def _scalars(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _scalars(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list) and not _is_told(value):
        for number, inner in enumerate(value, start=1):
            yield from _scalars(f"{path}[{number}]", inner)
    elif _is_told(value):
        yield path, value
