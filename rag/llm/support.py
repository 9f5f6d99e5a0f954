"""Whether a statement agrees with the words it is said to rest on.

These are checks of form, each of which a person can follow: the statement's words, numbers and names must
occur, it must deny what is denied and nothing else, and what it has somebody say must be what that one says.
A statement that passes may still be wrong; one that fails is not borne out by these words.
"""

import re
from collections.abc import Iterable
from typing import Literal

from index.words import word_set
from rag.calendar_names import MONTHS, WEEKDAYS
from rag.numerals import NUMERALS
from rag.turns import content_words
from rag.wording import holds, tokens

Disagreement = Literal["words", "number", "name", "negation", "speaker"]

LEAST_SHARED = 0.67
"""Of the statement's content words, how many the evidence and its header must have.

Of the judged replies of BEGIN, two thirds flag 78% of the unsupported ones and half of the words 64%; 87 and
90% of the supported ones are accepted.
"""
LEAST_SHARED_ALONE = 0.5
"""How many the evidence must have without its header, or where the reader has found the same answer in it."""

LEAST_VARIED = 3
"""How often a statement may say each of its content words on average: a small model can fall into a loop."""

_LEAST_STEM = 4
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_NUMERAL = re.compile(rf"\b(?:{'|'.join(NUMERALS)})\b", re.IGNORECASE)
_SCALE = re.compile(r"\s*(hundred|thousand|million|billion|trillion|percent|per cent|%)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w’'.-]*")
_DATE_NAMES = frozenset({*MONTHS, *WEEKDAYS})
_OPENINGS = word_set("according based overall today later earlier meanwhile despite following given")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|fail(?:s|ed)? to|den(?:y|ies|ied)"
    r"|refus(?:e|es|ed)|reject(?:s|ed)?|rul(?:e|es|ed|ing) out|unrealistic|impossible)\b|n[’']t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:–—]\s+|\s+[-–—]\s+|\b(?:but|although|though|while|whereas|however)\b", re.IGNORECASE
)
_SAYING = re.compile(
    r"\b(?:said|says|saying|told|tells|wrote|writes|stat(?:ed|es)|announc(?:ed|es)|not(?:ed|es)|claim(?:ed|s)"
    r"|argu(?:ed|es)|post(?:ed|s)|declar(?:ed|es)|explain(?:ed|s)|repli(?:ed|es)|warn(?:ed|s)|insist(?:ed|s)"
    r"|confirm(?:ed|s)|add(?:ed|s)|according to)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"[.,;“”\"]")
_REACH = 60
"""Characters on either side of a verb of saying in which its speaker is looked for."""


def disagreement(
    statement: str, evidence: str, *, header: str = "", around: str = "", found: str = ""
) -> Disagreement | None:
    """Return the first thing in which a statement disagrees with its evidence; None if it is borne out.

    Args:
        statement: One sentence, without markers.
        evidence: The words it rests on.
        header: Title, date and heading of the passage: names and numbers may come from there.
        around: The passage: who speaks may be named there, where the evidence says "he".
        found: The answer that the reader is sure of, if it is. Where both have it, the statement's other
            words are mostly those of the question, which the evidence need not repeat.
    """
    known = f"{header} {evidence}"
    agreed = all(holds(tokens(text), tokens(found)) for text in (statement, evidence))
    alone = share_of_words(statement, evidence) >= LEAST_SHARED_ALONE
    enough = alone and (agreed or share_of_words(statement, known) >= LEAST_SHARED)
    if not enough or _says_too_little(statement, evidence):
        return "words"
    if not _numbers(statement) <= _numbers(known):
        return "number"
    if not all(_occurs(name, _stems(known)) for name in (*_first_word(statement), *_names(statement))):
        return "name"
    if _denies(statement, evidence) != _denies(evidence, statement):
        return "negation"
    if not _same_speaker(statement, evidence, around):
        return "speaker"
    return None


def share_of_words(statement: str, evidence: str) -> float:
    """Return the share of a statement's content words that occur, in whatever ending; 0 where it has none.

    Numbers don't count: "4" is as good as "four", and all are compared for themselves.
    """
    asked = [word.key for word in content_words(statement) if not word.key.isdecimal()]
    known = _stems(evidence)
    return sum(_occurs(word, known) for word in asked) / len(asked) if asked else 0.0


def _says_too_little(statement: str, evidence: str) -> bool:
    """Say whether a statement is a word over and over, or a single one that the evidence hasn't so."""
    words = [word.key for word in content_words(statement)]
    if len(words) > LEAST_VARIED * len(set(words)):
        return True
    return len(set(words)) < 2 and " ".join(tokens(statement)) not in " ".join(tokens(evidence))


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text, small ones in words too, each with its scale: "2 million"."""
    found = set()
    for match in [*_NUMBER.finditer(text), *_NUMERAL.finditer(text)]:
        digits = match.group().casefold()
        value = str(NUMERALS[digits]) if digits in NUMERALS else digits.replace(",", "").rstrip(".")
        scale = _SCALE.match(text, match.end())
        unit = scale.group(1).casefold().replace("per cent", "%").replace("percent", "%") if scale else ""
        found.add(f"{value} {unit}".strip())
    return found


def _names(text: str) -> list[str]:
    """Return names, months and weekdays: words with a capital that the text doesn't begin with."""
    words = content_words(text)
    if words and text.startswith(words[0].text) and not words[0].is_name:
        words = words[1:]
    named = [word for word in words if word.text != word.text.lower() or word.key in _DATE_NAMES]
    return [word.key for word in named if not any(character.isdigit() for character in word.text)]


def _first_word(statement: str) -> list[str]:
    """Return the word that a statement begins with, if it may be a name: its capital doesn't tell."""
    words = content_words(statement)
    if not words or not statement.startswith(words[0].text) or words[0].key.endswith("ly"):
        return []
    first = words[0].key
    return [] if first in _OPENINGS or first in NUMERALS or first.isdecimal() else [first]


def _stems(text: str) -> frozenset[str]:
    return frozenset(part for word in _NAME.findall(text.casefold()) for part in _parts(word)) | frozenset(
        word.key for word in content_words(text)
    )


def _parts(word: str) -> Iterable[str]:
    plain = re.sub(r"[’']s$|[’'.]+$", "", word)
    return (plain, *plain.split("-"))


def _occurs(word: str, known: frozenset[str]) -> bool:
    if word in known or all(part in known for part in word.split("-")):
        return True
    stem = word[: max(_LEAST_STEM, len(word) - 3)]
    return len(word) >= _LEAST_STEM and any(
        other.startswith(stem) or (len(other) >= _LEAST_STEM and word.startswith(other)) for other in known
    )


def _denies(text: str, other: str) -> bool:
    """Say whether those clauses of ``text`` deny something that speak of what ``other`` does."""
    shared = _stems(other)
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    about = [c for c in clauses if any(_occurs(word.key, shared) for word in content_words(c))]
    return sum(len(_NEGATION.findall(clause)) for clause in about) % 2 == 1


def _same_speaker(statement: str, evidence: str, around: str) -> bool:
    """Say whether who is said to speak does: is named by a verb of saying, or near it in the passage."""
    speakers = _speakers(statement)
    if not speakers:
        return True
    told = _speakers(_nearest_clause(statement, evidence, speakers)) or _speakers(evidence)
    if told:
        return all(_occurs(name, told) for name in speakers)
    return all(_occurs(name, _stems(around or evidence)) for name in speakers)


def _nearest_clause(statement: str, evidence: str, speakers: frozenset[str]) -> str:
    """Return the clause of the evidence that has most of the words that the statement has somebody say."""
    said = [word.key for word in content_words(statement) if word.key not in speakers]
    clauses = [clause for clause in _CLAUSE.split(evidence) if clause]
    return max(clauses, key=lambda clause: sum(_occurs(word, _stems(clause)) for word in said), default="")


def _speakers(text: str) -> frozenset[str]:
    """Return the names nearest to each verb of saying, on the side on which one stands."""
    found: set[str] = set()
    for verb in _SAYING.finditer(text):
        before = _capitalised(_PART.split(text[max(0, verb.start() - _REACH) : verb.start()])[-1])
        behind = _capitalised(_PART.split(text[verb.end() : verb.end() + _REACH])[0])
        if verb.group().casefold() == "according to":
            before = []
        found.update(before or behind)
    return frozenset(found)


def _capitalised(text: str) -> list[str]:
    return [word.key for word in content_words(text) if word.text[0].isupper()]
