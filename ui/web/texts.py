"""Every text of the page that is not an answer or out of a document."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from index.loaders import PICTURES
from index.loaders.ocr import INSTALL
from index.types import Chunk, FileStatus
from rag.reckoning import as_written
from rag.types import Citation, Passage, StageEvent
from ui.confidence import Surety
from ui.web.session import Fault

PAGE_TITLE = "Ask your documents"
TAB_ASK = "Ask"
TAB_DOCUMENTS = "Documents"
TAB_EXPLORE = "Explore"

QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask a question"
ASK = "Ask"
STOP = "Stop"

CONVERSATIONS = "Conversations"
NEW_CONVERSATION = "New conversation"
SHOW_CONVERSATIONS = "Show conversations"
CLOSE_CONVERSATIONS = "Close conversations"
SEARCH_CONVERSATIONS = "Search conversations"
NO_CONVERSATIONS = "What you ask is kept here."
NOTHING_FOUND = "Nothing found."
DELETE = "Delete"
REALLY_DELETE = "Really delete?"
CANCEL = "Cancel"

WELCOME = "What would you like to know?"
WELCOME_PROMISE = (
    "Every answer shows the exact words it rests on. Where the documents don’t say, neither does the answer."
)
WELCOME_EMPTY = "There are no documents yet."
ADD_DOCUMENTS = "Add documents"
EXAMPLES = "Your documents answer, for example"
ANSWERS_COME_FROM = "Answers come from"

YOU_ASKED = "You asked:"
STARTING = "Starting…"
STOPPED = "Stopped."
UNEXPECTED_ERROR = "Something went wrong while answering. The server’s log says what; asking again may help."
FAILED = "That didn’t work"
ABSTAINED = "Not in your documents"
NEAREST = "Nearest passages"
UNSUPPORTED = "not borne out by the documents"
UNCHECKED = "Still being written; what is grey isn’t checked against your documents yet."
DISAGREE = "Your documents disagree"
NEWEST = "Newest"
UNDERSTOOD_AS = "Understood as"

CONFIDENCE: Mapping[Surety, str] = {
    "very likely": "Very likely right",
    "likely": "Likely right",
    "unsure": "Unsure",
}
CONFIDENCE_ADVICE: Mapping[Surety, str] = {
    "very likely": "the passage says so plainly",
    "likely": "a look at the passage is worthwhile",
    "unsure": "read the passage before you rely on it",
}
PARTLY_SUPPORTED = "Partly borne out"
PARTLY_SUPPORTED_ADVICE = "rely on what has a number, not on what is underlined"

COPY = "Copy"
COPIED = "Copied"
EDIT = "Edit"
RETRY = "Ask again"
ASK_EDITED = "Ask this instead"
EDIT_LABEL = "Edit the question"
THUMB_UP = "Good answer"
THUMB_DOWN = "Bad answer"
THANKS = "Thank you. It is kept for the next evaluation."
FEEDBACK = "What is wrong with it?"
FEEDBACK_COMMENT = "In your words (optional)"
FEEDBACK_RIGHT = "The right answer, if you know it (optional)"
FEEDBACK_SEND = "Send"
FAULTS: Mapping[Fault, str] = {
    "wrong": "The answer is wrong",
    "incomplete": "Something is missing",
    "citation": "The passage doesn’t show it",
    "unsaid": "The documents don’t say that",
    "silent": "The documents do say it",
    "nearest": "The nearest passages aren’t near",
}
EXPORT = "Export"
EXPORT_MARKDOWN = "Markdown"
EXPORT_JSON = "JSON"

EVIDENCE = "Evidence"
EVIDENCE_HINT = "The words an answer rests on appear here. Choose a number in an answer to see its passage."
EVIDENCE_KEYS = "← → go from citation to citation"
EVIDENCE_NONE = "Nothing was read for this question."
CITED = "Cited"
DOCUMENT = "Document"
CLOSE_DOCUMENT = "Close the document"
DOCUMENT_REMOVED = "This document is no longer in the index."
CLOSE_EVIDENCE = "Close evidence"
WHOLE_DOCUMENT = "Open the whole document"
OPEN_ORIGINAL = "Open the original"
DOWNLOAD_ORIGINAL = "Download the original"
ORIGINAL_REMOVED = "This document is no longer in the index, and its original went with it."
ORIGINAL_MISSING = "The original of this document isn’t kept; what was read of it is still in the index."
BACK_TO_PASSAGES = "Back to the passages"
DOCUMENT_GONE = "This document is no longer in the index; its passage is kept with the answer."

SCOPE_AFTER = "Published from"
SCOPE_BEFORE = "until"
SCOPE_DOCUMENTS = "Documents"
SCOPE_FILTER = "Find a document"
SCOPE_APPLY = "Ask only these"
SCOPE_CLEAR = "Ask all documents"

WORDING = "Answers are"
WORDING_QUOTED = "quoted from the documents, without a language model"
WORDING_ANOTHER = "written by another language model:"
WORDING_HINT = (
    "A provider’s model is sent the question and the passages read for it; a .gguf file runs on the server. "
    "Every sentence is checked against your documents either way."
)
WORDING_STRICT = "Leave out what the documents don’t bear out"
WORDING_APPLY = "Use this"
MODEL_NAME = "Name of the language model"
MODEL_PLACEHOLDER = "PROVIDER:MODEL or path.gguf"
CONNECT = "Test the connection"
CONNECTING = "Asking the model…"
CONNECT_NOTHING = "Choose a language model first; quoting needs none."
CONNECT_REFUSED = "This server doesn’t offer that model."
CONNECT_UNEXPECTED = "It can’t be used; the server’s log says why."
SERVER_AWAY = "The server can’t be reached."

DROP = "Drop files or a folder here"
CHOOSE_FILES = "Choose files"
CHOOSE_FOLDER = "Choose a folder"
UPLOAD_UNEXPECTED_ERROR = "couldn’t be added; the server’s log says why"
UPLOAD_EMPTY = "nothing in it can be read"
UPLOAD_INTERRUPTED = "the connection was lost; add it again"
UPLOADING = "waiting to be sent…"
UPLOADS_DONE = "{done} of {total} done"
UPLOADS_FAILED = ", {count} not added"
UPLOADS_PASSED = "; {count} of other kinds or hidden passed over"
NO_DOCUMENTS = "No documents yet. What you add appears here."
SEARCH_DOCUMENTS = "Search documents"
COLUMN_DOCUMENT = "Document"
COLUMN_DATE = "Date"
COLUMN_PAGES = "Pages"
COLUMN_CHUNKS = "Passages"
COLUMN_ACTIONS = "Actions"
ASK_ONLY_THIS = "Ask only this"
UNKNOWN = "–"

MAP = "Map of your documents"
MAP_HINT = (
    "Each dot is a passage, and a click opens it; "
    "passages that speak of similar things lie close to each other."
)
MAP_KEYS = "← ↑ → ↓ go to the nearest dot, Page Up and Page Down through a document, Enter opens the passage."
MAP_LIT = "The ringed ones were cited in, or read for, the last answer."
MAP_EMPTY = "The map appears once there are at least three passages."
BY_DOCUMENT = "By document"
BY_DATE = "By date"
CITED_DOT = "cited"
READ_DOT = "read"
OTHERS = "others"
WITHOUT_DATE = "no date"
TIMELINE = "Documents over time"
TIMELINE_EMPTY = "None of the documents tells its date."
LATEST_RUN = "Latest evaluation"
NO_RUN = "No evaluation has been run yet. Make one with"
RUN_COMMAND = "rag eval QUESTIONS --out runs/first"


def stage(event: StageEvent) -> str:
    """Return what the answerer is doing, as a person would say it."""
    match event.stage:
        case "search":
            return f"Searching {passages(event.count)}" if event.count else "Searching"
        case "read":
            return f"Reading {passages(event.count)}" if event.count else "Reading"
        case "write":
            return f"The language model reads {passages(event.count)} and writes"
        case "answer":
            return "Writing the answer"


def waiting(ahead: int) -> str:
    """Return how many questions come before."""
    return (
        "Waiting: 1 question is ahead of yours"
        if ahead == 1
        else f"Waiting: {ahead} questions are ahead of yours"
    )


def passages(count: int) -> str:
    """Return "1 passage", "1,200 passages"."""
    return f"{count:,} {passages_unit(count)}"


def passages_unit(count: int) -> str:
    """Return what so many of them are called."""
    return "passage" if count == 1 else "passages"


def documents(count: int) -> str:
    """Return "1 document", "1,200 documents"."""
    return f"{count:,} document" + ("" if count == 1 else "s")


def day(iso: str) -> str:
    """Return an ISO date as people write it; anything else as it stands."""
    return as_written(iso)


def period(iso: str) -> str:
    """Return an ISO day or month as people write it; a year as it stands."""
    try:
        return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
    except ValueError:
        return day(iso)


def where(found: Chunk | Citation | Passage) -> str | None:
    """Return where in its document something stands; None where that has no places."""
    return found.place or (f"page {found.page}" if found.page is not None else None)


def more(count: int) -> str:
    """Return the end of a list that was cut short."""
    return f"and {count:,} more"


def also_read(count: int) -> str:
    """Return the heading of the passages that no citation points into."""
    return f"Also read, not cited ({count:,})"


def searched(count: int) -> str:
    """Return how many passages were looked through."""
    return f"Searched {passages(count)}"


def read(count: int) -> str:
    """Return how many of them were read."""
    return f"read {count:,}"


def seconds(count: float) -> str:
    """Return how long an answer took."""
    return f"{count:.1f} s"


def tokens(read: int, written: int) -> str:
    """Return how many tokens a language model read and wrote."""
    return f"{read:,} tokens read, {written:,} written"


def written_by(model: str) -> str:
    """Return who wrote an answer."""
    return f"written by {model}"


def wording(model: str) -> str:
    """Return who words the answers, in a few words; "" is nobody."""
    # Provider and folder may be long, and there is little room.
    name = re.split(r"[/\\:]", model)[-1]
    return f"Written by {name}" if model else "Answers are quoted"


def connected(seconds: float) -> str:
    """Return that a language model has replied."""
    return f"Connected: it replied in {seconds:.1f} s."


def scope(chosen: int, known: int, after: str | None, before: str | None) -> str:
    """Return which documents are asked: how many were chosen (0: all) of how many, and of which time."""
    if not chosen and not after and not before:
        return f"All {documents(known)}" if known != 1 else "1 document"
    said = f"Only {documents(chosen)}" if chosen else "Only documents"
    if after and before:
        return f"{said} from {day(after)} to {day(before)}"
    if after:
        return f"{said} from {day(after)} on"
    return f"{said} up to {day(before)}" if before else said


def sentence(text: str) -> str:
    """Return a reason or error, written to stand behind a colon, as a sentence of its own."""
    begun = text[:1].upper() + text[1:]
    return begun if not begun or begun.endswith((".", "!", "?", "…")) else begun + "."


def citation(marker: int, title: str) -> str:
    """Return what a screen reader says of a citation's number."""
    return f"Citation {marker}: {title}"


def open_document(title: str) -> str:
    """Return what a screen reader says of the button that shows a document whole."""
    return f"Open the document: {title}"


def of_title(said: str, title: str) -> str:
    """Return what a screen reader says of a link to a document, seen as ``said``."""
    return f"{said}: {title}"


def delete(title: str) -> str:
    """Return what a screen reader says of the button that forgets something."""
    return f"{DELETE}: {title}"


def only(title: str) -> str:
    """Return what a screen reader says of the button that limits the conversation to one document."""
    return f"{ASK_ONLY_THIS}: {title}"


_EXACT_SECONDS = 90
"""What takes longer is told in minutes."""

Stage = Literal["waiting", "reading", "chunking", "embedding"]

_UPLOADS: Mapping[FileStatus | Stage, str] = {
    "waiting": "waiting for another writer…",
    "reading": "reading…",
    "chunking": "cutting into passages…",
    "added": "added, {}",
    "replaced": "replaced the earlier one, {}",
    "unchanged": "already there, unchanged",
    "duplicate": "already there under another name",
    "skipped": "skipped",
    "failed": "not added",
}


def upload(
    status: FileStatus | Stage,
    chunks: int,
    reason: str | None = None,
    *,
    total: int = 0,
    seconds_left: float | None = None,
) -> str:
    """Return what is becoming of one file, with the reason or a warning if there is one."""
    if status == "embedding":
        left = f", {about(seconds_left)} left" if seconds_left is not None and chunks < total else ""
        return f"embedding, {chunks:,} of {passages(total)}{left}…"
    return _UPLOADS[status].format(passages(chunks)) + (f" ({reason})" if reason else "")


def about(seconds: float) -> str:
    """Return about how long something takes: "about 20 s", "about 3 min"."""
    if seconds < _EXACT_SECONDS:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    return f"about {round(seconds / 60)} min"


def parts_not_added(reasons: Sequence[str], total: int) -> str:
    """Return how much of a file that holds others couldn't be read, and the first reason."""
    return f"{len(reasons)} of the {total} files in it not added: {reasons[0]}"


def kinds(count: int) -> str:
    """Return what unfolds the list of kinds of file that are read."""
    return f"{count} kinds of file are read"


def unknown_kind(kind: str) -> str:
    """Return why a file of that kind isn't taken."""
    if kind.lower() in PICTURES:
        return f"{kind} files aren’t read; to read pictures, {INSTALL}"
    return f"{kind} files aren’t read" if kind else "a file without an ending isn’t read"


def too_large(limit: int) -> str:
    """Return why a file beyond ``limit`` bytes isn't taken."""
    return f"it is larger than {limit / 1_000_000:,.0f} MB"


def map_sampled(shown: int, there: int) -> str:
    """Return that a map shows only some of the passages."""
    return f"{shown:,} of {there:,} passages are shown."


def timeline(count: int, undated: int) -> str:
    """Return what a picture of dated documents shows."""
    return f"{documents(count)} with a date" + (f", {undated:,} without" if undated else "")


def run(name: str, questions: int, started: str) -> str:
    """Return which evaluation is shown."""
    return f"{name}, {questions:,} question{'' if questions == 1 else 's'}" + (
        f", {day(started)}" if started else ""
    )
