"""What happens when a part of the page is used: from what the browser sends to new values of components.

The browser may send anything: what makes no sense changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

import gradio as gr

from index.errors import DocumentNotFoundError, SearchIndexError
from index.types import Document, DocumentInfo
from ui.errors import describe
from ui.web import (
    conversation,
    documents,
    evidence,
    explore,
    originals,
    scope,
    session,
    sidebar,
    texts,
    tools,
    welcome,
    whole,
    wording,
)
from ui.web.accounts import NOBODY, Accounts
from ui.web.atlas import Cartographer
from ui.web.documents import Library
from ui.web.examples import Examples
from ui.web.models import Models
from ui.web.originals import Originals
from ui.web.run_card import LatestRun
from ui.web.session import Conversation, Fault, Pick, Turn, Vote
from ui.web.talks import Talks
from ui.web.views import Views

Values = tuple[Any, ...]
"""One value, or an update of a component's properties, an output."""

Asker = gr.Request | None
"""What gradio tells of who uses the page; None where nobody's name is asked for."""

_NO_NEWS: Values = (gr.skip(),) * 6
_LONGEST_COMMENT = 4_000
_WRITER_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one page.

    A "talk" is box, conversation, evidence, sidebar, tools and progress, in this order.
    """

    accounts: Accounts
    library: Library
    models: Models
    examples: Examples
    cartographer: Cartographer
    latest_run: Callable[[], LatestRun | None]
    views: Views = field(default_factory=Views)

    def opened(self, conversation_id: str, asker: Asker = None) -> Values:
        """Return the talk of the conversation that the browser showed before."""
        talks = self._talks(asker)
        return self._turned_to(talks.get(conversation_id), talks, asker)

    def open(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return the talk of the conversation that was chosen: ``{"id"}``."""
        return self.opened(str(_sent(event).get("id", "")), asker)

    async def follow(self, conversation_id: str, asker: Asker = None) -> AsyncIterator[Values]:
        """Yield the talk of an opened conversation until the answer that it waits for is there."""
        talks = self._talks(asker)
        yield _NO_NEWS
        async for values in self._answering(talks.follow(conversation_id), talks, asker, begun=True):
            yield values

    async def ask(
        self, question: str, conversation_id: str, key: str, asker: Asker = None
    ) -> AsyncIterator[Values]:
        """Yield a talk while the answer to a question comes about."""
        talks = self._talks(asker)
        asking = talks.ask(question, conversation_id, key=key)
        async for values in self._answering(asking, talks, asker, emptied=True):
            yield values

    async def again(self, event: gr.EventData, asker: Asker = None) -> AsyncIterator[Values]:
        """Yield a talk for a question asked anew, edited, or taken from the examples.

        ``{"conversation", "key", "question", "turn"}``; without a question it is the turn's own.
        """
        sent, talks = _sent(event), self._talks(asker)
        before = talks.get(str(sent.get("conversation", "")))
        turn = _whole_number(sent.get("turn"))
        question = sent.get("question")
        if not isinstance(question, str):
            question = before.turns[turn - 1].question if 1 <= turn <= len(before.turns) else ""
        asking = talks.ask(question, before.conversation_id, key=str(sent.get("key", "")), again=turn or None)
        async for values in self._answering(asking, talks, asker):
            yield values

    async def stop(self, conversation_id: str, asker: Asker = None) -> None:
        """Give up the running answer; the handler that waits for it shows what became of it."""
        await self._talks(asker).stop(conversation_id)

    async def new(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return the talk of a new conversation, worded as the one before: ``{"conversation"}``."""
        talks = self._talks(asker)
        begun = talks.begin(str(_sent(event).get("conversation", "")))
        return await asyncio.to_thread(self._turned_to, begun, talks, asker)

    async def forget(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return the talk after a conversation was deleted: ``{"id", "conversation"}``."""
        sent, talks = _sent(event), self._talks(asker)
        await talks.delete(str(sent.get("id", "")))
        now = talks.get(str(sent.get("conversation", "")))
        return await asyncio.to_thread(self._turned_to, now, talks, asker)

    async def vote(self, event: gr.EventData, asker: Asker = None) -> object:
        """Return the conversation with a turn judged.

        ``{"conversation", "turn", "vote": "up" | "down" | "none", "fault", "comment", "right"}``.
        """
        sent = _sent(event)
        now = await self._talks(asker).vote(
            str(sent.get("conversation", "")), _whole_number(sent.get("turn")), _vote(sent)
        )
        return conversation.render(now) if now.turns else gr.skip()

    async def limit(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return conversation and tools with the scope that was chosen."""
        sent = _sent(event)
        chosen = scope.read(sent, self._newest_first())
        now = await self._talks(asker).limit(str(sent.get("conversation", "")), chosen)
        return gr.skip(), self._tools(now)

    async def word(self, event: gr.EventData, asker: Asker = None) -> str:
        """Return tools with what words the answers from now on: ``wording.read`` tells what is sent."""
        sent = _sent(event)
        now = await self._talks(asker).word(str(sent.get("conversation", "")), wording.read(sent))
        return self._tools(now)

    def pick(self, event: gr.EventData, asker: Asker = None) -> object:
        """Return the evidence for what was clicked.

        ``{"conversation", "turn", "kind": "citation" | "passage", "number", "whole": "true"}``; without a
        kind it is the turn's own.
        """
        sent = _sent(event)
        turns = self._talks(asker).get(str(sent.get("conversation", ""))).turns
        number, place = _whole_number(sent.get("turn")), _whole_number(sent.get("number"))
        if not 1 <= number <= len(turns):
            return gr.skip()
        turn, kind = turns[number - 1], sent.get("kind")
        if kind not in ("citation", "passage"):
            return self._evidence(turn, session.first_pick(turn), number)
        pick = Pick(cast("Any", kind), place, whole=sent.get("whole") == "true")
        if pick.whole:
            of = whole.picked(turn, pick)
            document = self._document(of.doc_id) if of is not None else None
            return whole.render(turn, pick, document, number=number, kept=self._kept(turn))
        return self._evidence(turn, pick, number)

    def documents(self) -> str:
        """Return the list of documents."""
        return documents.render_list(self._newest_first())

    def read(self, event: gr.EventData) -> object:
        """Return a document whole, to be opened in front of the page: ``{"id", "start", "end"}``.

        Without a place it is opened at its beginning.
        """
        sent = _sent(event)
        doc_id = str(sent.get("id", ""))
        original = originals.of_documents(self.library, [doc_id]).get(doc_id)
        start, end = _whole_number(sent.get("start")), _whole_number(sent.get("end"))
        return whole.render_alone(self._document(doc_id), start, end, original)

    def remove(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return what ``refreshed`` does, after a document was deleted: ``{"id", "conversation"}``."""
        sent = _sent(event)
        try:
            self.library.remove([str(sent.get("id", ""))], wait=_WRITER_WAIT_SECONDS)
        except DocumentNotFoundError:
            pass  # somebody else was faster
        except (SearchIndexError, OSError) as exc:
            gr.Warning(texts.sentence(describe(exc)))
        return self.refreshed(str(sent.get("conversation", "")), asker)

    def refreshed(self, conversation_id: str, asker: Asker = None) -> Values:
        """Return conversation, tools and list of documents after the index has changed."""
        now = self._talks(asker).get(conversation_id)
        infos = self._newest_first()
        shown: object = gr.skip() if now.turns else welcome.render(infos, self.examples.current())
        return shown, tools.render(now, infos, self.models), documents.render_list(infos)

    def changed(self, event: gr.EventData, asker: Asker = None) -> Values:
        """Return what ``refreshed`` does: the browser noticed a change, ``{"conversation"}``."""
        return self.refreshed(str(_sent(event).get("conversation", "")), asker)

    def explore(self, conversation_id: str, asker: Asker = None) -> str:
        """Return the pictures, the last answer of a conversation lit up."""
        turns = self._talks(asker).get(conversation_id).turns
        answers = [turn.answer for turn in turns if turn.answer is not None]
        return explore.render(
            self.cartographer.atlas(),
            self.library.documents(),
            answers[-1] if answers else None,
            self.latest_run(),
        )

    def _talks(self, asker: Asker) -> Talks:
        return self.accounts.talks((asker.username if asker is not None else None) or NOBODY)

    def _turned_to(self, now: Conversation, talks: Talks, asker: Asker) -> Values:
        """Return the talk of a conversation that the page shows from now on."""
        self.views.show(_page(asker), now.conversation_id)
        return self._talk(now, talks)

    def _talk(self, now: Conversation, talks: Talks, *, emptied: bool = False) -> Values:
        return (
            _box(now, emptied=emptied),
            self._turns(now),
            self._latest_evidence(now),
            sidebar.render(talks.summaries(), current=now.conversation_id),
            self._tools(now),
            "",
        )

    async def _answering(
        self,
        states: AsyncIterator[Conversation],
        talks: Talks,
        asker: Asker,
        *,
        begun: bool = False,
        emptied: bool = False,
    ) -> AsyncIterator[Values]:
        """Yield a talk for each state while an answer comes about: only what changes, so that nothing jumps.

        Args:
            states: Of the conversation.
            talks: Which it is one of.
            asker: Whose page it is; when that turns to another conversation, nothing more is told.
            begun: Whether the page shows it already.
            emptied: Whether the question in the box is the one that was asked.
        """
        told = begun
        async for now in states:
            if not told:
                self.views.show(_page(asker), now.conversation_id)
            if not self.views.shows(_page(asker), now.conversation_id):
                return
            if told and now.pending:
                yield *_NO_NEWS[:-1], conversation.render_progress(now)
            else:
                yield await asyncio.to_thread(self._talk, now, talks, emptied=emptied and not told)
            told = True
        if not told:
            yield _NO_NEWS

    def _turns(self, now: Conversation) -> str:
        if now.turns:
            return conversation.render(now)
        return welcome.render(self._newest_first(), self.examples.current())

    def _latest_evidence(self, now: Conversation) -> str:
        if not now.turns:
            return evidence.render(None, None, kept={})
        return self._evidence(now.turns[-1], session.first_pick(now.turns[-1]), len(now.turns))

    def _evidence(self, turn: Turn, pick: Pick | None, number: int) -> str:
        return evidence.render(turn, pick, number=number, kept=self._kept(turn))

    def _kept(self, turn: Turn) -> Originals:
        """Return the originals of the documents that were read for a turn."""
        if turn.answer is None:
            return {}
        cited = {citation.doc_id for citation in turn.answer.citations}
        read = {passage.doc_id for passage in turn.answer.passages}
        return originals.of_documents(self.library, cited | read)

    def _tools(self, now: Conversation) -> str:
        return tools.render(now, self._newest_first(), self.models)

    def _document(self, doc_id: str) -> Document | None:
        try:
            return self.library.document(doc_id)
        except DocumentNotFoundError:
            return None

    def _newest_first(self) -> list[DocumentInfo]:
        return sorted(self.library.documents(), key=lambda info: info.added, reverse=True)


def _page(asker: Asker) -> str | None:
    return asker.session_hash if asker is not None else None


def _sent(event: gr.EventData) -> Mapping[str, Any]:
    data = event._data  # noqa: SLF001 - its attributes are the same, but only those that are there
    return data if isinstance(data, Mapping) else {}


def _whole_number(sent: object) -> int:
    try:
        return int(sent) if isinstance(sent, str | int) else 0
    except ValueError:
        return 0


def _vote(sent: Mapping[str, Any]) -> Vote | None:
    if sent.get("vote") == "up":
        return Vote(up=True)
    if sent.get("vote") != "down":
        return None
    fault = sent.get("fault")
    return Vote(
        up=False,
        fault=cast("Fault", fault) if fault in get_args(Fault) else "",
        comment=str(sent.get("comment", ""))[:_LONGEST_COMMENT].strip(),
        right=str(sent.get("right", ""))[:_LONGEST_COMMENT].strip(),
    )


def _box(now: Conversation, *, emptied: bool = False) -> gr.Textbox:
    buttons = (False, texts.STOP) if now.pending else (texts.ASK, False)
    if emptied:
        return gr.Textbox(value="", submit_btn=buttons[0], stop_btn=buttons[1])
    return gr.Textbox(submit_btn=buttons[0], stop_btn=buttons[1])
