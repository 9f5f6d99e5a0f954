"""The kept conversations as HTML: to search, open and forget."""

from collections.abc import Sequence

from markupsafe import Markup

from ui.render import shorten
from ui.web import texts
from ui.web.archive import Summary
from ui.web.html import attribute, join, show_line

SHOWN = 500
TITLE_CHARACTERS = 120
WORDS_SEARCHED = 4_000


def render(summaries: Sequence[Summary], *, current: str) -> Markup:
    """Return the list, the conversation that is open marked."""
    return Markup(
        '<nav class="sidebar" aria-label="{}"><div class="sidebar-head"><h2>{}</h2>'
        '<button type="button" class="close" data-do="close-sidebar" aria-label="{}">×</button></div>'
        '<button type="button" class="new" data-key="new" data-do="new">{}</button>{}</nav>'
    ).format(
        texts.CONVERSATIONS,
        texts.CONVERSATIONS,
        texts.CLOSE_CONVERSATIONS,
        texts.NEW_CONVERSATION,
        _list(summaries, current)
        if summaries
        else Markup('<p class="quiet">{}</p>').format(texts.NO_CONVERSATIONS),
    )


def _list(summaries: Sequence[Summary], current: str) -> Markup:
    return Markup(
        '<input type="search" class="find" data-find=".talks li" placeholder="{}" aria-label="{}">'
        '<ul class="talks">{}</ul><p class="quiet nothing" hidden>{}</p>'
    ).format(
        texts.SEARCH_CONVERSATIONS,
        texts.SEARCH_CONVERSATIONS,
        join(_row(summary, current) for summary in summaries[:SHOWN]),
        texts.NOTHING_FOUND,
    )


def _row(summary: Summary, current: str) -> Markup:
    title = shorten(summary.title, TITLE_CHARACTERS)
    return Markup(
        '<li data-words="{}"><button type="button" class="open" data-do="open" data-id="{}" data-key="{}"{}>'
        "{}</button>"
        '<button type="button" class="forget" data-do="ask-forget" aria-label="{}">×</button>'
        '<button type="button" class="sure" data-do="forget" data-id="{}" hidden>{}</button></li>'
    ).format(
        attribute(summary.words[:WORDS_SEARCHED]),
        summary.conversation_id,
        f"open-{summary.conversation_id}",
        Markup(' aria-current="true"') if summary.conversation_id == current else "",
        show_line(title),
        attribute(texts.delete(title)),
        summary.conversation_id,
        texts.REALLY_DELETE,
    )
