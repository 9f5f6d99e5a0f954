"""A turn of a conversation: its content words, and whether it leans on what was said before."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.words import word_set
from rag.rarity import rarity

# What speaks for leaning and what against it: fitted on half of the conversations of TREC CAsT, by logistic
# regression, and rounded. The other half is reported beside it.
_POINTER, _POSSESSIVE, _DEFINITE = 2.5, 2.0, 1.4
_WORD, _RARE, _NAME, _REPEATED, _DEFINITION = -0.5, -0.7, -0.9, -1.2, -1.4
_LEANS = -2.0

_RESOLVED_POINTER, _RESOLVED_POSSESSIVE = 0.3, 0.15
"""What a pronoun counts where the question itself names something that it may stand for."""
_SPECIFIC = 0.5
"""The least rarity of a word that a pronoun may stand for."""
_FAMILIAR = 0.25
"""The least rarity of a word whose repetition shows that a question says by itself what it is about."""

_WORDS = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_POINTERS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|ones?|this|these|those|there|another|others?)\b"
    r"|(?:^|\b(?:about|of|is|was|does|did|do|like|with|for|from|in|to|by|after|before|why|how|can|and))"
    r" that\b"
    r"|\bthat\b(?=[?.!]|$)",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\belse\b", re.IGNORECASE)
_POSSESSIVES = re.compile(r"\b(?:his|its|theirs?|hers?)\b", re.IGNORECASE)
_EXPLETIVES = re.compile(
    r"\bit\b(?= (?:true|possible|safe|ok|okay)\b)|\b(?:is|are|was|were) there\b"
    r"|\bthere(?:['’]s| is| are| was| were)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:\w+[.,] )?(?:what|who)(?:['’]s| is| are| was| were) (?:an? )?"
    r"(?!the |some |other |another |best )[\w-]+(?: [\w-]+){0,2}[?.! ]*$",
    re.IGNORECASE,
)
_BARE_DEFINITE = re.compile(
    r"\bthe (?:(?!(?:of|in|on|at|for|with|to|from|by|between|about)\b)[\w’'-]+ ){0,2}?[\w’'-]+"
    r"(?=[?.!,]|$| (?:is|are|was|were|did|do|does|become|work|usually|used)\b)",
    re.IGNORECASE,
)
_CLAUSE_BREAK = re.compile(r"[,.;:!?](?= )|\b(?:if|when|because|but|and)\b", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|then)\b[\s,]*)*(?:what|how) about\b|^and\b", re.IGNORECASE
)
_FUNCTION_WORDS = word_set("""
    a about above after again against all also am among an and another any are aren't as at be because
    been before being below between both but by can can't could did didn't do does doesn't don't done
    down during each else even every few for from further get give got had has have having he he's her
    here hers him his how how's however i i'd i'll i'm i've if in into is isn't it it's its just know
    let let's like many may me mean might mine more most much must my need no nor not of off oh ok okay
    on once one ones only or other others our ours out over own please quite really said same say shall
    she she's should since so some something still such tell than thank thanks that that's the their
    theirs them then there there's these they they're thing things this those though through to too
    under until up upon us very want wanted was wasn't we we're well were what what's when where where's
    whether which while who who's whom whose why will with within without won't would wow yeah yes yet
    you you're your yours interesting sounds good cool great
""")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word as it was written."""

    text: str
    key: str
    """By which it is compared: in lower case, in the singular."""
    is_name: bool
    """Whether it has a capital, other than one with which a sentence begins: that counts before another."""


def content_words(text: str) -> tuple[Word, ...]:
    """Return the words of ``text`` that mean something by themselves, in order."""
    return tuple(
        Word(match.group(), _key(match.group()), _is_name(text, match))
        for match in _WORDS.finditer(text)
        if match.group().casefold().replace("’", "'") not in _FUNCTION_WORDS
    )


def keys_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the keys of the content words of all the texts."""
    return frozenset(word.key for text in texts for word in content_words(text))


def leans(question: str, known: Collection[str]) -> bool:
    """Say whether a question can't be understood without what was said before it.

    What points elsewhere ("it", "his", "the symptoms?") speaks for it; against it speak content words, the
    more so rare ones, names, and words that were said before.

    Args:
        question: What was asked.
        known: The keys of the content words of the questions before.

    Raises:
        ModelFileError: the vocabulary that tells rare words from common ones is missing or damaged.
    """
    words = content_words(question)
    if not words or _UNFINISHED.search(question):
        return True
    return _pointing(question) + _standing(words, known) > _LEANS


def _pointing(question: str) -> float:
    plain = _EXPLETIVES.sub("", question)
    pointers = [_weight(plain[: match.start()]) for match in _POINTERS.finditer(plain)]
    possessives = [
        _RESOLVED_POSSESSIVE if _is_specific(plain[: match.start()]) else 1.0
        for match in _POSSESSIVES.finditer(plain)
    ]
    if _ELSE.search(plain) and not _has_name(plain):  # "who else leads the Berlin office?" says it all
        pointers.append(1.0)
    return (
        _POINTER * max(pointers, default=0.0)
        + _POSSESSIVE * max(possessives, default=0.0)
        + _DEFINITE * any(not _has_name(match.group()) for match in _BARE_DEFINITE.finditer(question))
        + _DEFINITION * bool(_DEFINES.search(question))
    )


def _standing(words: Sequence[Word], known: Collection[str]) -> float:
    rarities = [rarity(word.text) for word in words]
    repeated = sum(
        word.key in known and rare >= _FAMILIAR for word, rare in zip(words, rarities, strict=True)
    )
    return (
        _WORD * min(6, len(words))
        + _RARE * (min(2.5, sum(rarities)) + max(rarities))
        + _NAME * min(2, sum(word.is_name for word in words))
        + _REPEATED * min(2, repeated)
    )


def _weight(before: str) -> float:
    """Return what a pointer counts behind these words: its own clause seldom names what it means."""
    breaks = [match.end() for match in _CLAUSE_BREAK.finditer(before)]
    return _RESOLVED_POINTER if breaks and _is_specific(before[: breaks[-1]]) else 1.0


def _is_specific(text: str) -> bool:
    return any(word.is_name or rarity(word.text) >= _SPECIFIC for word in content_words(text))


def _has_name(text: str) -> bool:
    return any(word.is_name for word in content_words(text))


def _key(word: str) -> str:
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    return plain if len(plain) < 4 or plain.endswith("ss") else plain.removesuffix("s")


def _is_name(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip("\"'“‘( \n\t")
    word = match.group()
    begins_sentence = not before or before[-1] in ".!?:"
    if begins_sentence and not re.match(r" [^\W\d_a-z]\w", text[match.end() : match.end() + 3]):
        return any(character.isupper() for character in word[1:])
    return any(character.isupper() for character in word)
