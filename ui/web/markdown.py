"""A conversation to take along: as Markdown or JSON, each answer with its citations."""

import json
import re

from rag.types import Answer, Citation
from ui.render import clean, one_line
from ui.web import texts
from ui.web.records import to_record
from ui.web.session import Conversation, Turn

# What Markdown or the HTML in it would take for more than text.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+!|~&$])")
_LINE_START = re.compile(r"^(\s*)([-=>]|\d+[.)])", re.MULTILINE)


def to_markdown(conversation: Conversation) -> str:
    """Return the conversation as a page of Markdown, in which no text of a document is markup."""
    title = f"# {_escaped_line(conversation.title)}"
    return "\n\n".join([title, *(_turn(turn) for turn in conversation.turns)]) + "\n"


def to_json(conversation: Conversation) -> str:
    """Return the conversation with everything that is known of its answers."""
    return json.dumps(to_record(conversation), ensure_ascii=False, indent=2) + "\n"


def answer_to_text(answer: Answer) -> str:
    """Return an answer with its citations as plain text."""
    lines = [clean(_told(answer))]
    if answer.citations:
        lines.append("")
    lines += [
        f"[{cited.marker}] {one_line(_place(cited))}: “{one_line(cited.quote)}”" for cited in answer.citations
    ]
    return "\n".join(lines)


def _turn(turn: Turn) -> str:
    parts = [f"## {_escaped_line(turn.question)}"]
    if turn.answer is None:
        parts.append(_escaped(turn.error) if turn.error else texts.STOPPED)
    elif turn.answer.abstained:
        parts.append(f"**{texts.ABSTAINED}.** {_escaped(texts.sentence(turn.answer.reason))}")
    else:
        if turn.answer.notice:
            parts.append(f"*{_escaped_line(texts.sentence(turn.answer.notice))}*")
        parts.append(_escaped(_told(turn.answer)))
        parts += [_citation(citation) for citation in turn.answer.citations]
    return "\n\n".join(parts)


def _told(answer: Answer) -> str:
    """Return the answer with its numbers, and what isn't borne out said to be so."""
    parts, at = [], 0
    for claim in answer.claims:
        parts.append(answer.text[at : claim.end])
        parts += [f" [{marker}]" for marker in claim.markers]
        parts.append("" if claim.supported else f" ({texts.UNSUPPORTED})")
        at = claim.end
    return "".join((*parts, answer.text[at:]))


def _citation(citation: Citation) -> str:
    quote = "\n".join(f"> {line}" for line in _escaped(citation.quote).splitlines())
    return f"\\[{citation.marker}\\] {_escaped_line(_place(citation))}\n\n{quote}"


def _place(citation: Citation) -> str:
    known = [citation.title]
    if citation.published:
        known.append(texts.day(citation.published))
    if where := texts.where(citation):
        known.append(where)
    known += [citation.source, *citation.also_in]
    return ", ".join(known)


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", clean(text)))


def _escaped_line(text: str) -> str:
    return _escaped(one_line(text))
