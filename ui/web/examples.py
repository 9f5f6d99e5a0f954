"""Questions to begin with, made from the indexed documents: each one asked before it is shown.

A few sentence forms that news, reports, manuals and encyclopedias share tell what a document certainly
answers: who founded something, what it cost, why it was closed. What the answerer then doesn't answer from
that document isn't shown.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest
from typing import TypeVar

from index.errors import SearchIndexError
from index.types import Document
from rag.types import Answer
from ui.confidence import LIKELY_FROM
from ui.web.documents import Library

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

SHOWN = 4
_TRIED = 24
_DOCUMENTS = 8
_CHARACTERS = 40_000
_PER_FORM = 2
_ALIKE = 2
"""Questions that may begin with the same word."""

_NO_NAME = (
    "A|After|Although|An|And|Another|As|At|Before|Both|But|By|During|Each|Every|For|From|He|Her|His|How|However|If"
    "|In|It|Its|Many|More|Most|My|No|Not|On|One|Our|Over|She|Since|So|Some|Such|That|The|Their|There|These|They|This"
    "|Those|Under|We|What|When|Where|Which|While|Who|With|Without|You|Your"
)
_AUXILIARY = "will|would|is|are|was|were|has|have|had|can|could|may|might|must|should|does|did"
_PLACE = r"located|situated|held|based"
_ROLE = (
    "actor|analyst|architect|artist|author|captain|chair|chairman|chairwoman|chief|coach|composer|commissioner"
    "|director|doctor|economist|editor|engineer|executive|founder|governor|head|historian|lawyer|leader|manager"
    "|mayor|minister|officer|owner|philosopher|physicist|player|poet|politician|president|professor"
    "|researcher|scientist|secretary|senator|singer|spokesman|spokesperson|spokeswoman|strategist|writer"
)
_MADE = "founded|built|designed|invented|discovered|developed|established|created|directed|painted|composed"
_SAID = "said|told|wrote|announced|posted|confirmed|stated|declared|warned"

_WORD = r"[A-Z][\w’'-]*[^\W\d_]"
_NAME = rf"(?!(?:{_NO_NAME})\b){_WORD}(?: (?:de|van|von|bin|al|{_WORD})){{0,2}} {_WORD}"
_PLAIN = (
    r"(?!(?:will|would|is|are|was|were|has|have|had|can|could|may|might|must|should|does|did)\b)[a-z][\w-]+"
)
_THING = rf"(?:the|The) (?:{_PLAIN} ){{0,2}}{_PLAIN}|(?:the |The )?{_NAME}"
_TOPIC = rf"(?<=[.\n] )(?!(?:{_NO_NAME})\b)[A-Z][\w-]+(?: {_PLAIN}){{1,2}}"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (rf"\b({_THING}) (was|were|is|are) ({_PLAIN}ed) because\b", "Why {1} {0} {2}?"),
        (rf"\b({_THING}) (will|would) cost\b", "How much {1} {0} cost?"),
        (rf"\b({_THING}) cost (?:about |around |nearly )?[$€£\d]", "How much did {0} cost?"),
        (rf"\b({_THING}) (?:was|were) ({_MADE})(?: [a-z]+ \d+)? by (?:the )?[A-Z]", "Who {1} {0}?"),
        (rf"\b{_NAME} ({_MADE}|leads|led|won) (the (?:{_PLAIN} ){{0,2}}{_PLAIN})[.,]", "Who {0} {1}?"),
        (rf"\b({_THING}) (was|were) (founded|built|established|born|elected|opened) (?:in|on) ",
         "When {1} {0} {2}?"),
        (rf"\b((?:the |The )?{_NAME}) (is|are|was|were) ({_PLACE}) (?:in|on|near|at) ", "Where {1} {0} {2}?"),
        (rf"\b({_THING}) consists? of\b", "What does {0} consist of?"),
        (rf"({_TOPIC}) (is|are) (?:an?|the|one of) ", "What {1} {0}?"),
        (rf"\b({_NAME}), (?:(?:an?|the|{_WORD}|{_PLAIN}|[’']s) ){{0,4}}(?:{_ROLE})\b", "Who is {0}?"),
        (rf"\b({_NAME}) (?:{_SAID})\b", "What did {0} say?"),
    )
)  # fmt: skip
_ONE_THING = re.compile(rf"{_WORD}(?: {_PLAIN}){{0,2}}(?<!s)")
_QUESTION = re.compile(r"[A-Z][^.?!\n]{12,110}\?")


def candidates(document: Document) -> Iterator[str]:
    """Return questions that the document looks like answering, each once, headings that ask first."""
    text = document.text[:_CHARACTERS]
    return _interleaved([_asked(document), *(_of_form(text, *form) for form in _FORMS), _titled(document)])


def _asked(document: Document) -> Iterator[str]:
    for block in document.blocks:
        heading = document.text[block.start : block.end].strip()
        if block.kind == "heading" and _QUESTION.fullmatch(heading):
            yield heading


def _titled(document: Document) -> Iterator[str]:
    """Yield what a title that names one thing asks for, as those of encyclopedias do."""
    if _ONE_THING.fullmatch(document.title):
        title = document.title
        yield f"What is {_within(title) if ' ' in title else title}?"


def _of_form(text: str, pattern: re.Pattern[str], form: str) -> Iterator[str]:
    for match in islice(pattern.finditer(text), _PER_FORM):
        yield form.format(*(_within(group) for group in match.groups()))


def _within(words: str) -> str:
    """Return words as they stand within a sentence: without the capital that a sentence begins with."""
    begins_alone = not any(word[0].isupper() for word in words.split()[1:])
    if words.startswith("The ") or (begins_alone and words[1:2].islower()):
        return words[0].lower() + words[1:]
    return words


def _interleaved(sources: Iterable[Iterable[_T]]) -> Iterator[_T]:
    """Yield the first of each source, then the second of each, and so on; each item once."""
    seen = set()
    for row in zip_longest(*sources):
        for item in row:
            if item is not None and item not in seen:
                seen.add(item)
                yield item


class Examples:
    """The questions for the index as it is; made anew, in the background, when it has changed.

    Args:
        library: The documents.
        ask: Answers a question.
    """

    def __init__(self, library: Library, ask: Callable[[str], Answer]) -> None:
        self._library = library
        self._ask = ask
        self._guard = threading.Lock()
        self._generation: int | None = None
        self._questions: tuple[str, ...] = ()

    def current(self) -> tuple[str, ...]:
        """Return those known now, and begin to look for others if the index has changed."""
        with self._guard:
            generation = self._library.generation
            if generation != self._generation:
                self._generation = generation
                threading.Thread(target=self.find, args=(generation,), daemon=True).start()
            return self._questions

    def find(self, generation: int) -> None:
        """Make the questions for a generation, as far as it is still the one wanted."""
        found: list[str] = []
        try:
            for question, doc_id in islice(self._all_candidates(), _TRIED):
                if self._generation not in (None, generation):
                    return
                if sum(_begin_alike(question, other) for other in found) < _ALIKE and _is_answered(
                    question, self._ask(question), doc_id
                ):
                    found.append(question)
                if len(found) == SHOWN:
                    break
        except SearchIndexError as exc:
            logger.info("no example questions: %s", exc)
        except Exception:
            logger.exception("making example questions failed")
        self._questions = tuple(found)

    def _all_candidates(self) -> Iterator[tuple[str, str]]:
        """Yield questions, each with the document that it was made from."""
        newest = sorted(self._library.documents(), key=lambda info: info.added, reverse=True)[:_DOCUMENTS]
        return _interleaved([self._asked_of(info.doc_id) for info in newest])

    def _asked_of(self, doc_id: str) -> Iterator[tuple[str, str]]:
        for question in candidates(self._library.document(doc_id)):
            yield question, doc_id


def _begin_alike(question: str, other: str) -> bool:
    return question.split(maxsplit=1)[0] == other.split(maxsplit=1)[0]


def _is_answered(question: str, answer: Answer, doc_id: str) -> bool:
    """Say whether an answer says something, most likely rightly, out of the document the question is from."""
    return (
        not answer.abstained
        and answer.confidence >= LIKELY_FROM
        and any(citation.doc_id == doc_id for citation in answer.citations)
        and (not answer.short or answer.short.casefold() not in question.casefold())
    )
