"""A model's reply, as it streams in -> sentences with the markers that they name."""

import re
from collections.abc import Iterator

from index.sentences import sentence_spans
from rag.llm.types import Sentence

_MARKERS = re.compile(
    r"\s*[\[【](?:(?:passage|source|document)s?\s*)?(\d{1,3}(?:\s*[,;&]\s*\d{1,3})*)[\]】]", re.IGNORECASE
)
_LEADING_TO = (
    r",?\s*\b(?:(?:as )?(?:stated|mentioned|described|noted|reported|given|seen) in|in|from|per|see"
    r"|according to)"
)
_POINTED_AT = re.compile(
    rf"(?:{_LEADING_TO}(?: the (?:passage|source|document))?)?(?:{_MARKERS.pattern})+", re.IGNORECASE
)
_ENDED_BY = re.compile(
    rf"{_LEADING_TO} (?:the )?(?:passage|source|document) (\d{{1,3}})(?=[.!]?\s*\Z)", re.IGNORECASE
)
_LEADING_MARKERS = re.compile(rf"(?:{_MARKERS.pattern})+\s*[.;]?", re.IGNORECASE)
_UNFINISHED_MARKER = re.compile(r"[\[【][^\]】]{0,20}\Z")
_LED_BY = re.compile(
    r"^\s*(?:(?:according to|as stated in|based on|from|in) )?(?:the )?"
    r"(?:passage|source|document) (\d{1,3})[:,]\s+",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z!|][^<>]*>")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)]|#{1,6})\s+")
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|`+")
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"<think>.*\Z", re.DOTALL | re.IGNORECASE)


class ReplyParser:
    """Takes a reply piece by piece and gives back its sentences once they are whole.

    A sentence is whole when another begins behind it, since its markers may stand behind its full stop.
    Images, links, HTML and Markdown are taken out: what a passage says must not be rendered.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[Sentence]:
        """Take a piece; return the sentences that it completes."""
        self._rest = _THOUGHT.sub("", self._rest + piece)
        if _THINKING.search(self._rest):
            return []
        ends = [end for _, end in _sentence_spans(self._rest)]
        if len(ends) < 2 or _UNFINISHED_MARKER.search(self._rest):
            return []
        whole, self._rest = self._rest[: ends[-2]], self._rest[ends[-2] :]
        return list(_sentences(whole))

    def finish(self) -> list[Sentence]:
        """Return what is left at the end of the reply."""
        whole, self._rest = _THINKING.sub("", self._rest), ""
        return list(_sentences(whole))


def _sentences(text: str) -> Iterator[Sentence]:
    for start, end in _sentence_spans(text):
        said = text[start:end]
        named = [match[1] for pattern in (_LED_BY, _MARKERS, _ENDED_BY) for match in pattern.finditer(said)]
        markers = [int(number) for group in named for number in re.findall(r"\d+", group)]
        bare = plain(_ENDED_BY.sub("", _POINTED_AT.sub("", _LED_BY.sub("", said))))
        if any(character.isalnum() for character in bare):
            yield Sentence(bare[:1].upper() + bare[1:], tuple(dict.fromkeys(markers)))


def plain(text: str) -> str:
    """Return ``text`` on one line without images, the addresses of links, HTML and Markdown's marks."""
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    spaced = " ".join(_EMPHASIS.sub("", _BULLET.sub("", text)).split())
    # A marker that was taken out leaves its comma or its space before the full stop.
    return re.sub(r"[\s,;]*([.,;!?])", r"\1", spaced).lstrip(" ,;").rstrip(" ,;")


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where sentences lie; markers that stand behind a full stop belong to the sentence before."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        led = _LEADING_MARKERS.match(text, start)
        if led and spans:
            spans[-1] = (spans[-1][0], min(led.end(), end))
            start = led.end()
        if text[start:end].strip():
            spans.append((start, end))
    return spans
