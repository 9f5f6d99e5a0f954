"""The conversation as HTML: its questions, and what came of each."""

from markupsafe import Markup

from rag.types import StageName
from ui.web import drafts, texts, verdict
from ui.web.answer import render_abstention, render_answer
from ui.web.html import join, show
from ui.web.session import Conversation, Turn


def render(conversation: Conversation) -> Markup:
    """Return all turns of a conversation that has some."""
    return Markup(
        '<ol class="turns" data-conversation="{}" aria-live="polite" aria-busy="{}">{}</ol>'
    ).format(
        conversation.conversation_id,
        "true" if conversation.pending else "false",
        join(_turn(turn, number) for number, turn in enumerate(conversation.turns, start=1)),
    )


def _turn(turn: Turn, number: int) -> Markup:
    return Markup(
        '<li class="turn" data-turn="{}">'
        '<h2 class="question" dir="auto"><span class="unseen">{} </span>{}</h2>'
        '{}<div class="reply">{}</div>{}</li>'
    ).format(
        number,
        texts.YOU_ASKED,
        show(turn.question),
        "" if turn.pending else _edit_form(turn, number),
        _reply(turn, number),
        "" if turn.pending else verdict.render(turn, number),
    )


def _edit_form(turn: Turn, number: int) -> Markup:
    return Markup(
        '<form class="edit" data-turn="{}" hidden><textarea rows="2" aria-label="{}" dir="auto">{}</textarea>'
        '<div class="buttons"><button class="action">{}</button>'
        '<button type="button" class="plain" data-do="cancel-edit">{}</button></div></form>'
    ).format(number, texts.EDIT_LABEL, show(turn.question), texts.ASK_EDITED, texts.CANCEL)


def _reply(turn: Turn, number: int) -> Markup:
    if turn.answer is not None:
        show_answer = render_abstention if turn.answer.abstained else render_answer
        return show_answer(
            turn.answer, number, searched=_passages(turn, "search"), read=_passages(turn, "read")
        )
    if turn.error is not None:
        return Markup('<div class="card failed" role="alert"><h3>{}</h3><p>{}</p></div>').format(
            texts.FAILED, show(texts.sentence(turn.error))
        )
    if turn.stopped:
        return Markup('<p class="stage">{}</p>').format(texts.STOPPED)
    return Markup('<div class="progress" aria-live="off">{}</div>').format(_progress(turn))


def render_progress(conversation: Conversation) -> Markup:
    """Return how far the answer has come that a conversation waits for, to stand in place of what was."""
    return Markup('<div data-conversation="{}">{}</div>').format(
        conversation.conversation_id, _progress(conversation.turns[-1])
    )


def _passages(turn: Turn, stage: StageName) -> int:
    """Return how many passages a stage went through; it may have been entered more than once."""
    return sum(event.count for event in turn.stages if event.stage == stage)


def _progress(turn: Turn) -> Markup:
    if turn.ahead:
        return Markup('<p class="stage working">{}</p>').format(texts.waiting(turn.ahead))
    if not turn.stages:
        return Markup('<p class="stage working">{}</p>').format(texts.STARTING)
    *done, now = [texts.stage(event) for event in turn.stages]
    return Markup('<p class="stages">{}<span class="stage working">{}…</span></p>{}').format(
        join(Markup('<span class="stage done">{}</span>').format(step) for step in done),
        now,
        drafts.render(turn.draft),
    )
