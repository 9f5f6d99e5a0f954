"""What people are shown, as lines: every text of a document is cleaned here, and nowhere else.

A line knows no terminal: ``ui.screen`` writes it, coloured or plain.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ui.confidence import surety

if TYPE_CHECKING:
    from index.types import DocumentInfo, IndexStatus
    from rag.types import Answer, Citation, Passage

Style = Literal["plain", "strong", "quiet", "quote"]

NEAREST_SHOWN = 3
"""Passages under an abstention: enough to see what the documents do speak of."""
EXCERPT_CHARACTERS = 300

# ECMA-48: CSI, then the string sequences (OSC, DCS, SOS, PM, APC) up to their terminator, then two-byte
# escapes. A string that its line doesn't terminate loses the introducer alone, so it can't hide what follows.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
# Bidirectional overrides and isolates can make a file name or a quote read as something it is not.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """Something to print on lines of its own."""

    text: str = ""
    style: Style = "plain"
    indent: int = 0
    marked: tuple[int, int] | None = None
    """The characters of ``text`` to make stand out."""


def clean(text: str) -> str:
    """Return ``text`` without what a terminal would obey rather than show.

    Gone are escape sequences, control characters other than line feed and tab, and bidirectional overrides
    and isolates. A carriage return, alone or before a line feed, is a line feed; half a surrogate pair is
    U+FFFD.
    """
    text = _ESCAPE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SURROGATE.sub("\ufffd", _UNSAFE.sub("", text))


def one_line(text: str) -> str:
    """Return ``text`` cleaned and on one line; spaces within its lines stay, as a file name may hold two."""
    lines = (line.strip() for line in clean(text).replace("\t", " ").splitlines())
    return " ".join(line for line in lines if line)


def shorten(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """Return ``text`` cleaned, its words a space apart, cut with "…" to ``limit`` characters at most."""
    text = " ".join(clean(text).split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head.rpartition(" ")[0]
    return (words or head) + "…"


def escape_json(encoded: str) -> str:
    r"""Return JSON with the characters that ``clean`` takes away as ``\u`` escapes: the same value, inert."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded)


def place(found: "Citation | Passage") -> str:
    """Return ``title — published, p. N · sources``, without what isn't known."""
    page = f"p. {found.page}" if found.page is not None else None
    known = ", ".join(part for part in (found.published, found.place or page) if part)
    return one_line(f"{found.title} — {known}" if known else found.title) + "".join(
        f" · {one_line(source)}" for source in (found.source, *found.also_in)
    )


def answer_lines(answer: "Answer") -> list[Line]:
    """Return the answer, then what it rests on; or the abstention, then what came nearest."""
    if answer.abstained:
        lines = [Line(clean(answer.text), "strong"), Line(clean(answer.reason))]
        nearest = answer.passages[:NEAREST_SHOWN]
        if nearest:
            lines += [Line(), Line("Nearest passages:"), *passage_lines(nearest)]
        return lines
    return [
        Line(clean(str(answer)), "strong"),
        *_unsupported(answer),
        Line(),
        *citation_lines(answer.citations),
        Line(),
        Line(f"confidence {answer.confidence:.0%} ({surety(answer.confidence)})", "quiet"),
    ]


def _unsupported(answer: "Answer") -> list[Line]:
    return [
        Line(f"Not borne out by the documents: {one_line(answer.text[claim.start : claim.end])}")
        for claim in answer.claims
        if not claim.supported
    ]


def citation_lines(citations: "Iterable[Citation]") -> list[Line]:
    """Return two lines a citation: where it stands, and its words."""
    return [
        line
        for citation in citations
        for line in (
            Line(f"[{citation.marker}] {place(citation)}"),
            Line(clean(citation.quote), "quote", 4),
        )
    ]


def passage_lines(passages: "Iterable[Passage]") -> list[Line]:
    """Return two lines a passage, numbered: where it stands, and how it begins."""
    return [
        line
        for number, passage in enumerate(passages, start=1)
        for line in (Line(f"{number}. {place(passage)}"), Line(shorten(passage.text), "quote", 4))
    ]


def surroundings(text: str, start: int, end: int, *, margin: int = 600) -> Line:
    """Return ``text[start:end]`` marked, with up to ``margin`` characters of whole words on either side."""
    left, right = max(0, start - margin), min(len(text), end + margin)
    before, after = text[left:start], text[end:right]
    if left > 0:
        before = "…" + before[before.find(" ") + 1 :]
    if right < len(text):
        after = after[: after.rfind(" ") + 1].rstrip() + "…"
    before, quote, after = clean(before).lstrip("\n"), clean(text[start:end]), clean(after).rstrip()
    return Line(before + quote + after, marked=(len(before), len(before) + len(quote)))


def document_row(info: "DocumentInfo") -> list[str]:
    """Return id, date, chunks, title and source: the columns of ``rag list``."""
    return [info.doc_id, info.published or "", str(info.chunks), one_line(info.title), one_line(info.source)]


def status_lines(status: "IndexStatus") -> list[Line]:
    """Return a line a figure."""
    return _aligned(
        {
            "index": one_line(status.index),
            "documents": f"{status.documents:,}",
            "sources": f"{status.sources:,}",
            "chunks": f"{status.chunks:,}",
            "size": readable_size(status.bytes),
            "embedder": one_line(status.embedder),
            "generation": str(status.generation),
        }
    )


def _aligned(values: Mapping[str, str]) -> list[Line]:
    width = max(map(len, values))
    return [Line(f"{name:<{width}}  {value}") for name, value in values.items()]


def counted(count: int, noun: str) -> str:
    """Return ``1 chunk`` or ``1,200 chunks``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def readable_size(count: int) -> str:
    """Return a number of bytes in the decimal unit that fits: ``1.2 MB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
