"""Who words the answers: the control as HTML, and what a browser sends of it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ui.web import texts
from ui.web.html import attribute, join, show, show_line
from ui.web.models import LONGEST_NAME, Models
from ui.web.session import Wording

_ANOTHER = "another"


def read(sent: Mapping[str, Any]) -> Wording:
    """Return the wording that a browser sent: ``{"model": name, "another": name, "strict": "on"}``.

    Whether it is permitted is for ``Models`` to say.
    """
    model = sent.get("another") if sent.get("model") == _ANOTHER else sent.get("model")
    return Wording(model.strip() if isinstance(model, str) else "", bool(sent.get("strict")))


def render(chosen: Wording, models: Models) -> Markup:
    """Return the control, set to what is chosen; nothing where there is nothing to choose."""
    if not models.named and not models.free:
        return Markup("")
    another = chosen.model if chosen.model and chosen.model not in models.named else ""
    return Markup(
        '<details class="popover wording"><summary data-key="wording">{}</summary><form>'
        "<fieldset><legend>{}</legend>{}{}{}</fieldset>"
        '<p class="quiet hint">{}</p>'
        '<label class="choice"><input type="checkbox" name="strict"{}>{}</label>'
        '<div class="buttons"><button class="action">{}</button>'
        '<button type="button" class="plain" data-do="connect">{}</button></div>'
        '<output class="connection" data-working="{}" data-failed="{}"></output></form></details>'
    ).format(
        show_line(texts.wording(chosen.model)),
        texts.WORDING,
        _choice("", texts.WORDING_QUOTED, checked=not chosen.model),
        join(_choice(name, texts.written_by(name), checked=name == chosen.model) for name in models.named),
        _another(another) if models.free else "",
        texts.WORDING_HINT,
        Markup(" checked") if chosen.strict else "",
        texts.WORDING_STRICT,
        texts.WORDING_APPLY,
        texts.CONNECT,
        texts.CONNECTING,
        texts.SERVER_AWAY,
    )


def _choice(model: str, label: str, *, checked: bool) -> Markup:
    return Markup('<label class="choice"><input type="radio" name="model" value="{}"{}>{}</label>').format(
        attribute(model), Markup(" checked") if checked else "", show(label)
    )


def _another(name: str) -> Markup:
    return Markup(
        '<label class="choice"><input type="radio" name="model" value="{}"{}>{}</label>'
        '<input type="text" class="another" name="another" value="{}" maxlength="{}" placeholder="{}"'
        ' aria-label="{}" autocomplete="off" autocapitalize="off" spellcheck="false">'
    ).format(
        _ANOTHER,
        Markup(" checked") if name else "",
        texts.WORDING_ANOTHER,
        attribute(name),
        LONGEST_NAME,
        texts.MODEL_PLACEHOLDER,
        texts.MODEL_NAME,
    )
