"""What stands under the question box: what is asked, who words the answer, and the ways to take it along."""

from collections.abc import Sequence

from markupsafe import Markup

from index.types import DocumentInfo
from ui.web import scope, texts, wording
from ui.web.models import Models
from ui.web.session import Conversation


def render(conversation: Conversation, documents: Sequence[DocumentInfo], models: Models) -> Markup:
    """Return the tools of a conversation."""
    return Markup('<div class="tools" data-conversation="{}">{}{}{}</div>').format(
        conversation.conversation_id,
        scope.render(conversation.scope, documents) if documents else "",
        wording.render(models.permitted(conversation.wording), models),
        _export(conversation.conversation_id) if conversation.turns else "",
    )


def _export(conversation_id: str) -> Markup:
    return Markup(
        '<p class="export"><span class="quiet">{}</span> <a href="/conversations/{}.md" download>{}</a>'
        ' <a href="/conversations/{}.json" download>{}</a></p>'
    ).format(texts.EXPORT, conversation_id, texts.EXPORT_MARKDOWN, conversation_id, texts.EXPORT_JSON)
