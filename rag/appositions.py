"""Who holds an office, and what office someone holds, where a passage puts the two side by side.

News says "Foreign Secretary Ada Lind" or "Ada Lind, the foreign secretary", and of a list of such titles the
reader may pick a neighbour. Where the question's own words stand beside a name, grammar knows better.
"""

import re

from index.words import word_set
from rag.calendar_names import WEEKDAYS
from rag.quotes import Stretch
from rag.wording import begins_sentence

_PARTICLE = r"(?:de|la|le|der|den|di|da|do|du|e|y|von|van|bin|ibn|al|el|of)"
_CAPITAL = r"(?:(?:[^\W\d_a-z]\.)+|(?=[^\W\d_a-z])[^\W_][\w’-]*(?:'[^\W\d_a-z][\w-]*)?)"
_RANK = r"(?:(?:Adm|Capt|Col|Dr|Gen|Gov|Lt|Maj|Mr|Mrs|Ms|Prof|Rep|Rev|Sen|Sgt|St)\. )?"
_NAME = rf"{_RANK}{_CAPITAL}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL})*"
_HOLDER = re.compile(
    r"who(?:['’]s| is| was)(?: the| an?)?(?: current| present)? (?P<office>.+)", re.IGNORECASE
)
_PERSON = re.compile(rf"(?i:who(?:['’]s| is| was)) (?P<name>{_CAPITAL}(?: (?:{_PARTICLE} )?{_CAPITAL})+)")
_JOINT = re.compile(r",\s+|\s+and\s+")
_TWO_NAMES = re.compile(rf"{_CAPITAL}(?: (?:{_PARTICLE} )?{_CAPITAL}){{1,3}}")
_OF = re.compile(r"(?P<post>[\w’' -]+?) of (?:the )?(?P<body>[\w’'. -]+)")
_MOST_WORDS = 8
_TITLE_BEFORE = re.compile(rf"(?:{_CAPITAL} (?:of )?)*{_CAPITAL} \Z")
_TITLE_BEHIND = re.compile(r", (?P<title>(?:the|an?) [^,.;:()\n]{3,80})(?=[,.;:])")
_TITLE_BELOW = re.compile(r"[^\S\n]*\n[^\S\n]*(?P<title>[^\W\d_][^\n\d]{2,80}?)[^\S\n]*(?=\n|\Z)")
_ADDRESS = re.compile(r"\S@\S+\.\S|\bhttps?://|\bwww\.")
_BEGINS_LINE = re.compile(r"(?:\A|\n)[^\S\n]*\Z")
_POSSESSIVE = re.compile(r"(?<=[’'])s\b|['’]s?\b")
_OTHER_OFFICE = word_set("""
    former deputy vice acting interim assistant associate ex late future incoming outgoing previous
    shadow under lieutenant honorary
""")
_OFFICES = word_set("""
    accountant administrator advisor adviser advocate agent ambassador analyst architect archbishop assistant
    associate attorney author bishop boss captain ceo cfo chair chairman chairwoman chancellor chief cio clerk
    coach colonel commander commissioner consultant coo coordinator councillor count cto curator dean deputy
    designer developer director doctor duchess duke editor emperor empress engineer envoy executive founder
    general governor guard head inspector judge justice king lawyer lead leader lecturer lieutenant lord
    major manager marshal mayor minister nurse officer owner partner pharmacist pope premier president prime
    prince princess principal professor queen rector representative scientist secretary senator sergeant
    sheriff sir specialist speaker spokesman spokesperson spokeswoman superintendent supervisor teacher
    technician trainer treasurer trustee vice warden
""")
_NO_NAME = word_set("""
    the a an in on at by he she it they his her its their we i who that this these those and but when while
""").union(WEEKDAYS)


def put_beside(question: str, text: str) -> tuple[Stretch, ...]:
    """Return where ``text`` says who holds the office that is asked for, or what someone by that name is.

    Args:
        question: "Who is the foreign secretary?" or "Who is Ada Lind?"; nothing is found for any other.
        text: Of a passage.
    """
    asked = " ".join(question.split()).rstrip(" ?.!")
    if person := _PERSON.fullmatch(asked):
        return tuple(_titles(person["name"], text))
    if holder := _HOLDER.fullmatch(asked):
        office = holder["office"]
        if len(office.split()) <= _MOST_WORDS:
            return tuple(dict.fromkeys(each for form in _forms(office) for each in _holders(form, text)))
    return ()


def _forms(office: str) -> list[str]:
    """Return the ways in which an office is written: "head of the FBI" is also the "FBI head"."""
    forms = [office]
    if of := _OF.fullmatch(office):
        forms.append(f"{of['body']} {of['post']}")
    return forms


def _holders(office: str, text: str) -> list[Stretch]:
    written = r"\s+".join(map(re.escape, office.split()))
    before = re.compile(rf"(?<![\w-])(?i:{written}),? (?P<name>{_NAME})")
    behind = re.compile(rf"(?P<name>{_NAME}), (?:(?:the|an?) )?(?i:{written})(?=[,.;:)]|$)")
    return [
        found.span("name")
        for pattern in (before, behind)
        for found in pattern.finditer(text)
        if found["name"].split()[0].casefold() not in _NO_NAME
        and not _POSSESSIVE.match(text, found.end("name"))
        and (pattern is behind or not _is_another(text, found.start()))
    ]


def _is_another(text: str, start: int) -> bool:
    """Say whether the word before an office makes it another one, as "deputy" does."""
    before = re.split(r"[\s-]+", text[:start].rstrip(" -"))
    return before[-1].casefold() in _OTHER_OFFICE


def _titles(name: str, text: str) -> list[Stretch]:
    found = []
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        if title := _TITLE_BEFORE.search(text, max(0, match.start() - 80), match.start()):
            words = title.group().split()
            alone = len(words) == 1 and begins_sentence(text, title.start())
            if words[0].casefold() not in _NO_NAME and not alone:
                found.append((title.start(), title.end() - 1))
        if title := _TITLE_BEHIND.match(text, match.end()):
            found.append(title.span("title"))
        # As letters are signed.
        below = _BEGINS_LINE.search(text, 0, match.start()) and _TITLE_BELOW.match(text, match.end())
        if below and _says_office(below["title"]):
            found.append(below.span("title"))
    return found


def names_another(question: str, answer: str) -> bool:
    """Say whether the answer to "Who is Ada Lind?" is only an address, or the names of others."""
    person = _PERSON.fullmatch(" ".join(question.split()).rstrip(" ?.!"))
    if person is None or _says_office(person["name"]) or _says_office(answer):
        return False
    if _ADDRESS.search(answer):
        return True
    names = all(_TWO_NAMES.fullmatch(part) for part in _JOINT.split(answer))
    return names and _words(answer).isdisjoint(_words(person["name"]))


def _says_office(words: str) -> bool:
    return not _OFFICES.isdisjoint(_words(words))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))
