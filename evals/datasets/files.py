"""Opening text files, plain or gzipped, with the errors of this package."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.errors import DataError


def read_text(path: Path) -> str:
    """Return the file as text (UTF-8, with or without a mark), unpacked where it ends in ``.gz``.

    Raises:
        DataError: it can't be read, or isn't UTF-8.
    """
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, EOFError) as exc:
        raise DataError(f"can't read {path}: {exc}") from exc
    except UnicodeDecodeError as exc:
        raise DataError(f"{path} is not UTF-8 (byte {exc.start}); convert it first") from exc


def json_value(path: Path) -> Any:
    """Return the file's one JSON value.

    Raises:
        DataError: it isn't JSON.
    """
    try:
        return json.loads(read_text(path))
    except ValueError as exc:
        raise DataError(f"{path} is not JSON ({exc})") from exc


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) for each line that isn't blank.

    Raises:
        DataError: a line isn't a JSON object.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as exc:
            raise DataError(f"{path}, line {number}: not JSON ({exc})") from exc
        if not isinstance(record, dict):
            raise DataError(f"{path}, line {number}: {type(record).__name__}, not a JSON object")
        yield number, record


def bare_name(path: Path) -> str:
    """Return the file name without ``.gz`` and the ending of its format."""
    return Path(path.name.removesuffix(".gz")).stem
