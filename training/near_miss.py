"""Questions that a passage almost answers: one detail of a real question swapped, so that the answer is gone.

After the kinds of edits that SQuAD 2.0's writers were seen to make (Rajpurkar, Jia, Liang 2018: entity swap,
number swap, antonym, negation), without their sentences.
"""

import calendar
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from index.words import word_set
from rag.opposites import PAIRS

MONTHS = tuple(calendar.month_name)[1:]
WEEKDAYS = tuple(calendar.day_name)

_ANTONYMS: dict[str, str] = {}
for _left, _right in PAIRS:
    _ANTONYMS.setdefault(_left, _right)
    _ANTONYMS.setdefault(_right, _left)

_NATIONALITIES = tuple(
    sorted(
        word_set("""
    American British French German Russian Chinese Japanese Indian Ukrainian Swedish Polish Spanish Italian
    Canadian Australian Brazilian Turkish Egyptian Nigerian Greek Dutch Korean Mexican Irish Israeli Saudi
""")
    )
)
_NOUN_PHRASE = re.compile(
    r"(?<=\bthe )(?=[a-z]{4,}\b)(?!(?:first|last|most|same|other|next|only|name|year)\b)"
)
_ASKS_WHEN = re.compile(r"(?:when|what (?:year|date|day))\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:and|or|with|between|both|versus|vs)\b|[,&/-]", re.IGNORECASE)

_NAME = re.compile(r"(?<![\w-])[A-Z][\w-]+(?:\s+(?:(?:of|the|de|von|van)\s+)?[A-Z][\w-]+)*")
_INNER_NAME = re.compile(rf"(?<=[a-z,] )(?:{_NAME.pattern})")
"""A name that doesn't open a sentence, where any word has a capital."""
_OF_A_PEOPLE = re.compile(r"(?:[ai]n|ish|ese|[nt]ch|ic|eek|wiss)s?\Z")
_YEAR = re.compile(r"\b1\d{3}s?\b|\b20\d\ds?\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
_WORD = re.compile(r"[a-z]+")
_VERB = re.compile(
    r"\b(?:(?:was|were|is|are|has|had)|(?:did|does|do|can|could|will|would)"
    r"(?P<subject> (?:he|she|it|they|people|[A-Z][\w-]+)(?= [a-z])))"
)
_QUESTION_WORDS = (
    "What Which Who Whom Whose When Where Why How In On At The A An Of For To From By With Is Are Was "
    "Were Do Does Did Has Have Had Can Could Will Would If Name During After Before As Along Besides "
    "Other "
)
_NOT_NAMES = frozenset(_QUESTION_WORDS.split())


RIVALS = 0.6
"""How often a rival is the near miss, where there is one."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question with one detail changed."""

    question: str
    kind: str
    """year, number, month, weekday, name, rival, antonym, negation, exchange, group or when."""


class NearMissMaker:
    """Makes near misses with replacements drawn from other questions, so that they look like any question.

    A name gives way to one that follows the same word ("in …", "did …"), from a question on the same topic
    half of the time: the nearer the miss, the more it teaches.

    Args:
        questions: what names and numbers are drawn from, as pairs of topic and question.
    """

    def __init__(self, questions: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[str, str], list[str]] = {}
        self._numbers: list[str] = []
        for topic, question in questions:
            for start, end in _name_spans(question):
                before = _word_before(question, start)
                for key in (("", before), (topic, before), (topic, "")):
                    self._names.setdefault(key, []).append(question[start:end])
            self._numbers += [number for number in _NUMBER.findall(question) if not _YEAR.fullmatch(number)]

    def make(
        self, question: str, passage: str, rng: random.Random, *, topic: str = "", answering: str = ""
    ) -> NearMiss | None:
        """Change one detail of ``question`` so that ``passage``, which answered it, no longer does.

        The kind is drawn from those the question allows, half of the time a rival where there is one. Any
        other replacement must not occur in the passage, which might answer that question too.

        Args:
            question: what ``passage`` answers.
            passage: the whole passage.
            rng: decides what there is to decide.
            topic: of the question; names are drawn from the same one half of the time.
            answering: the sentences of the passage that hold the answer; "" makes no rivals.

        Returns:
            The changed question, or None where nothing could be swapped.
        """
        kinds = [
            *self._swaps(question, topic, rng),
            *_antonyms(question),
            *_negations(question),
            *_exchanges(question),
            *_additions(question, rng),
        ]
        by_kind: dict[str, list[NearMiss]] = {}
        for start, end, replacement, kind in kinds:
            absent = replacement.split(" in ")[-1].strip().casefold() not in passage.casefold()
            if absent or kind in ("antonym", "negation", "exchange"):
                changed = question[:start] + replacement + question[end:]
                by_kind.setdefault(kind, []).append(NearMiss(changed, kind))
        if rng.random() < 0.8:  # people seldom ask for what is not
            by_kind.pop("negation", None)
        rivals = list(_rivals(question, passage, answering)) if answering else []
        if rivals and rng.random() < RIVALS:
            return rng.choice(rivals)
        if not by_kind:
            return None
        return rng.choice(by_kind[rng.choice(sorted(by_kind))])

    def _swaps(self, question: str, topic: str, rng: random.Random) -> Iterable[tuple[int, int, str, str]]:
        for match in _YEAR.finditer(question):
            yield match.start(), match.end(), _other_year(match.group(), rng), "year"
        for match in _NUMBER.finditer(question):
            if not _YEAR.fullmatch(match.group()) and self._numbers:
                yield match.start(), match.end(), rng.choice(self._numbers), "number"
        for pattern, values, kind in ((_MONTH, MONTHS, "month"), (_WEEKDAY, WEEKDAYS, "weekday")):
            for match in pattern.finditer(question):
                others = [value for value in values if value != match.group()]
                yield match.start(), match.end(), rng.choice(others), kind
        for start, end in _name_spans(question):
            before = _word_before(question, start)
            near = self._names.get((topic, before)) or self._names.get((topic, ""), [])
            others = near if topic and rng.random() < 0.5 else self._names.get(("", before), [])
            if others:
                replacement = rng.choice(others)
                if replacement.casefold() not in question.casefold():
                    yield start, end, replacement, "name"


def _rivals(question: str, passage: str, answering: str) -> Iterable[NearMiss]:
    """The question about somebody, something or a year that the passage speaks of elsewhere.

    "Who leads the Greek delegation?" beside "Ada leads the Swedish delegation and will meet Greek officials
    …": a model that only looks for words that are missing is misled. Neither the answering sentence nor the
    question may hold the replacement.
    """
    spoken_of = f"{question}\n{answering}".casefold()
    others = [
        (_word_before(passage, match.start()), match.group())
        for match in _INNER_NAME.finditer(passage)
        if match.group().casefold() not in spoken_of and not _dated(match.group())
    ]
    for start, end in _name_spans(question):
        name, before = question[start:end], _word_before(question, start)
        if name.casefold() in passage.casefold():
            alike = [(word, other) for word, other in others if _alike(name, other)]
            alike = [each for each in alike if each[0] == before] or alike
            for _, other in alike:
                yield NearMiss(question[:start] + other + question[end:], "rival")
    years = [year for year in _YEAR.findall(passage) if year not in spoken_of]
    for match in _YEAR.finditer(question):
        if match.group() in passage:
            for year in (each for each in years if len(each) == len(match.group())):
                yield NearMiss(question[: match.start()] + year + question[match.end() :], "rival")


def _alike(name: str, other: str) -> bool:
    """Whether one could stand for the other: both adjectives of a people, or neither, and no word shared."""
    shared = set(name.casefold().split()) & set(other.casefold().split())
    return not shared and bool(_OF_A_PEOPLE.search(name)) == bool(_OF_A_PEOPLE.search(other))


def _dated(name: str) -> bool:
    return any(word in MONTHS or word in WEEKDAYS for word in name.split())


def _word_before(question: str, start: int) -> str:
    words = question[:start].split()
    return words[-1].lower() if words else "^"


def _name_spans(question: str) -> list[tuple[int, int]]:
    spans = []
    for match in _NAME.finditer(question):
        start, end = match.span()
        first, _, rest = match.group().partition(" ")
        if first in _NOT_NAMES:
            start += len(first) + 1
            first = rest
        name = question[start:end]
        opening = start == 0 and " " not in name  # any word has a capital there
        named = len(name) > 2 and name[0].isupper() and name not in _NOT_NAMES and not _dated(name)
        if named and not opening:
            spans.append((start, end))
    return spans


def _other_year(year: str, rng: random.Random) -> str:
    plural = "s" if year.endswith("s") else ""
    shift = rng.choice((-40, -30, -20, -10, 10, 20) if plural else (-25, -9, -4, -2, -1, 1, 2, 3, 7, 12))
    return f"{int(year.rstrip('s')) + shift}{plural}"


def _antonyms(question: str) -> Iterable[tuple[int, int, str, str]]:
    for match in _WORD.finditer(question):
        if match.group() in _ANTONYMS:
            yield match.start(), match.end(), _ANTONYMS[match.group()], "antonym"


def _negations(question: str) -> Iterable[tuple[int, int, str, str]]:
    match = _VERB.search(question, 1)
    if match and not re.search(r"\bnot\b|n't\b|\bnever\b", question):
        where = match.end()
        yield where, where, " not", "negation"


def _exchanges(question: str) -> Iterable[tuple[int, int, str, str]]:
    """Two names that change places: who defeated whom."""
    for (begin, left), (right, end) in pairwise(_name_spans(question)):
        one, between, other = question[begin:left], question[left:right], question[right:end]
        if between.strip() and not _TOGETHER.search(between) and one not in other and other not in one:
            yield begin, end, other + between + one, "exchange"


def _additions(question: str, rng: random.Random) -> Iterable[tuple[int, int, str, str]]:
    """A group or a time that the passage doesn't speak of: "the Swedish delegation", "in March 1987"."""
    places = [match.start() for match in _NOUN_PHRASE.finditer(question)]
    if places and rng.random() < 0.4:
        at = rng.choice(places)
        yield at, at, rng.choice(_NATIONALITIES) + " ", "group"
    # Nearly every question could be asked of a year: seldom, or the year would give the miss away.
    if not _YEAR.search(question) and not _ASKS_WHEN.match(question) and rng.random() < 0.1:
        month = rng.choice(("", f"{rng.choice(MONTHS)} "))
        at = len(question.rstrip(" ?"))
        yield at, at, f" in {month}{rng.randrange(1900, 2025)}", "when"
