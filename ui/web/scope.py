"""Which documents a conversation is limited to: the control as HTML, and what a browser sends of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from index.types import DocumentInfo
from ui.web import texts
from ui.web.html import attribute, join, show_date, show_line
from ui.web.session import EVERYTHING, Scope

LISTED = 500
"""Documents to choose from, newest first; a filter over more is better given as dates."""


def read(sent: Mapping[str, Any] | None, known: Sequence[DocumentInfo]) -> Scope:
    """Return the scope that a browser sent: ``{"documents": [ids], "after": date, "before": date}``.

    It may be anything: what isn't a document that is there or a date is passed over, and two dates the wrong
    way round are turned.
    """
    if not isinstance(sent, Mapping):
        return EVERYTHING
    chosen = sent.get("documents")
    wanted = {one for one in chosen if isinstance(one, str)} if isinstance(chosen, list) else set()
    documents = tuple(info.doc_id for info in known if info.doc_id in wanted)
    after, before = _date(sent.get("after")), _date(sent.get("before"))
    if after and before and after > before:
        after, before = before, after
    return Scope(() if len(documents) == len(known) else documents, after, before)


def searchable(documents: Sequence[DocumentInfo], scope: Scope) -> int:
    """Return how many passages a search in that scope looks through."""
    return sum(info.chunks for info in documents if _lets_through(scope, info))


def _lets_through(scope: Scope, info: DocumentInfo) -> bool:
    if scope.documents and info.doc_id not in scope.documents:
        return False
    if scope.after or scope.before:
        return info.published is not None and (
            (scope.after or "") <= info.published <= (scope.before or "9999-12-31")
        )
    return True


def render(scope: Scope, documents: Sequence[DocumentInfo]) -> Markup:
    """Return the control, set to ``scope``; the documents are listed in the order given."""
    return Markup(
        '<details class="popover scope{}"><summary data-key="scope">{}</summary><form>'
        '<p class="dates"><label>{} <input type="date" name="after" value="{}"></label>'
        ' <label>{} <input type="date" name="before" value="{}"></label></p>'
        '<fieldset><legend>{}</legend><input type="search" class="find" data-find=".choices li"'
        ' placeholder="{}" aria-label="{}"><ul class="choices" tabindex="0">{}</ul></fieldset>'
        '<div class="buttons"><button class="action">{}</button>'
        '<button type="button" class="plain" data-do="everything">{}</button></div></form></details>'
    ).format(
        " limited" if scope else "",
        texts.scope(len(scope.documents), len(documents), scope.after, scope.before),
        texts.SCOPE_AFTER,
        attribute(scope.after or ""),
        texts.SCOPE_BEFORE,
        attribute(scope.before or ""),
        texts.SCOPE_DOCUMENTS,
        texts.SCOPE_FILTER,
        texts.SCOPE_FILTER,
        join(_choice(info, scope) for info in documents[:LISTED]),
        texts.SCOPE_APPLY,
        texts.SCOPE_CLEAR,
    )


def _choice(info: DocumentInfo, scope: Scope) -> Markup:
    return Markup(
        '<li data-words="{}"><label><input type="checkbox" name="documents" value="{}"{}> {}{}</label></li>'
    ).format(
        attribute(f"{info.title} {info.source}".casefold()),
        info.doc_id,
        Markup(" checked") if info.doc_id in scope.documents else "",
        show_line(info.title),
        Markup(' <span class="quiet">{}</span>').format(show_date(info.published)) if info.published else "",
    )


def _date(sent: object) -> str | None:
    try:
        return date.fromisoformat(sent).isoformat() if isinstance(sent, str) and sent else None
    except ValueError:
        return None
