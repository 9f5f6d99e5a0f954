"""Questions about who holds an office, made from passages that name the holder with the office alone.

News says "Foreign Secretary Ada Lind told…" and leaves it at that; question sets seldom ask of it. Each
question comes with a rival: the same question about a neighbouring office, which the passage doesn't answer.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words import word_set
from training.rows import Span

_OFFICES = {
    "President": ("Vice President", "Prime Minister"),
    "Vice President": ("President", "Chief of Staff"),
    "Prime Minister": ("President", "Deputy Prime Minister"),
    "Foreign Minister": ("Prime Minister", "Defence Minister"),
    "Defence Minister": ("Foreign Minister", "Chief of Staff"),
    "Defense Minister": ("Foreign Minister", "Prime Minister"),
    "Interior Minister": ("Justice Minister", "Prime Minister"),
    "Finance Minister": ("Trade Minister", "Prime Minister"),
    "Foreign Secretary": ("Home Secretary", "Prime Minister"),
    "Home Secretary": ("Foreign Secretary", "Justice Secretary"),
    "Treasury Secretary": ("Commerce Secretary", "Defense Secretary"),
    "Defense Secretary": ("Treasury Secretary", "Energy Secretary"),
    "Secretary": ("Deputy Secretary", "Spokesman"),
    "Secretary General": ("President", "Deputy Secretary General"),
    "Minister": ("Deputy Minister", "Ambassador"),
    "Chancellor": ("Vice Chancellor", "President"),
    "Director": ("Deputy Director", "Chairman"),
    "Chairman": ("Vice Chairman", "Director"),
    "Ambassador": ("Foreign Minister", "Consul"),
    "Governor": ("Lieutenant Governor", "Mayor"),
    "Mayor": ("Governor", "Police Chief"),
    "Senator": ("Governor", "Congressman"),
    "Archbishop": ("Bishop", "Abbot"),
    "Bishop": ("Archbishop", "Abbot"),
    "Commander": ("Deputy Commander", "Chief of Staff"),
    "CEO": ("Chairman", "Finance Director"),
    "Chief": ("Deputy Chief", "Chairman"),
    "Manager": ("Captain", "Chairman"),
    "Coach": ("Captain", "Manager"),
    "Editor": ("Publisher", "Founder"),
    "spokesman": ("chairman", "director"),
    "spokeswoman": ("chairman", "director"),
    "spokesperson": ("chairman", "director"),
}
"""Offices, and others that a body with the one has beside it."""

_OFFICE = "|".join(sorted(_OFFICES, key=len, reverse=True))
_WORD = r"(?:U\.S\.|[A-Z]\w+)"
_TITLED = re.compile(
    rf"\b(?P<body>{_WORD}(?:\s+{_WORD}){{0,2}}?)\s+(?P<office>{_OFFICE})\s+"
    r"(?P<name>[A-Z][a-z-]+(?:\s+[A-Z]\.)?\s+[A-Z][a-z-]+)(?=[\s,;:)]|\.\s|\.$|'s\b)"
)
_NOT_A_BODY = word_set("""
    the a an in on at by for from with and but as when while after before former then later general deputy
    vice first assistant acting interim his her their its under since until however although chief prime
    monday tuesday wednesday thursday friday saturday sunday
""")
_NOT_A_NAME = word_set("""
    the in on at by he she it they his her saint national house and of products prime
""")


ASK_FOR_OFFICE = 0.3
"""The share of questions that name the holder and ask for the office."""
_STRANGERS = (
    "Mia Sand",
    "Tom Abara",
    "Li Wen",
    "Rosa Klein",
    "Omar Haddad",
    "Eva Novak",
    "Jan Visser",
    "Ines Rocha",
)
"""Made up, for questions that no passage answers."""


@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """A question that a passage answers, and one like it that it doesn't."""

    question: str
    rival: str
    answer: Span


def office_questions(passage: str, rng: random.Random) -> Iterator[OfficeQuestion]:
    """Who holds the offices that ``passage`` gives as titles before a name, each asked one way of several."""
    for match in _TITLED.finditer(passage):
        office, name = match.group("office", "name")
        body = _body(match["body"].split())
        others = [each for each in _OFFICES[office] if each not in passage]
        if not body or not others or name.split()[0].lower() in _NOT_A_NAME:
            continue
        if rng.random() < ASK_FOR_OFFICE:
            way, stranger = rng.choice(_POSITIONS), rng.choice(_STRANGERS)
            at = match.start("name") - len(f"{body} {office} ")
            answer = Span(passage[at : match.end("office")], at)
            yield OfficeQuestion(way.format(name=name), way.format(name=stranger), answer)
            continue
        answer = Span(name, match.start("name"))
        way = rng.choice((*_WAYS, *_OWN_WORDS.get(office, ())))
        rival = rng.choice(others)
        if "ffice}" in way:
            yield OfficeQuestion(_asked(way, body, office), _asked(way, body, rival), answer)
        else:
            yield OfficeQuestion(_asked(way, body, office), _asked(rng.choice(_WAYS), body, rival), answer)


def _body(words: Sequence[str]) -> str:
    """What stands behind the last word that can't be a part of a body's name."""
    cut = max((at for at, word in enumerate(words, start=1) if word.lower() in _NOT_A_BODY), default=0)
    return " ".join(words[cut:])


def _asked(way: str, body: str, office: str) -> str:
    return way.format(body=body, office=office if office.isupper() else office.lower(), Office=office)


_WAYS = (
    "Who is the {body} {Office}?",
    "Who is the {body} {office}?",
    "Who was the {body} {office}?",
    "What is the name of the {body} {office}?",
    "Which person serves as {body} {office}?",
    "who's the {office} of the {body}",
    "Who is the {office} of the {body}?",
)
_LEADS = (
    "Who runs the {body}?",
    "Who heads the {body}?",
    "Who leads the {body}?",
    "Who is at the head of {body}?",
)
_SPEAKS = ("Who speaks for the {body}?", "Who speaks for {body}?")
_OWN_WORDS = {
    "Director": _LEADS,
    "Chief": _LEADS,
    "CEO": _LEADS,
    "Chairman": ("Who chairs the {body}?",),
    "spokesman": _SPEAKS,
    "spokeswoman": _SPEAKS,
    "spokesperson": _SPEAKS,
}
"""Ways of asking after an office that don't name it."""
_POSITIONS = (
    "What office does {name} hold?",
    "What is {name}'s position?",
    "What is the job of {name}?",
    "What is {name}'s title?",
)
