"""What happens when a part of the page is used: from what the browser sends to new values of components.

The browser may send anything: what makes no sense changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import gradio as gr

from index.errors import DocumentNotFoundError, SearchIndexError
from index.types import Document, DocumentInfo
from ui.errors import describe
from ui.web import conversation, documents, evidence, explore, scope, session, sidebar, texts, welcome, whole
from ui.web.atlas import Cartographer
from ui.web.documents import Library
from ui.web.examples import Examples
from ui.web.run_card import LatestRun
from ui.web.session import Conversation, Fault, Pick, Vote
from ui.web.talks import Talks

Values = tuple[Any, ...]
"""One value, or an update of a component's properties, an output."""

_LONGEST_COMMENT = 4_000
_WRITER_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one page. A "talk" is box, conversation, evidence, sidebar and tools, in this order."""

    talks: Talks
    library: Library
    examples: Examples
    cartographer: Cartographer
    latest_run: Callable[[], LatestRun | None]

    def opened(self, conversation_id: str) -> Values:
        """Return the talk of the conversation that the browser showed before."""
        return self._talk(self.talks.get(conversation_id))

    def open(self, event: gr.EventData) -> Values:
        """Return the talk of the conversation that was chosen: ``{"id"}``."""
        return self.opened(str(_sent(event).get("id", "")))

    async def follow(self, conversation_id: str) -> AsyncIterator[Values]:
        """Yield the talk of an opened conversation until the answer that it waits for is there."""
        yield (gr.skip(),) * 5
        async for now in self.talks.follow(conversation_id):
            yield await asyncio.to_thread(self._talk, now)

    async def ask(self, question: str, conversation_id: str, key: str) -> AsyncIterator[Values]:
        """Yield a talk while the answer to a question comes about."""
        told = False
        async for now in self.talks.ask(question, conversation_id, key=key):
            yield await asyncio.to_thread(self._answering, now, first=not told)
            told = True
        if not told:
            yield (gr.skip(),) * 5

    async def again(self, event: gr.EventData) -> AsyncIterator[Values]:
        """Yield a talk for a question asked anew, edited, or taken from the examples.

        ``{"conversation", "key", "question", "turn"}``; without a question it is the turn's own.
        """
        sent = _sent(event)
        before = self.talks.get(str(sent.get("conversation", "")))
        turn = _whole_number(sent.get("turn"))
        question = sent.get("question")
        if not isinstance(question, str):
            question = before.turns[turn - 1].question if 1 <= turn <= len(before.turns) else ""
        told = False
        async for now in self.talks.ask(
            question, before.conversation_id, key=str(sent.get("key", "")), again=turn or None
        ):
            yield await asyncio.to_thread(self._answering, now, first=False)
            told = True
        if not told:
            yield (gr.skip(),) * 5

    async def stop(self, conversation_id: str) -> None:
        """Give up the running answer; the handler that waits for it shows what became of it."""
        await self.talks.stop(conversation_id)

    def new(self) -> Values:
        """Return the talk of a new conversation."""
        return self._talk(Conversation())

    async def forget(self, event: gr.EventData) -> Values:
        """Return the talk after a conversation was deleted: ``{"id", "conversation"}``."""
        sent = _sent(event)
        await self.talks.delete(str(sent.get("id", "")))
        return await asyncio.to_thread(self._talk, self.talks.get(str(sent.get("conversation", ""))))

    async def vote(self, event: gr.EventData) -> object:
        """Return the conversation with a turn judged.

        ``{"conversation", "turn", "vote": "up" | "down" | "none", "fault", "comment", "right"}``.
        """
        sent = _sent(event)
        now = await self.talks.vote(
            str(sent.get("conversation", "")), _whole_number(sent.get("turn")), _vote(sent)
        )
        return conversation.render(now) if now.turns else gr.skip()

    async def limit(self, event: gr.EventData) -> Values:
        """Return conversation and tools with the scope that was chosen."""
        sent = _sent(event)
        chosen = scope.read(sent, self._newest_first())
        now = await self.talks.limit(str(sent.get("conversation", "")), chosen)
        return gr.skip(), scope.render(now, self._newest_first())

    def pick(self, event: gr.EventData) -> object:
        """Return the evidence for what was clicked.

        ``{"conversation", "turn", "kind": "citation" | "passage", "number", "whole": "true"}``; without a
        kind it is the turn's own.
        """
        sent = _sent(event)
        turns = self.talks.get(str(sent.get("conversation", ""))).turns
        number, place = _whole_number(sent.get("turn")), _whole_number(sent.get("number"))
        if not 1 <= number <= len(turns):
            return gr.skip()
        turn, kind = turns[number - 1], sent.get("kind")
        if kind not in ("citation", "passage"):
            return evidence.render(turn, session.first_pick(turn), number=number)
        pick = Pick(cast("Any", kind), place, whole=sent.get("whole") == "true")
        if pick.whole:
            return whole.render(turn, pick, self._document(whole.picked(turn, pick)), number=number)
        return evidence.render(turn, pick, number=number)

    def documents(self) -> str:
        """Return the list of documents."""
        return documents.render_list(self._newest_first())

    def remove(self, event: gr.EventData) -> Values:
        """Return what ``refreshed`` does, after a document was deleted: ``{"id", "conversation"}``."""
        sent = _sent(event)
        try:
            self.library.remove([str(sent.get("id", ""))], wait=_WRITER_WAIT_SECONDS)
        except DocumentNotFoundError:
            pass  # somebody else was faster
        except (SearchIndexError, OSError) as exc:
            gr.Warning(texts.sentence(describe(exc)))
        return self.refreshed(str(sent.get("conversation", "")))

    def refreshed(self, conversation_id: str) -> Values:
        """Return conversation, tools and list of documents after the index has changed."""
        now = self.talks.get(conversation_id)
        infos = self._newest_first()
        shown: object = gr.skip() if now.turns else welcome.render(infos, self.examples.current())
        return shown, scope.render(now, infos), documents.render_list(infos)

    def changed(self, event: gr.EventData) -> Values:
        """Return what ``refreshed`` does: the browser noticed a change, ``{"conversation"}``."""
        return self.refreshed(str(_sent(event).get("conversation", "")))

    def explore(self, conversation_id: str) -> str:
        """Return the pictures, the last answer of a conversation lit up."""
        answers = [turn.answer for turn in self.talks.get(conversation_id).turns if turn.answer is not None]
        return explore.render(
            self.cartographer.atlas(),
            self.library.documents(),
            answers[-1] if answers else None,
            self.latest_run(),
        )

    def _talk(self, now: Conversation) -> Values:
        return _box(now), self._turns(now), _evidence(now), self._sidebar(now), self._tools(now)

    def _answering(self, now: Conversation, *, first: bool) -> Values:
        """Return a talk while an answer comes about: only what changes, so that nothing jumps."""
        if now.pending and len(now.turns[-1].stages) + now.turns[-1].ahead > 0:
            return gr.skip(), conversation.render(now), gr.skip(), gr.skip(), gr.skip()
        if now.pending:
            return _box(now, emptied=first), conversation.render(now), gr.skip(), gr.skip(), self._tools(now)
        return self._talk(now)

    def _turns(self, now: Conversation) -> str:
        if now.turns:
            return conversation.render(now)
        return welcome.render(self._newest_first(), self.examples.current())

    def _sidebar(self, now: Conversation) -> str:
        return sidebar.render(self.talks.summaries(), current=now.conversation_id)

    def _tools(self, now: Conversation) -> str:
        return scope.render(now, self._newest_first())

    def _document(self, place: Any) -> Document | None:
        if place is None:
            return None
        try:
            return self.library.document(place.doc_id)
        except DocumentNotFoundError:
            return None

    def _newest_first(self) -> list[DocumentInfo]:
        return sorted(self.library.documents(), key=lambda info: info.added, reverse=True)


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


def _evidence(now: Conversation) -> str:
    if not now.turns:
        return evidence.render(None, None)
    return evidence.render(now.turns[-1], session.first_pick(now.turns[-1]), number=len(now.turns))


def _box(now: Conversation, *, emptied: bool = False) -> gr.Textbox:
    buttons = (False, texts.STOP) if now.pending else (texts.ASK, False)
    if emptied:
        return gr.Textbox(value="", submit_btn=buttons[0], stop_btn=buttons[1])
    return gr.Textbox(submit_btn=buttons[0], stop_btn=buttons[1])
