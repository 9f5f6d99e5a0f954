"""The bare words of an answer: where they begin and end, and when two of them say the same."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from rag.calendar_names import MONTHS, WEEKDAYS

_EDGE = " \t\r\n\f\v\u00a0\"'`“”„‘’‚«»‹›.,;:!?…*•·|–—-"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WORD = re.compile(r"[^\W_]+(?:[.,’'][^\W_]+)*")
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:(?:and|or)\s+)?(?!\d)|\s+(?:and|or)\s+")
_CLAUSE = re.compile(r"\b(?:which|that|who|whose|as|because|is|are|was|were|has|have|had)\b")
_LONGEST_PART = 8
"""Words."""
_NAME = re.compile(r"[^\W\d_a-z][\w’'.-]*(?: (?:of |de |von |van )?[^\W\d_a-z][\w’'.-]*)*(?<![.’'-])")
_NATIONALITY = r"[^\W\d_a-z]\w+(?:an|ese|ish|nch|tch) "
_BETWEEN_NAMES = re.compile(
    r"(?: \([^()\n]{1,80}\))?"
    rf"(?P<joint>,? (?:and|or) |, )(?:the )?(?:(?:{_NATIONALITY})?(?:[a-z]+ ){{1,2}})?"
)
_ARTICLES = frozenset({"a", "an", "the"})
_CHANGES_MEANING = frozenset(
    {"no", "not", "non", "never", "nor", "neither", "without", "except", "anti"}
    | {"hundred", "thousand", "million", "billion", "trillion", "dozen", "half", "percent"}
)
_ABBREVIATION = re.compile(r"(?:\w\.){2,}$|(?<!\w)(?:Jr|Sr|Inc|Ltd|Co|Corp|St|Bros)\.$")

_JOINT = re.compile(r"\s*,?\s*(?:and|&|as well as|along with|together with)\s+(?:the |a |an )?")
_AND = re.compile(r"\b(?:and|or)\b")
_LONGEST_NAME = 100
_WORD_HEAD = re.compile(r"(?:\w+-)*\w*\Z")
_WORD_TAIL = re.compile(r"\w*(?:-\w+)*")
_ADDRESS = re.compile(
    r"(?<![^\s\"'“”‘’(<\[])(?:(?:~|\.\.?)?/|https?://|www\.|[A-Za-z]:\\|[\w.+-]+@)[^\s\"'“”‘’<>()\[\],;]*[\w/]"
    r"|(?<![\w.])\w[\w-]*(?:\.(?=[a-z0-9])[\w-]+)+(?!\w)"
)
"""A path, a link or a mail address, or a name with dots in it: of a file, a site or a version."""
_OPENS = {'"': '"', "”": "“", ")": "(", "]": "["}
"""By what closes it, what may have been opened within an answer: the "Tenant", with its last mark."""
_SIGN = re.compile(r"(?<![^\s(])[+−-]\Z")
_WEEKDAY = re.compile("|".join(WEEKDAYS), re.IGNORECASE)
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DATE_BEHIND = re.compile(
    rf",? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?:,? \d{4})?\b"
    r"(?:,? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?)?)?",
    re.IGNORECASE,
)
_NAMES_BEFORE = re.compile(r"(?<!\S)(?:[^\W\d_a-z][\w’'-]* (?:of )?)*[^\W\d_a-z][\w’'-]* \Z")
_NAMES_BEHIND = re.compile(r"(?: [^\W\d_a-z][\w’'-]*)*")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:;”\"]\s|\n)[\s“\"'(]*\Z")


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


def completed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span grown so that it cuts neither a word nor a name nor an address nor a date in two.

    "hour" in "an hour-long call" becomes "hour-long", "Truth" in "on Truth Social" the whole name, and "JD
    Vance" takes the title before it, unless that begins the sentence.
    """
    if start == end:
        return start, end
    if text[start].isalnum():
        start = _begin(_WORD_HEAD, text, start)
    if text[end - 1].isalnum():
        end = _stop(_WORD_TAIL, text, end)
    start, end = _with_address(text, start, end)
    if end < len(text) and _is_open(text[start:end], text[end]):
        end += 1
    if text[start].isdigit():
        start = _begin(_SIGN, text, start)
    if _WEEKDAY.fullmatch(text, start, end):
        end = _stop(_DATE_BEHIND, text, end)
    if text[start].isupper():
        title = _begin(_NAMES_BEFORE, text, start)
        if not begins_sentence(text, title):
            start = title
    if text[text.rfind(" ", start, end) + 1 or start].isupper():
        end = _stop(_NAMES_BEHIND, text, end)
    return start, end


def _with_address(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span grown by the rest of those addresses and dotted names of which it has a part."""
    around = max(0, start - _LONGEST_NAME)
    for match in _ADDRESS.finditer(text, around, min(len(text), end + _LONGEST_NAME)):
        if match.start() < end and start < match.end():
            start, end = min(start, match.start()), max(end, match.end())
    return start, end


def _is_open(words: str, closing: str) -> bool:
    """Say whether a quote or bracket was opened in the words that ``closing`` closes."""
    opening = _OPENS.get(closing)
    if opening is None:
        return False
    opened = words.count(opening)
    return opened % 2 == 1 if opening == closing else opened > words.count(closing)


def begins_sentence(text: str, at: int) -> bool:
    """Say whether a sentence begins at ``at``, but for its quotes and brackets."""
    return _BEGINS_SENTENCE.search(text, 0, at) is not None


def _begin(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Return where the match that ends at ``end`` begins; ``end`` if there is none."""
    match = pattern.search(text, max(0, end - _LONGEST_NAME), end)
    return match.start() if match else end


def _stop(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where the match that begins at ``start`` ends; ``start`` if there is none."""
    match = pattern.match(text, start)
    return match.end() if match else start


def is_joint(between: str) -> bool:
    """Say whether what stands between two stretches joins them into one answer, as "and" does."""
    return _JOINT.fullmatch(between) is not None


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
    """Return where the parts of "a, b and c" lie in ``text[start:end]``; one part where there is one.

    Parts that may be clauses, or share a word ("new and enlarged bridges"), are not taken apart.
    """
    cuts = [start]
    for separator in _SEPARATOR.finditer(text, start, end):
        cuts += separator.span()
    cuts.append(end)
    parts = tuple(part for part in zip(cuts[::2], cuts[1::2], strict=True) if part[0] < part[1])
    return parts if _are_alike([text[slice(*part)] for part in parts]) else ((start, end),)


def members(text: str) -> tuple[str, ...]:
    """Return the parts of "a, b and c"; the text alone where no "and" joins several."""
    parts = enumerated(text, 0, len(text))
    joined = any(_AND.search(text[end:start]) for (_, end), (start, _) in pairwise(parts))
    return tuple(text[start:end] for start, end in parts) if joined else (text,)


def _are_alike(parts: Sequence[str]) -> bool:
    """Say whether the parts of a stretch can stand alone: they are names, or three phrases or more."""
    if any(len(part.split()) > _LONGEST_PART or part.isdecimal() or _CLAUSE.search(part) for part in parts):
        return False
    return len(parts) > 2 or all(part.split()[-1][0].isupper() for part in parts)


def names_around(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return where the names lie that a sentence enumerates together with the one in ``text[start:end]``.

    "Waters" in "Waters, Mason and keyboardist Richard Wright" gives three; what describes a name in small
    letters is left out. One name where nothing is enumerated, as in "Ulm, Germany"; none where the stretch
    isn't a name.
    """
    at = 0
    while name := _NAME.search(text, at):
        # "Present: Ada Lind, Eva Berg" lists them all; "in Ulm, Germany" doesn't.
        run, closed = [name.span()], text[: name.start()].rstrip().endswith(":")
        while between := _BETWEEN_NAMES.match(text, run[-1][1]):
            following = _NAME.match(text, between.end())
            if following is None:
                break
            run.append(following.span())
            closed = closed or between["joint"].strip() != ","
        at = run[-1][1]
        if start < at:
            inside = run[0][0] <= start and end <= at
            return () if not inside else tuple(run) if closed else ((start, end),)
    return ()


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as they are compared: lower case, without articles and punctuation."""
    words = (word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.casefold()))
    return tuple(word for word in words if word not in _ARTICLES)


def holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Say whether ``part`` occurs in ``words``, both as ``tokens``: its words together and in their order."""
    width = len(part)
    return bool(part) and any(words[at : at + width] == part for at in range(len(words) - width + 1))


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
