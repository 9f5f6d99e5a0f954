"""What a question is, before it is searched: its clean text, and the kind of answer it wants."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from rag.config import MAX_QUESTION_CHARACTERS
from rag.errors import QuestionError
from rag.mentions import named, unmentioned
from rag.numerals import NUMERALS

Form = Literal["span", "list", "sentences"]
"""A bare span of words, several of them, or whole sentences."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of answer that a question wants."""

    form: Form
    count: int | None = None
    """How many items a list question names: 4 for "which four officials"."""
    speaker: tuple[str, ...] = ()
    """Whose words are asked for, in lower case: ("peskov",) for "what did Peskov say"."""


_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
    r"(?:n['’]?t)?"
)
_OPENING = re.compile(
    r"^(?:(?:and|but|so|then|ok|okay|please|now|also)\b[\s,]*"
    r"|(?:can|could|would|will) you (?:please )?(?:tell me|say|explain to me)\b[\s,]*"
    r"|(?:do you know|i (?:want|would like|['’]d like) to know|tell me)\b(?! about)[\s,]*)+"
)
_ASIDE = re.compile(r"^according to [^,]+,\s*|,?\s+according to .*$")
_YES_NO = re.compile(rf"^{_AUXILIARY}\b(?!.*\bor\b)")
_EXPLAIN = re.compile(
    r"^(?:why|how come|for (?:what|which) reasons?|what (?:is|was|are|were) the reasons?)\b"
    rf"|^how (?:{_AUXILIARY}|to|exactly|else)\b"
    r"|^what (?:should|can|could|do|must|shall) (?:i|we|you|one) do\b"
    r"|^what(?:['’]s| is| are| was| were)(?: the)?(?: (?:main|key|major|biggest|basic|only))? differences?\b"
    r"|^(?:describe|explain|summari[sz]e|outline|discuss|elaborate|compare|tell me about)\b"
)
_SAYING_VERB = (
    r"(?:say|said|announced?|stated?|tell|told|claim(?:ed)?|write|written|think|discuss(?:ed)?|talk(?:ed)?"
    r"|comment(?:ed)?|respond(?:ed)?|reply|replied|concluded?|argued?|promised?|explain(?:ed)?|mean)"
)
_ABOUT = r"(?:about|on|of|to|regarding|concerning|in|with|at)"
_SAYING = re.compile(
    rf"^what (?:else )?{_AUXILIARY} (?P<speaker>.*)\b{_SAYING_VERB}\b(?: {_ABOUT}\b.*)?$"
    r"|^what happen(?:s|ed)\b"
)
_LIST = re.compile(
    r"^(?:(?:which|what|who|whom|whose|name|list|give)\b(?:\s+(?:are|were|is|was|the|of|all|me|these|those))*)\s+"
    rf"(?P<count>{'|'.join(NUMERALS)}|\d{{1,2}})\s+(?!of\b)\w+"
)
# "What are the duties", "which rivers did": several may be wanted, and are given where they are listed.
_PLURAL_VERB = r"(?:are|were|do|did|have|had|can|could|will|would|may|might|must|should)"
_PLURAL = re.compile(
    rf"^(?:who|what|which) (?:are|were)\b(?! one of)"
    rf"|^(?:which|what) (?:\w+ )?(?!(?:this|series|species|news|sports)\b)\w+[^\Wsui]s {_PLURAL_VERB}\b"
)
_GROUP = r"(?:team|group|delegation|committee|cabinet|council|board|crew|cast|band|coalition|alliance|squad)"
_MEMBERS = re.compile(
    r"^who (?:all )?(?:attend(?:s|ed)|participate[sd]? in|took part in)\b"
    r"|^who (?:all )?(?:is|was) (?:present|absent)\b"
    r"|^who (?:all )?(?:is|was|are|were|sits?|sat|serves?|served) "
    rf"(?:on|among|part of|(?:an? )?members? of|in (?:(?!of\b)[\w’'-]+ )+{_GROUP})\b"
)
_LIST_VERB = re.compile(
    r"^(?:list|enumerate|name all|name (?:the|some|any) (?:[\w’'-]+ ){0,3}?[\w-]*[^\Wsui]s)\b"
)


def clean_question(question: str) -> str:
    """Return ``question`` on one line, without control characters.

    Raises:
        QuestionError: nothing is left, or it is longer than ``MAX_QUESTION_CHARACTERS``.
    """
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in question)
    cleaned = " ".join(visible.split())
    if not cleaned:
        raise QuestionError("the question is empty; ask in a few words")
    if len(cleaned) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"the question has {len(cleaned):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}"
        )
    return cleaned


def asks_whether(question: str) -> bool:
    """Say whether a question is answered by yes or no."""
    return bool(_YES_NO.search(_plain(question)))


def wanted(question: str) -> Wanted:
    """Tell by the question's wording what kind of answer it wants."""
    plain = _plain(question)
    if saying := _SAYING.search(plain):
        speaker = saying["speaker"] or ""
        names = tuple(name for name in named(question) if not unmentioned((name,), speaker))
        return Wanted("sentences", speaker=names)
    if _EXPLAIN.search(plain) or _YES_NO.search(plain):
        return Wanted("sentences")
    if match := _LIST.search(plain):
        number = match["count"]
        return Wanted("list", NUMERALS[number] if number in NUMERALS else int(number))
    if any(pattern.search(plain) for pattern in (_LIST_VERB, _PLURAL, _MEMBERS)):
        return Wanted("list")
    return Wanted("span")


def _plain(question: str) -> str:
    return _ASIDE.sub("", _OPENING.sub("", question.casefold().strip()).rstrip(" ?.!"))
