"""What kind of thing a question plainly asks for, and whether some words can be one."""

import re
from typing import Literal

from rag.calendar_names import MONTHS, WEEKDAYS

Measure = Literal[
    "extent", "amount", "share", "clock", "year", "century", "phone", "address", "person", "no time"
]
"""How long, far or old; how many or much; what percentage; at what time of day; in what year or century; by
what number or address one is reached; who, which no time or number can be; where, which no time can be.
"""
SURE: tuple[Measure, ...] = ("phone", "address")
"""Kinds that nothing of another shape can be."""

_ASKS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("share", re.compile(r"\b(?:what|which) percent(?:age)?\b")),
    ("year", re.compile(r"\b(?:what|which) years?\b(?! (?:of|anniversary)\b)")),
    ("century", re.compile(r"\b(?:what|which) centur(?:y|ies)\b")),
    ("phone", re.compile(r"\b(?:(?:tele)?phone|mobile|fax) number\b")),
    ("address", re.compile(r"\be-?mail address\b")),
    ("extent", re.compile(r"\bhow (?:long|far|old|tall|high|deep|wide)\b(?! (?:ago|before|after))")),
    (
        "amount",
        re.compile(r"\bhow (?:many|much)\b(?! longer)|\bwhat (?:number|share) of\b"),
    ),
    ("clock", re.compile(r"\bat what time\b")),
    ("person", re.compile(r"\A(?:who|whom)\b")),
    (
        "no time",
        re.compile(
            # In the middle of a question these stand for much else.
            r"\A(?:(?:whose|where)\b|(?:in|at) (?:which|what) (?!(?:\w+ )?(?:times?|days?|dates?"
            r"|hours?|minutes?|moments?|points?|mornings?|evenings?|nights?|weeks?|weekends?|months?|seasons?|terms?"
            r"|quarters?|years?|decades?|centur(?:y|ies)|ages?|eras?|periods?|phases?|stages?|reigns?)\b))"
        ),
    ),
)
_UNITS = (
    "second|minute|hour|day|night|week|fortnight|month|year|decade|century|centuries|generation|lifetime|season"
    "|inch|inches|foot|feet|yard|mile|metre|meter|kilometre|kilometer|centimetre|centimeter|km|cm|mm|forever|always"
)
_NUMBER_WORDS = (
    "a|an|no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|twice|once|double|tenfold"
    "|both|couple|pair|single|several|many|few|most|all|majority|little|nothing|free|minimal|large|vast"
)
_DAY_OR_YEAR = (
    rf"{'|'.join((*WEEKDAYS, *MONTHS))}|yesterday|today|tomorrow|1\d{{3}}s?|20\d\ds?"
    r"|(?:last|next|this) (?:week|month|year)"
)
_TIME = re.compile(
    rf"(?=.*\b(?:{_DAY_OR_YEAR})\b)"
    rf"(?:\b(?:{_DAY_OR_YEAR}|\d{{1,2}}(?:st|nd|rd|th)?|on|in|of|the|early|mid|late|and|to|until)\b[\s,.–-]*)+",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"\b(?:{_UNITS})s?\b", re.IGNORECASE)
_NUMBER = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_SHARE = re.compile(
    r"[\d%]|\b(?:half|thirds?|quarters?|fifths?|tenths?|all|most|majority|none|less|few|percent|per cent"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?<![\d.,$£€])\d{1,4}s?(?![\d%]|[.,]\d| ?(?:percent|per cent|thousand|million|billion)\b)"
    r"|\byears?\b|\bBCE?\b",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"\d|centur|(?:th|first|second|third)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?(?:a\.?m|p\.?m|o['’]clock|h\b|uhr)|\bnoon\b|\bmidnight\b|\bmorning\b"
    r"|\bafternoon\b|\bevening\b|\bnight\b|\bdawn\b|\bdusk\b|\bsun(?:rise|set)\b|\b\d{3,4} hours\b",
    re.IGNORECASE,
)
_SHAPES: dict[Measure, re.Pattern[str]] = {
    "amount": _NUMBER,
    "share": _SHARE,
    "clock": _CLOCK,
    "year": _YEAR,
    "century": _CENTURY,
    "phone": re.compile(r"(?:\d[^\w\n]{0,2}){5}"),
    "address": re.compile(r"@| at "),
}


def measure_of(question: str) -> Measure | None:
    """Return the kind of quantity that a question asks for; None if it asks for something else."""
    plain = question.casefold().strip()
    return next((measure for measure, pattern in _ASKS if pattern.search(plain)), None)


def can_be(measure: Measure | None, words: str) -> bool:
    """Say whether ``words`` can be a quantity of that kind; anything can, where none is asked for."""
    if measure is None:
        return True
    if measure == "person" and not any(letter.isalpha() for letter in words):
        return False
    if measure in ("person", "no time"):
        return not _TIME.fullmatch(words.strip())
    if measure in _SHAPES:
        return bool(_SHAPES[measure].search(words))
    return bool(_UNIT.search(words) or _NUMBER.search(words)) and not re.search(r"\d:\d\d", words)
