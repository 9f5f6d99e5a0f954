"""What happens when a part of the page is used: from a component's values to new ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from index.types import DocumentInfo
from ui.web import conversation, documents, evidence, session, texts
from ui.web.documents import Library, Loader
from ui.web.session import Answerer, Pick, Turns

Values = tuple[Any, ...]
"""One value, or an update of a component's properties, an output."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one page; what a visitor has asked is handed in and out, not kept here."""

    index: Path
    answerer: Answerer
    library: Library
    load: Loader

    def ask(self, question: str, turns: Turns) -> Iterator[Values]:
        """Yield question box, turns, conversation and evidence while the answer comes about."""
        if not question.strip() or (turns and turns[-1].pending):
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        box: object = gr.Textbox(value="", submit_btn=False, stop_btn=texts.STOP)
        now = turns
        for now in session.ask(question.strip(), turns, answerer=self.answerer, index=self.index):
            yield box, now, self._conversation(now), gr.skip()
            box = gr.skip()
        yield _idle_box(), now, self._conversation(now), _evidence(now)

    def stop(self, turns: Turns) -> Values:
        """Return question box, turns and conversation after the running answer was stopped."""
        turns = session.stop(turns)
        return _idle_box(), turns, self._conversation(turns)

    def reset(self) -> Values:
        """Return question box, turns, conversation and evidence of a new conversation."""
        return _idle_box(), (), self._conversation(()), _evidence(())

    def pick(self, turns: Turns, event: gr.EventData) -> str:
        """Return the evidence for what was clicked in the conversation."""
        return evidence_for(turns, event._data)  # noqa: SLF001

    def upload(self, files: Sequence[str], turns: Turns) -> Iterator[Values]:
        """Yield upload box, a line a file, list of documents and conversation while files are added."""
        uploads: tuple[documents.Upload, ...] = ()
        for uploads in documents.add([Path(file) for file in files], library=self.library, load=self.load):
            yield gr.skip(), documents.render_uploads(uploads), gr.skip(), gr.skip()
        yield None, documents.render_uploads(uploads), self.documents(), self._conversation(turns)

    def documents(self) -> str:
        """Return the list of documents."""
        return documents.render_list(self._newest_first())

    def opened(self, turns: Turns) -> Values:
        """Return conversation, evidence and list of documents when the page is opened."""
        return self._conversation(turns), _evidence(turns), self.documents()

    def _conversation(self, turns: Turns) -> str:
        return conversation.render(turns, () if turns else self._newest_first())

    def _newest_first(self) -> list[DocumentInfo]:
        return sorted(self.library.documents(), key=lambda info: info.added, reverse=True)


def evidence_for(turns: Turns, clicked: Mapping[str, Any] | None) -> str:
    """Return the evidence panel for a click: ``{"turn": 1, "kind": "citation", "number": 2}``.

    The browser sends it, so it may be anything; what isn't there leaves the panel without a selection.
    """
    try:
        number, kind, place = int(clicked["turn"]), clicked["kind"], int(clicked["number"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return _evidence(turns)
    if not 1 <= number <= len(turns) or kind not in ("citation", "passage"):
        return _evidence(turns)
    return evidence.render(turns[number - 1], Pick(kind, place))


def _evidence(turns: Turns) -> str:
    if not turns:
        return evidence.render(None, None)
    return evidence.render(turns[-1], session.first_pick(turns[-1]))


def _idle_box() -> gr.Textbox:
    return gr.Textbox(submit_btn=texts.ASK, stop_btn=False)
