"""Questions about the date of a document itself: "When was the article published?"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.loaders.dates import DATE_PATTERN, iso_from_match
from index.types import Document
from index.words import word_set
from rag.answers import Evidence, Offer
from rag.calibration import Calibration
from rag.quotes import Stretch
from rag.retrieval import ReadPassage
from rag.turns import content_words

CONFIDENCE = 0.9
"""The date itself is stated; whether it is that of the document that was meant is less sure."""
HEAD = 2000
"""Characters at the beginning of a document in which the date that it goes by may be stated."""

_DOCUMENT = r"(?P<{name}>(?:[\w’'-]+ )*?(?:article|document|(?:web ?)?page|post|story|text|piece|file)\b.*?)"
_ASKS = re.compile(
    r"(?:when|(?:on )?(?:what|which) (?:date|day)) (?:was|is) (?:the|this|that) "
    + _DOCUMENT.format(name="done")
    + r" (?:first )?(?:published|written|posted|released|issued|dated|from)"
    r"|when did (?:the|this|that) " + _DOCUMENT.format(name="came") + r" (?:appear|come out)"
    r"|what(?: is|['’]s| was) the (?:publication )?date of (?:the|this|that) "
    + _DOCUMENT.format(name="date"),
    re.IGNORECASE,
)
_DOCUMENT_WORDS = word_set("article document web page webpage post story text piece file")
_DATE = re.compile(rf"(?<!\w){DATE_PATTERN}", re.IGNORECASE)


def asks_for_date(question: str) -> bool:
    """Say whether a question asks when a document was published or written."""
    return _asked(question) is not None


def date_offer(
    question: str,
    read: Sequence[ReadPassage],
    documents: Mapping[str, Document],
    *,
    calibration: Calibration,
) -> Offer | None:
    """Return the date of the document that a question asks for, where its text states it; else None.

    The document is that of the best passage. A question that doesn't say which one ("the article") is taken
    only where all passages are of one.

    Args:
        question: One that stands alone.
        read: Best first, not empty.
        documents: Those of the passages.
        calibration: Gives the score that has the confidence.
    """
    asked = _asked(question)
    best = read[0]
    document = documents.get(best.chunk.doc_id)
    if asked is None or document is None:
        return None
    told = {word.key for word in content_words(asked["done"] or asked["came"] or asked["date"])}
    if told <= _DOCUMENT_WORDS and len({passage.chunk.doc_id for passage in read}) > 1:
        return None
    stated = stated_date(document)
    if stated is None:
        return None
    start, end = stated
    line = replace(best, chunk=replace(best.chunk, start=start, end=end, text=document.text[start:end]))
    evidence = Evidence(line, 0, end - start, calibration.score_at(CONFIDENCE))
    return Offer((evidence,), confidence=CONFIDENCE, sure=True, unread=True)


def _asked(question: str) -> re.Match[str] | None:
    return _ASKS.fullmatch(" ".join(question.split()).rstrip(" ?.!"))


def stated_date(document: Document) -> Stretch | None:
    """Return where the beginning of a document states the date that it goes by; None where it doesn't."""
    if document.published is None:
        return None
    for found in _DATE.finditer(document.text, 0, HEAD):
        if iso_from_match(found) == document.published:
            return found.span()
    return None
