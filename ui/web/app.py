"""The page: its components, and which handler each is tied to.

Everything that shows a document's or a person's words is ``gr.HTML``, not ``gr.Chatbot``: the chatbot's
sanitiser takes the data attributes off a citation's number, so a click on it can't say which citation is
meant. ``gr.HTML`` has no sanitiser at all, so ``ui.web.html`` alone makes HTML, and the template stays the
default ``${value}``: what a Handlebars template such as ``{{value}}`` inserts is afterwards run as a
JavaScript template, in which a document that contains ``${...}`` would be code.

What a visitor looks at is told by the browser with each event (``static/page.js``), and what was asked is
kept by ``Talks``: nothing hangs on gradio's session, which ends with the server.
"""

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr
from gradio.events import Dependency
from markupsafe import Markup

from ui.web import documents, texts
from ui.web.handlers import Handlers
from ui.web.static import read_static

_QUEUE_LENGTH = 256
_ASK = "ask"
_DOCUMENTS = "documents"
_EXPLORE = "explore"

# What the browser adds to an event: the text in the box, the conversation it shows, the key of this asking.
_SENT_WITH_QUESTION = "(question) => [question, window.page.conversation(), window.page.key()]"
_SENT_WITH_CONVERSATION = "() => [window.page.conversation()]"
_SENT_ON_OPENING = "() => [window.page.remembered()]"


def build(handlers: Handlers) -> gr.Blocks:
    """Return the page."""
    # Gradio would otherwise report to its makers that a page was built.
    blocks = gr.Blocks(title=texts.PAGE_TITLE, analytics_enabled=False)
    with blocks:
        page = _lay_out()
        _tie_talk(blocks, page, handlers)
        _tie_documents(page, handlers)
    blocks.queue(max_size=_QUEUE_LENGTH, api_open=False, default_concurrency_limit=None)
    return blocks


@dataclass(frozen=True, slots=True)
class _Page:
    """The components that handlers read and write."""

    shown: gr.Textbox
    """Carries the conversation that the browser shows."""
    key: gr.Textbox
    """Carries the key of an asking."""
    tabs: gr.Tabs
    documents_tab: gr.Tab
    explore_tab: gr.Tab
    sidebar: gr.HTML
    conversation: gr.HTML
    question: gr.Textbox
    tools: gr.HTML
    progress: gr.HTML
    """Carries how far an answer has come: the conversation itself isn't drawn anew for that."""
    reader: gr.HTML
    evidence: gr.HTML
    drop: gr.HTML
    documents: gr.HTML
    explore: gr.HTML

    @property
    def talk(self) -> list[gr.Textbox | gr.HTML]:
        """What a handler's "talk" goes to."""
        return [
            self.question, self.conversation, self.evidence, self.sidebar, self.tools, self.progress
        ]  # fmt: skip


def _lay_out() -> _Page:
    shown = gr.Textbox(visible=False)
    key = gr.Textbox(visible=False)
    _html(
        "bar",
        Markup(
            '<button type="button" class="menu" data-do="show-sidebar" aria-label="{1}">'
            "<span></span></button>"
            '<h1 class="brand" aria-label="{0}"><span>{0}</span></h1>'
        ).format(texts.PAGE_TITLE, texts.SHOW_CONVERSATIONS),
    )
    with gr.Tabs(selected=_ASK, elem_id="tabs") as tabs:
        with gr.Tab(texts.TAB_ASK, id=_ASK), gr.Row(elem_id="ask", equal_height=False):
            with gr.Column(elem_id="sidebar"):
                sidebar = _html("sidebar-panel", script="sidebar.js")
            with gr.Column(elem_id="talk"):
                conversation = _html("conversation", script="conversation.js")
                with gr.Column(elem_id="composer"):
                    question = gr.Textbox(
                        label=texts.QUESTION_LABEL,
                        show_label=False,
                        placeholder=texts.QUESTION_PLACEHOLDER,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        submit_btn=texts.ASK,
                        container=False,
                        elem_id="question",
                    )
                    tools = _html("tools", script="tools.js")
                    progress = _html("progress", script="progress.js")
            with gr.Column(elem_id="evidence"):
                evidence = _html("evidence-panel", script="evidence.js")
        with gr.Tab(texts.TAB_DOCUMENTS, id=_DOCUMENTS) as documents_tab:
            drop = _html("drop", documents.render_drop(), script="uploads.js")
            listed = _html("documents", script="documents.js")
        with gr.Tab(texts.TAB_EXPLORE, id=_EXPLORE) as explore_tab:
            explore = _html("explore", script="explore.js")
    reader = _html("reader", script="reader.js")
    return _Page(
        shown=shown,
        key=key,
        tabs=tabs,
        documents_tab=documents_tab,
        explore_tab=explore_tab,
        sidebar=sidebar,
        conversation=conversation,
        question=question,
        tools=tools,
        progress=progress,
        reader=reader,
        evidence=evidence,
        drop=drop,
        documents=listed,
        explore=explore,
    )


def _html(elem_id: str, value: str | None = None, *, script: str | None = None) -> gr.HTML:
    return gr.HTML(
        value,
        elem_id=elem_id,
        apply_default_css=False,
        js_on_load=read_static(script) if script is not None else None,
    )


def _tie_talk(blocks: gr.Blocks, page: _Page, handlers: Handlers) -> None:
    """Tie what happens in the tab where questions are asked."""
    opened = _on(blocks.load, handlers.opened, page.shown, page.talk, js=_SENT_ON_OPENING)
    _on(
        page.question.submit,
        handlers.ask,
        [page.question, page.shown, page.key],
        page.talk,
        js=_SENT_WITH_QUESTION,
        queue=True,
    )
    _on(page.conversation.again, handlers.again, None, page.talk, queue=True)
    chosen = _on(page.sidebar.open, handlers.open, None, page.talk)
    for shown in (opened, chosen):
        _on(shown.then, handlers.follow, page.shown, page.talk, js=_SENT_WITH_CONVERSATION, queue=True)
    _on(page.question.stop, handlers.stop, page.shown, None, js=_SENT_WITH_CONVERSATION)
    _on(page.sidebar.new, handlers.new, None, page.talk)
    _on(page.sidebar.forget, handlers.forget, None, page.talk)
    _on(page.conversation.vote, handlers.vote, None, page.conversation)
    _on(page.conversation.pick, handlers.pick, None, page.evidence)
    _on(page.evidence.pick, handlers.pick, None, page.evidence)
    _on(page.conversation.documents, lambda: gr.Tabs(selected=_DOCUMENTS), None, page.tabs)
    _on(page.tools.limit, handlers.limit, None, [page.conversation, page.tools])
    _on(page.tools.word, handlers.word, None, page.tools)
    _on(page.reader.read, handlers.read, None, page.reader)


def _tie_documents(page: _Page, handlers: Handlers) -> None:
    """Tie what happens in the other tabs."""
    changed = [page.conversation, page.tools, page.documents]
    _on(page.documents_tab.select, handlers.documents, None, page.documents)
    _on(page.drop.changed, handlers.changed, None, changed)
    _on(page.tools.changed, handlers.changed, None, changed)
    _on(page.documents.forget, handlers.remove, None, changed)
    limited = _on(page.documents.limit, handlers.limit, None, [page.conversation, page.tools])
    _on(limited.then, lambda: gr.Tabs(selected=_ASK), None, page.tabs)
    _on(page.explore_tab.select, handlers.explore, page.shown, page.explore, js=_SENT_WITH_CONVERSATION)


def _on(
    event: Callable[..., Dependency],
    handler: Callable[..., object],
    inputs: object,
    outputs: object,
    *,
    js: str | None = None,
    queue: bool = False,
) -> Dependency:
    """Tie a handler to an event: no public endpoint, and what only reads doesn't wait behind answers.

    "multiple" lets an event through while the one before still runs: "once" would swallow a question.
    """
    return event(
        handler,
        inputs,
        outputs,
        js=js,
        queue=queue,
        concurrency_limit=None,
        trigger_mode="multiple",
        show_progress="hidden",
        api_visibility="private",
    )
