"""Calendar dates of "Friday", "yesterday" and "last month", worked out from the date of the document.

Only what leaves no doubt is worked out: a wrong date is worse than none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.words import word_set
from rag.calendar_names import MONTHS, WEEKDAYS
from rag.numerals import NUMERALS

_MONTHS = tuple(month.title() for month in MONTHS)
_DAYS = {"today": 0, "tonight": 0, "this morning": 0, "this evening": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}

_RELATIVE = re.compile(
    rf"\b(?:(?P<step>last|this|next) )?(?P<weekday>{'|'.join(WEEKDAYS)})\b"
    rf"|\b(?P<day>{'|'.join(_DAYS)})\b"
    rf"|\b(?P<ago>\d{{1,2}}|{'|'.join(NUMERALS)}) days ago\b"
    r"|\b(?P<period_step>last|this|next) (?P<period>month|year)\b",
    re.IGNORECASE,
)
_MONTH_NAMES = "|".join(_MONTHS) + "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# "Friday, 14 February", "Friday (February 14)" and "14 February, a Friday" have their date already.
_DATED_BEHIND = re.compile(rf"\W{{1,3}}(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?\b|(?:{_MONTH_NAMES})\b)")
_DATED_BEFORE = re.compile(rf"(?:\d|\b(?:{_MONTH_NAMES}))\W{{1,3}}(?:an? )?\Z")
# "every Friday", "Good Friday", "the Sunday Times" are no days to be found in a calendar.
_NOT_A_DAY_BEFORE = re.compile(
    r"\b(?:every|each|any|an?|most|good|black|holy|easter|bloody|ash|palm)\s\Z", re.IGNORECASE
)
_NOT_A_DAY_BEHIND = re.compile(
    r" (?:Times|Mirror|Mail|Telegraph|Express|Herald|Post|Night (?:Live|Football))\b"
)

_FUTURE = (
    r"will|won['’]t|[’']ll|shall|would|going to|plan(?:s|ned|ning)?|scheduled|due|expected|set|upcoming|ahead"
    r"|intends?|hopes?|agreed to|(?:is|are) (?:being|to|[a-z]+ing)"
    r"|to (?:be|meet|hold|begin|start|take|vote|visit|open|sign|discuss|launch|speak|travel|host|attend|lead)"
)
_PAST = (
    r"was|were|did|said|told|met|held|came|went|began|took|made|spoke|left|won|lost|sent|gave|got"
    r"|saw|found|rose|fell|ran|became|wrote|struck|shot|hit|broke|brought|put|cut|flew|grew|kept|paid|sold"
    r"|[a-z]{2,}ed"
)
_TENSE = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b")
_NOT_PAST = word_set(
    "need indeed hundred speed seed feed bed red shed exceed proceed succeed embed unprecedented"
)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A stretch of a text that names a day or month by its distance, and which one that is."""

    start: int
    end: int
    when: str
    """As people write it: "14 February 2025", "January 2025", "2024"."""


def reckoned(text: str, published: str | None) -> tuple[Reckoned, ...]:
    """Return what of ``text`` can be placed in the calendar, in order.

    Args:
        text: One sentence, or a few.
        published: When it was written, "YYYY-MM-DD"; without a day nothing can be worked out.
    """
    try:
        written = date.fromisoformat(published or "")
    except ValueError:
        return ()
    return tuple(_found(text, written))


def with_dates(text: str, published: str | None, *, start: int = 0, end: int | None = None) -> str:
    """Return ``text`` with dates worked out behind those words in ``text[start:end]`` that they belong to."""
    end = len(text) if end is None else end
    for found in reversed(reckoned(text, published)):
        if start <= found.start and found.end <= end:
            note = f" ({found.when}, reckoned from the article's date)"
            text = text[: found.end] + note + text[found.end :]
    return text


def as_written(published: str) -> str:
    """Return an ISO date as people write it, "14 February 2025"; anything else as it is."""
    try:
        return _day(date.fromisoformat(published))
    except ValueError:
        return published


def _found(text: str, written: date) -> Iterator[Reckoned]:
    for match in _RELATIVE.finditer(text):
        when = _when(text, match, written)
        if when:
            yield Reckoned(match.start(), match.end(), when)


def _when(text: str, match: re.Match[str], written: date) -> str:
    if match["weekday"]:
        day = _weekday(text, match, written)
        return _day(day) if day else ""
    if match["day"]:
        if match["day"].casefold() == "today" and not _tense(text, match):
            return ""  # it may mean nowadays
        return _day(written + timedelta(_DAYS[match["day"].casefold()]))
    if match["ago"]:
        days = match["ago"].casefold()
        return _day(written - timedelta(NUMERALS.get(days) or int(days)))
    step = _STEPS[match["period_step"].casefold()]
    if match["period"].casefold() == "year":
        return str(written.year + step)
    months = 12 * written.year + written.month - 1 + step
    return f"{_MONTHS[months % 12]} {months // 12}"


def _weekday(text: str, match: re.Match[str], written: date) -> date | None:
    """Return the day that a weekday means, by "last", "this" or the tense around it; None if in doubt."""
    before, behind = text[: match.start()], text[match.end() :]
    dated = _DATED_BEHIND.match(behind) or _DATED_BEFORE.search(before)
    if dated or _NOT_A_DAY_BEFORE.search(before) or _NOT_A_DAY_BEHIND.match(behind):
        return None
    ahead = (WEEKDAYS.index(match["weekday"].casefold()) - written.weekday()) % 7
    step = (match["step"] or "").casefold()
    # People differ over what "next Friday" means on a Wednesday.
    if step == "next" or (step and ahead == 0):
        return None
    if step:
        return written + timedelta(ahead - 7 if step == "last" else ahead)
    tense = _tense(text, match)
    if tense == "past":
        return written + timedelta(ahead - 7 if ahead else 0)
    return written + timedelta(ahead) if tense == "future" and ahead else None


def _tense(text: str, match: re.Match[str]) -> str:
    """Return the tense of the verb nearest to a stretch, one before it rather than one behind."""
    marks = [
        (mark.start(), mark.end(), "future" if mark["future"] else "past")
        for mark in _TENSE.finditer(text)
        if mark.group() not in _NOT_PAST
    ]
    before = [tense for _, end, tense in marks if end <= match.start()]
    behind = [tense for start, _, tense in marks if start >= match.end()]
    return before[-1] if before else behind[0] if behind else ""


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
