"""Questions that a document asks itself, as FAQs do, and the sentences below that answer them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.sentences import sentence_spans

OPENING = 3
"""Sentences below a question that are taken for its answer."""

_HEADING = re.compile(
    r"""
    (?: \A | \n[^\S\n]*\n | \n(?= [*_]* Q(?:uestion)?\s*\d*\s*[:.] ) )  # a paragraph, or a line with "Q:"
    [^\S\n]* (?: \#{1,6}\s+ )? [*_]*
    (?: Q(?:uestion)? \s* \d* \s* [:.] [*_]* \s* )?
    (?: \d{1,3} (?:\.\d{1,3})* [.)]? \s+ )?
    (?P<asked> [^\W\d_“"'‘] [^\n]{4,250} \? ) !?
    [^\S\n*_¶\#]* [*_¶\#]* [^\S\n]* (?=\n)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUESTION = re.compile(r"[^?]+\?")
_CHOICES = re.compile(r"\s*(?:[-*•]\s)?\(?[Aa][.)]\s")
_ASKED = re.compile(r"\?[\s\"'”’)]*\Z")


@dataclass(frozen=True, slots=True)
class AskedHeading:
    """A line of a passage that asks something, with what follows it."""

    questions: tuple[str, ...]
    """Without number and marks; seldom more than one."""
    opening: tuple[tuple[int, int], ...]
    """Where the first sentences below it lie, ``OPENING`` at most; never empty."""


def asked_headings(text: str) -> Iterator[AskedHeading]:
    """Yield the paragraphs of one line that end in a question mark, in order.

    One that another follows at once, as in a table of contents, is none, nor is one with answers to choose
    from ("A. …"), as in a quiz.
    """
    found = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in found[1:]), len(text)]
    for heading, end in zip(found, ends, strict=False):
        if _CHOICES.match(text, heading.end()):
            continue
        told = (span for span in sentence_spans(text, heading.end(), end) if not is_question(text, *span))
        if opening := tuple(islice(told, OPENING)):
            yield AskedHeading(tuple(each.strip() for each in _QUESTION.findall(heading["asked"])), opening)


def is_question(text: str, start: int, end: int) -> bool:
    """Say whether the sentence ``text[start:end]`` ends in a question mark."""
    return _ASKED.search(text, start, end) is not None
