"""From a follow-up that breaks off ("And with Anna?", "Who else?", "Why?") to a whole question.

It is completed after the question before it: its words take the place of those to which they are parallel.
Where that place isn't plain, nothing is put together; a wrong question is worse than an unfinished one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.turns import content_words, keys_of

_WORD = r"[^\W_]+(?:[.'’-][^\W_]+)*"
_PREPOSITION = "with|in|on|at|by|from|to|for|about|of|after|before|during|under|against|without"
_AUXILIARY = "did|does|do|has|have|had|will|would|can|could|should|may|might|must"
_STATE = "is|are|was|were"
_PRONOUNS = "he|she|it|they"
_STOP = (
    rf"(?:{_PREPOSITION}|{_AUXILIARY}|{_STATE}|{_PRONOUNS}|be|been|and|or|but|that|who|whom|which|what|when|where"
    r"|why|how|if|as|than|not)\b"
)
_PLAIN = rf"(?!(?i:{_STOP})){_WORD}"
_DEFINITE = rf"(?i:the|an?|his|her|its|their|this|these|those) {_PLAIN}(?: {_PLAIN})*"
_CAPITAL = rf"(?=[^\W\d_a-z]){_PLAIN}"
_NAME = rf"{_CAPITAL}(?: {_CAPITAL})*"
_PHRASE = rf"(?:{_DEFINITE}|{_PLAIN}(?: {_PLAIN})*)"

_OPENING = re.compile(
    r"(?:(?:and|but|so|ok|okay|well|then)\b[\s,]*)*(?:(?:what|how) about\b\s*)?", re.IGNORECASE
)
_END = re.compile(r"[\s?.!…]*$")
_ELSE = re.compile(r"(?:(?P<asks>who|what|where|when|how)|any(?:one|body|thing)) else", re.IGNORECASE)
_ASKS = re.compile(r"(?P<asks>who|what|where|when|how)(?: else)?(?P<rest> .+)", re.IGNORECASE)
_AFTER_WHICH_WHY_FITS = re.compile(
    rf"(?:(?:(?:who|whom|what|which|when|where|how)(?: {_PLAIN}){{0,3}} )?"
    rf"(?P<clause>(?:{_AUXILIARY}) .+)"
    rf"|(?:when |where )?(?P<state>(?:{_STATE}) \S+ .+))",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"(?P<by>(?i:{_PREPOSITION})) {_PHRASE}")
_DEFINITE_PHRASE = re.compile(rf"\b{_DEFINITE}")
_NAME_PHRASE = re.compile(rf"(?<=\s){_NAME}")
_NUMBER = re.compile(r"\b\d+\b")
_BEFORE_SUBJECT = re.compile(rf"\b(?:{_AUXILIARY}|{_STATE}) $", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\bthe $", re.IGNORECASE)
_PHRASE_GOES_ON = re.compile(rf" {_PLAIN}")
_POSSESSIVE = re.compile(r"(?:his|her|its|their) ", re.IGNORECASE)
_PRONOUN = re.compile(rf"\b(?:{_PRONOUNS})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Completion:
    """A follow-up made whole."""

    question: str
    replaced: frozenset[str] = frozenset()
    """The keys of the content words whose place its own have taken."""
    points_back: bool = False
    """Whether "his wife" stands where the one meant by "his" stood."""


def completed(follow_up: str, asked: Sequence[str]) -> Completion | None:
    """Return a follow-up made whole after the question before it; None where it isn't plain how.

    Args:
        follow_up: What was asked.
        asked: The questions before it, oldest first.
    """
    rest, before = _core(follow_up), _core(asked[-1])
    if other := _ELSE.fullmatch(rest):
        return _who_else(other["asks"], before)
    if rest.casefold() == "why":
        return _why(before)
    if joined := _JOINED.fullmatch(rest):
        places = _phrases_by(joined["by"], before)
        alike = [place for place in places if _has_number(place.group()) == _has_number(rest)]
        return _put_in(rest, before, alike) or _put_behind(rest, before, asked[:-1])
    for form in (_NUMBER, _DEFINITE_PHRASE, _NAME_PHRASE):
        if form.fullmatch(f" {rest}", 1):
            return _in_place_of_its_like(rest, before, form)
    return None


def _core(question: str) -> str:
    """Return a question without what opens and ends it."""
    opening = _OPENING.match(question)
    return _END.sub("", question[opening.end() if opening else 0 :]).strip()


def _who_else(asks: str | None, before: str) -> Completion | None:
    found = _ASKS.fullmatch(before)
    if found is None or (asks and asks.casefold() != found["asks"].casefold()):
        return None
    return Completion(f"{found['asks'].capitalize()} else{found['rest']}?")


def _why(before: str) -> Completion | None:
    found = _AFTER_WHICH_WHY_FITS.fullmatch(before)
    if found is None:
        return None
    asked = found["clause"] or found["state"]
    return Completion(f"Why {asked[0].lower()}{asked[1:]}?")


def _in_place_of_its_like(rest: str, before: str, form: re.Pattern[str]) -> Completion | None:
    """Put a phrase where the question before has one of its form, else where it has another or a pronoun."""
    others = () if form is _NUMBER else (_DEFINITE_PHRASE, _NAME_PHRASE, _PRONOUN)
    for place in (form, *others):
        if found := list(place.finditer(before)):
            subject = [each for each in found if _BEFORE_SUBJECT.search(before[: each.start()])]
            return _put_in(rest, before, subject or found)
    return None


def _has_number(text: str) -> bool:
    return bool(_NUMBER.search(text))


def _phrases_by(preposition: str, text: str) -> list[re.Match[str]]:
    return [found for found in _JOINED.finditer(text) if found["by"].casefold() == preposition.casefold()]


def _put_in(rest: str, before: str, places: Sequence[re.Match[str]]) -> Completion | None:
    """Put words in the only place there is for them."""
    if len(places) != 1:
        return None
    start, end = places[0].span()
    if article := _ARTICLE_BEFORE.search(before[:start]):
        # "the Munich office": only the name gives way; "the Eiffel Tower": all of it.
        modifies = " " not in before[start:end] and _PHRASE_GOES_ON.match(before, end)
        start = start if modifies else article.start()
    question = f"{before[:start]}{rest}{before[end:]}?"
    if _POSSESSIVE.match(rest):
        return Completion(question, points_back=True)
    return Completion(question, keys_of([before[start:end]]))


def _put_behind(rest: str, before: str, earlier: Iterable[str]) -> Completion | None:
    """Put "with Anna" behind a question that names nothing itself, for any "with" of earlier ones."""
    if any(word.is_name for word in content_words(before)):
        return None
    by = rest.split(" ", 1)[0]
    replaced = keys_of(found.group() for question in earlier for found in _phrases_by(by, question))
    return Completion(f"{before} {rest[0].lower()}{rest[1:]}?", replaced)
