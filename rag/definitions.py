"""Questions that ask what something or who somebody is, and the sentences that say so."""

import re
from functools import lru_cache

from index.words import word_set

LONGEST_TERM = 4
"""Words; a longer "What is …" asks for something that is described, not for what the words mean."""

_ASKS = re.compile(
    r"(?:what (?:is|are) meant by|define|what do(?:es)?(?= .* mean\b)) (?:an? |the )?"
    r"(?P<meant>[^?]+?)(?: mean)?\s*\?*"
    r"|(?:(?P<who>who)|what)(?:['’]s| is| are| was| were) (?:(?P<article>an?|the) )?(?P<term>[^?]+?)\s*\?*",
    re.IGNORECASE,
)
_QUOTES = "\"'“”‘’"
# "What are apicoplasts missing?", "What is terra preta called?": these ask for something else.
_DESCRIBING = word_set("""
    your my our of in on at by for from to with than that which who whose called known named considered
    used found made like as and or this these those it he she they about between during after before under
    into against within one some his her its their missing located most least first second third last only
    main largest smallest highest lowest other
""")
_NOT_SAID = (
    r"(?!(?:not|never|being|in|on|at|then|now|still|already|going|to|very|more|less|common|rare|often"
    r"|usually)\b|\w{3,}ing\b(?<!thing)(?<!building))"
)


def asked_term(question: str) -> str:
    """Return what a question asks the meaning of: "virtual package", "Bruce Perens"; "" if it doesn't.

    "What is the deadline?" asks for a particular one and not what a deadline is.
    """
    asked = _ASKS.fullmatch(" ".join(question.split()))
    if asked is None:
        return ""
    term = (asked["term"] or asked["meant"]).strip(_QUOTES)
    words = term.split()
    particular = asked["who"] or (asked["article"] or "").casefold() == "the"
    if len(words) > LONGEST_TERM or (particular and not words[-1][0].isupper()):
        return ""
    described = any(word.casefold() in _DESCRIBING or word.endswith(("'s", "’s")) for word in words)
    return "" if described or words[-1].endswith("ed") else term


def defines(term: str, sentence: str) -> bool:
    """Say whether a sentence tells what ``term`` is: as "X is a …", "X (a …)", "X, a …", "a … called X"."""
    return _defining(term).search(sentence) is not None


@lru_cache(maxsize=64)
def _defining(term: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in term.split()]
    ending = words.pop()
    plural = ending.endswith("s") and not ending.isupper()
    named = r"[\s-]+".join([*words, f"{ending[:-1] if plural else ending}(?:s|es)?"])
    named = rf"[{_QUOTES}]?{named}[{_QUOTES}]?"
    beside = r"(?:\s\([^()]{1,80}\))?(?:,? (?:also|or|short)\b[^,]{1,60},)?"
    return re.compile(
        rf"^\W*(?:[^,.;]{{1,50}}, )?(?:an?\s|the\s)?{named}{beside}\s(?:is|are|was|were)\s{_NOT_SAID}"
        rf"|^\W*(?:an?\s|the\s)?{named}{beside}\s(?:refers? to|means?|stands? for|denotes?|describes?)\b"
        rf"|\b{named}\s?(?:,|\(|—|–)\s?(?:an?|the)\s"
        rf"|\b(?:called|known as|termed|named|referred to as)\s(?:an?\s|the\s)?{named}(?!\w)"
        rf"|(?-i:[A-Z])[\w-]+(?:\s[\w-]+){{0,5}}\s\({named}\)",
        re.IGNORECASE,
    )
