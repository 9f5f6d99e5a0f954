"""Every text of the page that is not an answer or out of a document."""

from typing import Literal

from index.types import FileStatus
from rag.types import StageEvent

PAGE_TITLE = "Ask your documents"
TAB_ASK = "Ask"
TAB_DOCUMENTS = "Documents"

QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask a question"
ASK = "Ask"
STOP = "Stop"
NEW_CONVERSATION = "New conversation"

WELCOME = "What would you like to know?"
WELCOME_PROMISE = (
    "Every answer shows the exact words it rests on. Where the documents don’t say, neither does the answer."
)
WELCOME_EMPTY = "There are no documents yet."
ADD_DOCUMENTS = "Add documents"
ANSWERS_COME_FROM = "Answers come from"

YOU_ASKED = "You asked:"
STARTING = "Starting…"
STOPPED = "Stopped."
UNEXPECTED_ERROR = "Something went wrong while answering. The server’s log says what; asking again may help."
FAILED = "That didn’t work"
ABSTAINED = "Not in your documents"
NEAREST = "Nearest passages"
LIKELY = "Likely right"
UNSURE = "Unsure"
UNCALIBRATED = "· the confidence is uncalibrated"
UNSUPPORTED = "not borne out by the documents"

EVIDENCE = "Evidence"
EVIDENCE_HINT = "The words an answer rests on appear here. Choose a number in an answer to see its passage."
EVIDENCE_NONE = "Nothing was read for this question."
CITED = "Cited"
CLOSE_EVIDENCE = "Close evidence"

UPLOAD_LABEL = "Add documents: .txt, .md, .html or .pdf"
UPLOAD_UNEXPECTED_ERROR = "couldn’t be added; the server’s log says why"
NO_DOCUMENTS = "No documents yet. What you add appears here."
COLUMN_DOCUMENT = "Document"
COLUMN_DATE = "Date"
COLUMN_CHUNKS = "Passages"
NO_DATE = "–"


def stage(event: StageEvent) -> str:
    """Return what the answerer is doing, as a person would say it."""
    match event.stage:
        case "search":
            return f"Searching {passages(event.count)}…" if event.count else "Searching…"
        case "read":
            return f"Reading {passages(event.count)}…" if event.count else "Reading…"
        case "answer":
            return "Writing the answer…"


def passages(count: int) -> str:
    """Return "1 passage", "1,200 passages"."""
    return f"{count:,} passage" + ("" if count == 1 else "s")


def documents(count: int) -> str:
    """Return "1 document", "1,200 documents"."""
    return f"{count:,} document" + ("" if count == 1 else "s")


def page(number: int) -> str:
    """Return where in a paged document something stands."""
    return f"page {number}"


def more(count: int) -> str:
    """Return the end of a list that was cut short."""
    return f"and {count:,} more"


def also_read(count: int) -> str:
    """Return the heading of the passages that no citation points into."""
    return f"Also read, not cited ({count:,})"


def sentence(text: str) -> str:
    """Return a reason or error, written to stand behind a colon, as a sentence of its own."""
    begun = text[:1].upper() + text[1:]
    return begun if not begun or begun.endswith((".", "!", "?", "…")) else begun + "."


def citation(marker: int, title: str) -> str:
    """Return what a screen reader says of a citation's number."""
    return f"Citation {marker}: {title}"


def upload(name: str, status: FileStatus | Literal["reading"], chunks: int, reason: str | None) -> str:
    """Return what became of one file, with the reason or a warning if there is one."""
    match status:
        case "reading":
            said = "reading…"
        case "added":
            said = f"added, {passages(chunks)}"
        case "replaced":
            said = f"replaced the earlier one, {passages(chunks)}"
        case "unchanged":
            said = "already there, unchanged"
        case "duplicate":
            said = "already there under another name"
        case "skipped":
            said = "skipped"
        case "failed":
            said = "not added"
    return f"{name}: {said}" + (f" ({reason})" if reason else "")
