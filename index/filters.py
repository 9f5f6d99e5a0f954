"""Which documents a search filter lets through."""

import datetime as dt
import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from index.errors import InvalidFilterError
from index.types import SearchFilter


class NamedDocument(NamedTuple):
    """A document under one of its names."""

    doc_id: str
    published: str | None
    source: str


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


def matching(named: Iterable[NamedDocument], where: SearchFilter) -> list[str]:
    """Return the ids of the documents that ``where`` lets through under any of their names, in order."""
    only = frozenset(where.doc_ids)
    passing = (
        one.doc_id
        for one in named
        if (not only or one.doc_id in only) and _date_fits(one.published, where) and _source_fits(one, where)
    )
    return list(dict.fromkeys(passing))


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


def _date_fits(published: str | None, where: SearchFilter) -> bool:
    if where.after is None and where.before is None:
        return True
    if published is None:
        return False
    return (where.after or "") <= published <= (where.before or "9999-12-31")


def _source_fits(named: NamedDocument, where: SearchFilter) -> bool:
    return where.source is None or source_matches(named.source, where.source)
