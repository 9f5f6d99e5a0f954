"""Mail: .eml files, and the messages of an .mbox file."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart
from typing import NamedTuple

from index.errors import EmptyDocumentError
from index.loaders.building import TextBuilder
from index.loaders.html import add_markup
from index.loaders.parsed import Parsed
from index.loaders.titles import stated_title

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_QUOTED_PLACE = "quoted message"
_MESSAGE_START = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^(?:> ?)+", re.MULTILINE)
_ORIGINAL = re.compile(
    r"\s*(?:-{2,}\s*(?:original|forwarded) message\s*-{2,}|begin forwarded message:|_{20,})\s*", re.IGNORECASE
)
_WROTE = re.compile(r"\s*(?:on\b.{6,200}\bwrote|am\b.{6,200}\bschrieb\b.{0,80}|le\b.{6,200}\ba écrit)\s*:\s*",
                    re.IGNORECASE | re.DOTALL)  # fmt: skip
_LONGEST_INTRODUCTION = 3
"""Lines into which a mail program may wrap "On … wrote:"."""


class Attachment(NamedTuple):
    """A file in a message."""

    name: str
    raw: bytes


def parse(raw: bytes, name: str) -> Parsed:
    """Read a message: its fields, what its sender wrote, and apart from that what is quoted in it."""
    message = _message(raw)
    builder = TextBuilder()
    subject = stated_title(_field(message, "Subject"))
    fields = [(field, _field(message, field)) for field in _FIELDS]
    builder.add("\n".join(f"{field}: {value}" for field, value in fields if value))
    body = message.get_body(("plain", "html"))
    if body is not None:
        _add_body(builder, body, name)
    sent = _sent_on(message)
    parsed = builder.parsed(
        title=subject,
        title_from="mail field Subject" if subject else None,
        published=sent,
        published_from="mail field Date" if sent else None,
    )
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text, neither mail fields nor a body; export it again")
    return parsed


def attachments(raw: bytes) -> Iterator[Attachment]:
    """Yield the files in a message, in order, each under a name of its own; messages in it end in .eml."""
    names: set[str] = set()
    for number, part in enumerate(_attached(_message(raw)), start=1):
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list):
            content = b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
            given = part.get_filename() or "message.eml"
        else:
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            given = part.get_filename() or ""
        name = re.sub(r"[/\\\x00-\x1f]", "_", given).strip(". ") or f"attachment {number}"
        name = name if name not in names else f"{number} {name}"
        names.add(name)
        yield Attachment(name, content)


def messages(raw: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox file, in order."""
    starts = list(_MESSAGE_START.finditer(raw))
    ends = [*(start.start() for start in starts[1:]), len(raw)]
    for start, end in zip(starts, ends, strict=False):  # there is one end even where nothing starts
        yield _ESCAPED_FROM.sub(rb"\1", raw[start.end() : end]).rstrip(b"\r\n") + b"\n"


def _message(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() != "message/rfc822" and part.is_multipart():
            yield from _attached(part)
        else:
            yield part


def _field(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""  # a field that is written against the rules


def _sent_on(message: EmailMessage) -> str | None:
    try:
        sent = message["Date"].datetime
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return sent.date().isoformat() if sent is not None else None


def _add_body(builder: TextBuilder, body: MIMEPart, name: str) -> None:
    content = _content(body)
    if body.get_content_type() == "text/html":
        with suppress(EmptyDocumentError):  # an empty body: the fields say something all the same
            add_markup(builder, content, name)
        return
    written, quoted = split_quoted(content)
    builder.add_prose(written)
    builder.add_prose(_QUOTE_MARK.sub("", quoted), place=_QUOTED_PLACE)


def _content(body: MIMEPart) -> str:
    try:
        content = body.get_content()
    except (LookupError, ValueError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""


def split_quoted(text: str) -> tuple[str, str]:
    """Return what the sender wrote, and what was written before and is quoted in it."""
    written: list[str] = []
    quoted: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        if _ORIGINAL.fullmatch(lines[at]):
            quoted += lines[at + 1 :]
            break
        introduction = _introduction(lines, at)
        if introduction or lines[at].startswith(">"):
            quoted += lines[at : at + max(introduction, 1)]
            at += max(introduction, 1)
        else:
            written.append(lines[at])
            at += 1
    return "\n".join(written), "\n".join(quoted)


def _introduction(lines: list[str], at: int) -> int:
    """Return how many lines from here say who wrote what is quoted behind them."""
    for count in range(1, _LONGEST_INTRODUCTION + 1):
        behind = next((line for line in lines[at + count :] if line.strip()), "")
        if behind.startswith(">") and _WROTE.fullmatch("\n".join(lines[at : at + count])):
            return count
    return 0
