"""What can be done with an answer, as HTML: copied, edited, asked again, judged."""

from markupsafe import Markup

from rag.types import Answer
from ui.web import texts
from ui.web.html import attribute_text, join, show
from ui.web.markdown import answer_to_text
from ui.web.session import Fault, Turn

_FAULTS: tuple[Fault, ...] = ("wrong", "incomplete", "citation", "unsaid")


def render(turn: Turn, number: int) -> Markup:
    """Return the buttons under a turn, and the form that a bad mark opens."""
    return Markup('<div class="deeds" role="group">{}</div>{}').format(
        join(
            [
                _copy(turn.answer, number) if turn.answer is not None else Markup(""),
                _deed("edit", number, texts.EDIT),
                _deed("retry", number, texts.RETRY),
                _thumbs(turn, number) if turn.answer is not None else Markup(""),
            ]
        ),
        _form(turn, turn.answer, number) if turn.answer is not None else "",
    )


def _deed(deed: str, number: int, label: str) -> Markup:
    return Markup(
        '<button type="button" class="deed" data-key="{}" data-do="{}" data-turn="{}">{}</button>'
    ).format(f"{deed}-{number}", deed, number, label)


def _copy(answer: Answer, number: int) -> Markup:
    return Markup(
        '<button type="button" class="deed" data-key="{}" data-do="copy" data-text="{}" data-done="{}">'
        "{}</button>"
    ).format(f"copy-{number}", attribute_text(answer_to_text(answer)), texts.COPIED, texts.COPY)


def _thumbs(turn: Turn, number: int) -> Markup:
    return Markup('<span class="thumbs">{}{}</span>{}').format(
        _thumb(turn, number, up=True),
        _thumb(turn, number, up=False),
        Markup('<span class="thanks quiet" role="status">{}</span>').format(texts.THANKS)
        if turn.vote
        else "",
    )


def _thumb(turn: Turn, number: int, *, up: bool) -> Markup:
    pressed = turn.vote is not None and turn.vote.up == up
    return Markup(
        '<button type="button" class="deed thumb" data-key="{}" data-do="{}" data-turn="{}" aria-label="{}"'
        ' title="{}" aria-pressed="{}"><span aria-hidden="true" class="icon {}"></span></button>'
    ).format(
        f"{'up' if up else 'down'}-{number}",
        "up" if up else "down",
        number,
        texts.THUMB_UP if up else texts.THUMB_DOWN,
        texts.THUMB_UP if up else texts.THUMB_DOWN,
        "true" if pressed else "false",
        "thumb-up" if up else "thumb-down",
    )


def _choice(fault: Fault, *, checked: bool) -> Markup:
    return Markup('<label class="choice"><input type="radio" name="fault" value="{}"{}>{}</label>').format(
        fault, Markup(" checked") if checked else "", texts.FAULTS[fault]
    )


def _form(turn: Turn, answer: Answer, number: int) -> Markup:
    vote = turn.vote
    faults: tuple[Fault, ...] = ("silent", "nearest") if answer.abstained else _FAULTS
    return Markup(
        '<form class="feedback" data-turn="{}" hidden><fieldset><legend>{}</legend>{}</fieldset>'
        '<label>{}<textarea name="right" rows="2" dir="auto">{}</textarea></label>'
        '<label>{}<textarea name="comment" rows="2" dir="auto">{}</textarea></label>'
        '<div class="buttons"><button class="action">{}</button>'
        '<button type="button" class="plain" data-do="cancel-feedback">{}</button></div></form>'
    ).format(
        number,
        texts.FEEDBACK,
        join(_choice(fault, checked=vote is not None and vote.fault == fault) for fault in faults),
        texts.FEEDBACK_RIGHT,
        show(vote.right) if vote is not None else "",
        texts.FEEDBACK_COMMENT,
        show(vote.comment) if vote is not None else "",
        texts.FEEDBACK_SEND,
        texts.CANCEL,
    )
