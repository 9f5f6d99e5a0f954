"""Questions to begin with, made from the indexed documents: each one asked before it is shown.

A few sentence forms that news, reports and encyclopedias share tell what a document certainly answers: who
said something, who somebody is, when something was founded. What the answerer then doesn't answer from the
documents isn't shown.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest

from index.errors import SearchIndexError
from index.types import Document
from rag.types import Answer
from ui.confidence import LIKELY_FROM
from ui.web.documents import Library

logger = logging.getLogger(__name__)

SHOWN = 3
_TRIED = 12
_DOCUMENTS = 6
_CHARACTERS = 40_000
_PER_FORM = 2

_WORD = r"[A-Z][\w’'-]*[^\W\d_]"
_NAME = rf"{_WORD}(?: (?:of|de|van|von|bin|al|{_WORD})){{0,2}} {_WORD}"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"\b({_WORD}(?: {_WORD}){{1,3}}) was (founded|built|established|born|elected) (?:in|on) "
        ),
        "When was {0} {1}?",
    ),
    (re.compile(rf"\b({_NAME}), (?:an?|the|who|chief|head|president|minister) "), "Who is {0}?"),
    (
        re.compile(rf"\b({_NAME}) (?:said|told|wrote|announced|posted|confirmed|stated|declared|warned)\b"),
        "What did {0} say?",
    ),
)
_QUESTION = re.compile(r"[A-Z][^.?!\n]{12,110}\?")


def candidates(document: Document) -> Iterator[str]:
    """Return questions that the document looks like answering, each once, headings that ask first."""
    text = document.text[:_CHARACTERS]
    return _interleaved([_asked(document), *(_of_form(text, *form) for form in _FORMS)])


def _asked(document: Document) -> Iterator[str]:
    for block in document.blocks:
        heading = document.text[block.start : block.end].strip()
        if block.kind == "heading" and _QUESTION.fullmatch(heading):
            yield heading


def _of_form(text: str, pattern: re.Pattern[str], form: str) -> Iterator[str]:
    for match in islice(pattern.finditer(text), _PER_FORM):
        yield form.format(*match.groups())


def _interleaved(sources: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the first of each source, then the second of each, and so on; each question once."""
    seen = set()
    for row in zip_longest(*sources):
        for question in row:
            if question is not None and question not in seen:
                seen.add(question)
                yield question


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
            for question in islice(self._all_candidates(), _TRIED):
                if self._generation not in (None, generation):
                    return
                answer = self._ask(question)
                if not answer.abstained and answer.confidence >= LIKELY_FROM:
                    found.append(question)
                if len(found) == SHOWN:
                    break
        except SearchIndexError as exc:
            logger.info("no example questions: %s", exc)
        except Exception:
            logger.exception("making example questions failed")
        self._questions = tuple(found)

    def _all_candidates(self) -> Iterator[str]:
        newest = sorted(self._library.documents(), key=lambda info: info.added, reverse=True)[:_DOCUMENTS]
        return _interleaved([candidates(self._library.document(info.doc_id)) for info in newest])
