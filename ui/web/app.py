"""The page: its components, and which handler each is tied to.

The conversation and the evidence are ``gr.HTML``, not ``gr.Chatbot``: the chatbot's sanitiser takes the
data attributes off a citation's number, so a click on it can't say which citation is meant. ``gr.HTML`` has
no sanitiser at all, so ``ui.web.html`` alone makes HTML, and the template stays the default ``${value}``:
what a Handlebars template such as ``{{value}}`` inserts is afterwards run as a JavaScript template, in which
a document that contains ``${...}`` would be code.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from markupsafe import Markup

from ui.web import server, texts
from ui.web.documents import Library, Loader
from ui.web.handlers import Handlers
from ui.web.session import Answerer
from ui.web.static import read_static

_QUEUE_LENGTH = 64
_ANSWERS_AT_ONCE = 4
_ASK = "ask"
_DOCUMENTS = "documents"


def serve(index: Path, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Show the page for an index until the process is interrupted.

    One line on standard error gives the address, once it can be opened. Uploads pass through a folder of
    the server's own, which goes away with it.
    """
    from index import Collection

    with tempfile.TemporaryDirectory(prefix="rag-uploads-") as uploads, Collection.create(index) as library:
        server.use_upload_folder(Path(uploads))
        server.run(build(index, library=library), host=host, port=port)


def build(
    index_path: Path,
    *,
    answerer: Answerer | None = None,
    library: Library | None = None,
    load: Loader | None = None,
) -> gr.Blocks:
    """Return the page for an index.

    Args:
        index_path: The folder of the index.
        answerer: ``rag.stream`` unless given.
        library: The index itself, made if it isn't there, unless given.
        load: ``index.loaders.load`` unless given.
    """
    handlers = Handlers(
        index_path, answerer or _answerer(), library or _library(index_path), load or _loader()
    )
    # Gradio would otherwise report to its makers that a page was built.
    blocks = gr.Blocks(title=texts.PAGE_TITLE, analytics_enabled=False)
    with blocks:
        page = _lay_out()
        _tie(blocks, page, handlers)
    blocks.queue(max_size=_QUEUE_LENGTH, api_open=False)
    return blocks


def _answerer() -> Answerer:
    from rag import stream

    return stream


def _library(index: Path) -> Library:
    from index import Collection

    return Collection.create(index)


def _loader() -> Loader:
    from index.loaders import load

    return load


@dataclass(frozen=True, slots=True)
class _Page:
    """The components that handlers read and write."""

    turns: gr.State
    tabs: gr.Tabs
    documents_tab: gr.Tab
    conversation: gr.HTML
    question: gr.Textbox
    new: gr.Button
    evidence: gr.HTML
    files: gr.File
    uploads: gr.HTML
    documents: gr.HTML


def _lay_out() -> _Page:
    turns = gr.State(())
    gr.HTML(
        Markup('<h1 class="brand" aria-label="{0}"><span>{0}</span></h1>').format(texts.PAGE_TITLE),
        apply_default_css=False,
        elem_id="bar",
    )
    with gr.Tabs(selected=_ASK, elem_id="tabs") as tabs:
        with gr.Tab(texts.TAB_ASK, id=_ASK), gr.Row(elem_id="ask", equal_height=False):
            with gr.Column(elem_id="talk"):
                conversation = gr.HTML(
                    elem_id="conversation", apply_default_css=False, js_on_load=read_static("conversation.js")
                )
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
                    new = gr.Button(texts.NEW_CONVERSATION, size="sm", variant="secondary", elem_id="new")
            with gr.Column(elem_id="evidence"):
                evidence = gr.HTML(
                    elem_id="evidence-panel", apply_default_css=False, js_on_load=read_static("evidence.js")
                )
        with gr.Tab(texts.TAB_DOCUMENTS, id=_DOCUMENTS) as documents_tab:
            files = gr.File(label=texts.UPLOAD_LABEL, file_count="multiple", height=160, elem_id="files")
            uploads = gr.HTML(apply_default_css=False, elem_id="uploads")
            documents = gr.HTML(apply_default_css=False, elem_id="documents")
    return _Page(turns, tabs, documents_tab, conversation, question, new, evidence, files, uploads, documents)


def _tie(blocks: gr.Blocks, page: _Page, handlers: Handlers) -> None:
    """Tie events to handlers. None is a public endpoint; what only reads doesn't wait behind answers."""
    talk = [page.question, page.turns, page.conversation]
    blocks.load(
        handlers.opened,
        page.turns,
        [page.conversation, page.evidence, page.documents],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    asked = page.question.submit(
        handlers.ask,
        [page.question, page.turns],
        [*talk, page.evidence],
        concurrency_limit=_ANSWERS_AT_ONCE,
        # "once" would ignore the next question until a stopped answerer comes to its next event.
        trigger_mode="multiple",
        show_progress="hidden",
        api_visibility="private",
    )
    page.question.stop(
        handlers.stop,
        page.turns,
        talk,
        cancels=asked,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    page.new.click(
        handlers.reset,
        None,
        [*talk, page.evidence],
        cancels=asked,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    page.conversation.pick(
        handlers.pick,
        page.turns,
        page.evidence,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    page.conversation.go(
        _show_documents, None, page.tabs, queue=False, show_progress="hidden", api_visibility="private"
    )
    page.documents_tab.select(
        handlers.documents,
        None,
        page.documents,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    page.files.upload(
        handlers.upload,
        [page.files, page.turns],
        [page.files, page.uploads, page.documents, page.conversation],
        concurrency_limit=1,
        show_progress="hidden",
        api_visibility="private",
    )


def _show_documents() -> gr.Tabs:
    return gr.Tabs(selected=_DOCUMENTS)
