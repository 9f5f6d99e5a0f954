"""An answer while a language model writes it: sentences that are checked, and what came since."""

import re

from markupsafe import Markup

from index.sentences import sentence_spans
from rag.types import ClaimEvent, TokenEvent
from ui.web import texts
from ui.web.html import join, show
from ui.web.session import Draft

# The model numbers passages, not citations: its numbers would be taken for those of the answer.
_MARKERS = re.compile(r"\s*\[[\d\s,;&]*\]?(?=\W|$)")


def grown(draft: Draft, event: TokenEvent | ClaimEvent) -> Draft:
    """Return the draft with a piece that came, or with a sentence that was checked."""
    if isinstance(event, TokenEvent):
        return Draft(draft.checked, draft.unchecked + event.text)
    # A sentence is checked once the next has begun.
    *_, (start, _) = sentence_spans(draft.unchecked) or [(0, 0)]
    return Draft((*draft.checked, event), draft.unchecked[start:])


def render(draft: Draft) -> Markup:
    """Return the draft as HTML, so that what isn't checked yet can be told apart."""
    if not draft:
        return Markup("")
    return Markup(
        '<p class="answer draft" dir="auto">{} <span class="unchecked">{}</span></p>'
        '<p class="quiet draft-hint">{}</p>'
    ).format(
        join(_sentence(event) for event in draft.checked),
        show(_MARKERS.sub("", draft.unchecked).strip()),
        texts.UNCHECKED,
    )


def _sentence(event: ClaimEvent) -> Markup:
    return Markup('<span class="{}">{}</span>{} ').format(
        "" if event.claim.supported else "unsupported",
        show(event.text),
        join(Markup('<span class="chip still">{}</span>').format(marker) for marker in event.claim.markers),
    )
