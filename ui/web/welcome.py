"""What an empty conversation shows: questions the documents answer, and what there is to ask about."""

from collections.abc import Sequence

from markupsafe import Markup

from index.types import DocumentInfo
from ui.web import texts
from ui.web.html import attribute, join, show, show_date, show_line

TITLES_SHOWN = 5


def render(documents: Sequence[DocumentInfo], examples: Sequence[str]) -> Markup:
    """Return the welcome over the documents, newest first."""
    return Markup('<div class="welcome"><h2>{}</h2><p>{}</p>{}{}</div>').format(
        texts.WELCOME,
        texts.WELCOME_PROMISE,
        _examples(examples) if documents and examples else "",
        _titles(documents) if documents else _nothing_to_ask(),
    )


def _nothing_to_ask() -> Markup:
    return Markup(
        '<p class="quiet">{}</p><p><button type="button" class="action" data-do="documents">{}</button></p>'
    ).format(texts.WELCOME_EMPTY, texts.ADD_DOCUMENTS)


def _examples(examples: Sequence[str]) -> Markup:
    return Markup('<h3>{}</h3><ul class="examples">{}</ul>').format(
        texts.EXAMPLES,
        join(
            Markup(
                '<li><button type="button" data-do="example" data-question="{}" dir="auto">{}</button></li>'
            ).format(attribute(example), show(example))
            for example in examples
        ),
    )


def _titles(documents: Sequence[DocumentInfo]) -> Markup:
    rows = [
        Markup("<li>{}{}</li>").format(
            show_line(info.title),
            Markup(' <span class="quiet">{}</span>').format(show_date(info.published))
            if info.published
            else "",
        )
        for info in documents[:TITLES_SHOWN]
    ]
    if len(documents) > TITLES_SHOWN:
        rows.append(Markup('<li class="quiet">{}</li>').format(texts.more(len(documents) - TITLES_SHOWN)))
    return Markup('<h3>{}</h3><ul class="titles">{}</ul>').format(texts.ANSWERS_COME_FROM, join(rows))
