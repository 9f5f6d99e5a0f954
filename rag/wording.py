"""The bare words of an answer: where they begin and end, and when two of them say the same."""

import re
import unicodedata

_EDGE = " \t\r\n\f\v\u00a0\"'`“”„‘’‚«»‹›.,;:!?…*•·|–—-"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WORD = re.compile(r"[^\W_]+(?:[.,’'][^\W_]+)*")
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:(?:and|or|&)\s+)?(?!\d)|\s+(?:and|or|&)\s+")
_ARTICLES = frozenset({"a", "an", "the"})
_CHANGES_MEANING = frozenset(
    {"no", "not", "non", "never", "nor", "neither", "without", "except", "anti"}
    | {"hundred", "thousand", "million", "billion", "trillion", "dozen", "half", "percent"}
)
_ABBREVIATION = re.compile(r"(?:\w\.){2,}$|(?<!\w)(?:Jr|Sr|Inc|Ltd|Co|Corp|St|Bros)\.$")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Return ``start, end`` without the quotes, punctuation and lone brackets at both ends of the span.

    Combining marks that a tokenizer left behind the last letter come back to it.
    """
    while start < end < len(text) and unicodedata.combining(text[end]):
        end += 1
    while True:
        before = (start, end)
        while start < end and _is_loose(text, start, end, at_start=True):
            start += 1
        while start < end and _is_loose(text, start, end, at_start=False):
            end -= 1
        if start < end and _PAIRS.get(text[start]) == text[end - 1]:
            start, end = start + 1, end - 1
        if (start, end) == before:
            return start, end


def _is_loose(text: str, start: int, end: int, *, at_start: bool) -> bool:
    """Say whether the first or last character of the span is no part of the answer."""
    span = text[start:end]
    if at_start:
        if span[0] in _PAIRS:
            return _PAIRS[span[0]] not in span
        return (span[0] in _EDGE or span[0] in _PAIRS.values()) and not re.match(r"[-–.]\d", span)
    for opening, closing in _PAIRS.items():
        if span[-1] == closing:
            return opening not in span
    return span[-1] in _EDGE + "([{" and not _ABBREVIATION.search(span)


def enumerated(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return where the parts of "a, b and c" lie in ``text[start:end]``; one part where there is one."""
    cuts = [start]
    for separator in _SEPARATOR.finditer(text, start, end):
        cuts += separator.span()
    cuts.append(end)
    return tuple(part for part in zip(cuts[::2], cuts[1::2], strict=True) if part[0] < part[1])


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as they are compared: lower case, without articles and punctuation."""
    words = (word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.casefold()))
    return tuple(word for word in words if word not in _ARTICLES)


def same_answer(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two answers, as ``tokens``, are equal or one names the other more fully.

    "Scott Bessent" is in "US Treasury Secretary Scott Bessent". What is added may hold neither a number nor a
    negation, because then it changes what is said: "two" is not "two million", "guilty" not "not guilty".
    """
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return False
    if shorter == longer:
        return True
    width = len(shorter)
    for at in range(len(longer) - width + 1):
        if longer[at : at + width] == shorter:
            added = longer[:at] + longer[at + width :]
            return not any(map(_changes_meaning, added)) and not any(map(_has_digit, shorter))
    return False


def _changes_meaning(word: str) -> bool:
    return word in _CHANGES_MEANING or _has_digit(word)


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)
