"""Dates as files state them -> ISO 8601. What can be read in two ways (02/03/2025) isn't read at all."""

import re
from datetime import date, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{name}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|UTC|GMT)\b|[+-]\d{2}:?\d{2})?)?"
DATE_PATTERN = (
    rf"(?:(?P<y1>\d{{4}})(?P<sep>[-/.])(?P<m1>\d{{1,2}})(?P=sep)(?P<d1>\d{{1,2}})(?!\d){_TIME}"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format(name='m2')},?\s+(?P<y2>\d{{4}})\b"
    rf"|{_MONTH.format(name='m3')}\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})\b)"
)
_DATE = re.compile(rf"\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s+)?{DATE_PATTERN}", re.IGNORECASE)
_COMPACT = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})(\d{2})(?=\D|\d{6}|\Z)")


def iso_date(value: object) -> str | None:
    """Return the date that ``value`` begins with as YYYY-MM-DD; None if there is none or it can't be.

    Args:
        value: A date, a datetime, or text: ``2025-02-12T08:00Z``, ``2025/02/12``, ``12 February 2025``,
            ``Wed, 12 Feb 2025 08:00:00``, ``February 12, 2025``, ``20250212``, ``D:20250212080000``.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return None
    if match := _DATE.match(value):
        return iso_from_match(match)
    if match := _COMPACT.match(value):
        return _iso(match[1], match[2], match[3])
    return None


def iso_from_match(match: re.Match[str]) -> str | None:
    """Return the date of a match of ``DATE_PATTERN``; None for one that no calendar has."""
    if match["y1"]:
        return _iso(match["y1"], match["m1"], match["d1"])
    year, month, day = match["y2"] or match["y3"], match["m2"] or match["m3"], match["d2"] or match["d3"]
    return _iso(year, str(_MONTHS.index(month[:3].lower()) + 1), day)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
