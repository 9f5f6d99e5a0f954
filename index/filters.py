"""Which documents a search filter lets through."""

import datetime as dt
import os
from collections.abc import Iterable
from fnmatch import fnmatchcase

from index.errors import InvalidFilterError
from index.types import DocumentInfo, SearchFilter


def validated(where: SearchFilter) -> SearchFilter:
    """Return ``where`` if its dates can be read.

    Raises:
        InvalidFilterError: a date isn't ISO 8601, or nothing can lie between the two.
    """
    for name, value in (("after", where.after), ("before", where.before)):
        if value is not None and not _is_iso_date(value):
            raise InvalidFilterError(f"--{name} {value!r} is not a date; write it as YYYY-MM-DD")
    if where.after and where.before and where.after > where.before:
        raise InvalidFilterError(f"nothing is published both after {where.after} and before {where.before}")
    return where


def matching(infos: Iterable[DocumentInfo], where: SearchFilter) -> list[str]:
    """Return the ids of the documents that ``where`` lets through, in order."""
    return [info.doc_id for info in infos if _date_fits(info, where) and _source_fits(info, where)]


def source_matches(source: str, pattern: str) -> bool:
    """Tell whether a glob fits a source, its file name, or the end of its path."""
    path = source.replace(os.sep, "/")
    pattern = pattern.replace(os.sep, "/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern.removeprefix('./')}")


def _is_iso_date(value: str) -> bool:
    try:
        # fromisoformat alone would also take 20250212 and 2025-W07-3, which don't compare as strings.
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _date_fits(info: DocumentInfo, where: SearchFilter) -> bool:
    if where.after is None and where.before is None:
        return True
    if info.published is None:
        return False
    return (where.after or "") <= info.published <= (where.before or "9999-12-31")


def _source_fits(info: DocumentInfo, where: SearchFilter) -> bool:
    return where.source is None or any(source_matches(source, where.source) for source in info.sources)
