"""The conversations that people have with one index: asked, stopped, judged, limited, kept and forgotten.

The truth is the archive; what is being answered just now is kept here until it is done.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ui.web import session
from ui.web.answering import Answerer, Searchable, progress, until
from ui.web.archive import Archive, Summary, new_id, summary_of
from ui.web.feedback import Feedback
from ui.web.line import Line
from ui.web.session import Conversation, Scope, Turn, Vote, Wording

logger = logging.getLogger(__name__)

_KEYS_REMEMBERED = 10_000
_UNASKED_REMEMBERED = 1_000
_DRAFT_SECONDS = 0.15
"""Between two looks at a draft: what is written comes in pieces far smaller than anybody reads."""


@dataclass(slots=True)
class _Running:
    conversation: Conversation
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the conversation isn't this one any more; then there is another event."""
    work: asyncio.Task[None] | None = None

    def become(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.changed.set()
        self.changed = asyncio.Event()


class Talks:
    """The conversations of one account; its coroutines belong to one event loop.

    Args:
        index: The folder of the index.
        answerer: Answers a question.
        archive: Keeps the conversations.
        feedback: Keeps what people thought of the answers.
        searchable: Tells how many passages there are in a scope.
        line: In which questions wait for their turn.
        permitted: Returns who words the answers, given what was chosen.
    """

    def __init__(
        self,
        index: Path,
        answerer: Answerer,
        archive: Archive,
        feedback: Feedback,
        *,
        searchable: Searchable,
        line: Line,
        permitted: Callable[[Wording | None], Wording],
    ) -> None:
        self._index = index
        self._answerer = answerer
        self._archive = archive
        self._feedback = feedback
        self._searchable = searchable
        self._line = line
        self._permitted = permitted
        self._running: dict[str, _Running] = {}
        self._unkept: OrderedDict[str, Conversation] = OrderedDict()
        self._keys: OrderedDict[str, None] = OrderedDict()

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation as it is now; an empty one for an id that means none."""
        running = self._running.get(conversation_id)
        if running is not None:
            return running.conversation
        return self._unkept.get(conversation_id) or self._archive.load(conversation_id) or Conversation()

    def summaries(self) -> list[Summary]:
        """Return the conversations, those that wait for an answer first, then the one changed last."""
        waiting = [summary_of(running.conversation) for running in self._running.values()]
        known = {summary.conversation_id for summary in waiting}
        kept = [one for one in self._archive.summaries() if one.conversation_id not in known]
        return [*reversed(waiting), *kept]

    async def ask(
        self, question: str, conversation_id: str, *, key: str, again: int | None = None
    ) -> AsyncIterator[Conversation]:
        """Ask, and yield the conversation with the new turn each time there is news of it.

        The answer comes about whether or not somebody goes on listening; ``stop`` ends it. Nothing happens
        if the question is blank, if the conversation still waits for an answer, or if ``key`` was seen
        before: two quick presses of a key are one question.

        Args:
            question: What is asked.
            conversation_id: The conversation it continues; "" begins a new one.
            key: Of this one act of asking.
            again: The turn, from 1, that is asked anew. If it is the last it is replaced, else the
                conversation goes on from there in a copy, so that nothing is lost.
        """
        before = self.get(conversation_id)
        if not question.strip() or before.pending or not self._is_new(key):
            return
        conversation = _with_question(before, question.strip(), again, self._permitted(before.wording))
        running = _Running(conversation)
        self._running[conversation.conversation_id] = running
        running.work = asyncio.create_task(self._answer(running))
        yield conversation
        async for now in _news(running, told=conversation):
            yield now

    async def _answer(self, running: _Running) -> None:
        *earlier, turn = running.conversation.turns
        steps = progress(
            turn,
            session.history(earlier),
            answerer=self._answerer,
            index=self._index,
            line=self._line,
            searchable=self._searchable,
        )
        last = turn
        try:
            async with aclosing(steps), aclosing(until(running.stop, steps)) as turns:
                async for last in turns:
                    if last.pending:
                        running.become(running.conversation.with_last(last))
        finally:
            self._finish(running, last)

    async def follow(self, conversation_id: str) -> AsyncIterator[Conversation]:
        """Yield a conversation whenever it has changed, until no answer is to come."""
        running = self._running.get(conversation_id)
        if running is not None:
            async for now in _news(running, told=running.conversation):
                yield now

    async def stop(self, conversation_id: str) -> None:
        """Give up the answer that a conversation waits for, if it does."""
        running = self._running.get(conversation_id)
        if running is not None:
            running.stop.set()

    async def vote(self, conversation_id: str, number: int, vote: Vote | None) -> Conversation:
        """Keep what somebody thinks of the answer of a turn, counted from 1; None takes it back."""
        conversation = self.get(conversation_id)
        if not 1 <= number <= len(conversation.turns) or conversation.turns[number - 1].answer is None:
            return conversation
        turns = list(conversation.turns)
        turns[number - 1] = replace(turns[number - 1], vote=vote)
        conversation = replace(conversation, turns=tuple(turns))
        self._feedback.keep(conversation, number)
        return self._put(conversation)

    async def limit(self, conversation_id: str, scope: Scope) -> Conversation:
        """Let the next questions of a conversation be answered from ``scope`` alone."""
        conversation = self.get(conversation_id)
        if not conversation.conversation_id:
            conversation = replace(conversation, conversation_id=new_id())
        return self._put(replace(conversation, scope=scope))

    async def word(self, conversation_id: str, wording: Wording) -> Conversation:
        """Have the next answers of a conversation worded by ``wording``, if that is permitted."""
        conversation = self.get(conversation_id)
        if not conversation.conversation_id:
            conversation = replace(conversation, conversation_id=new_id())
        return self._put(replace(conversation, wording=self._permitted(wording)))

    def begin(self, after: str) -> Conversation:
        """Return a new conversation, worded as the one before it."""
        wording = self.get(after).wording
        if wording is None:
            return Conversation()
        return self._put(Conversation(new_id(), wording=wording))

    async def delete(self, conversation_id: str) -> None:
        """Forget a conversation; what was thought of its answers stays."""
        running = self._running.get(conversation_id)
        if running is not None and running.work is not None:
            running.stop.set()
            # Else it would be kept when it ends.
            await asyncio.wait([running.work])
        self._unkept.pop(conversation_id, None)
        self._archive.delete(conversation_id)

    def _is_new(self, key: str) -> bool:
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > _KEYS_REMEMBERED:
            self._keys.popitem(last=False)
        return True

    def _finish(self, running: _Running, turn: Turn) -> None:
        done = replace(turn, stopped=True) if turn.pending else turn
        conversation = replace(running.conversation.with_last(done), changed=_now())
        del self._running[conversation.conversation_id]
        running.become(conversation)
        self._put(conversation)

    def _put(self, conversation: Conversation) -> Conversation:
        """Keep a conversation: on the disk if anything was asked in it and the disk takes it."""
        running = self._running.get(conversation.conversation_id)
        if running is not None:
            running.become(conversation)
            return conversation
        self._unkept.pop(conversation.conversation_id, None)
        try:
            if conversation.turns:
                self._archive.save(conversation)
                return conversation
        except OSError:
            logger.exception("a conversation can't be kept on the disk")
        self._unkept[conversation.conversation_id] = conversation
        if len(self._unkept) > _UNASKED_REMEMBERED:
            self._unkept.popitem(last=False)
        return conversation


async def _news(running: _Running, *, told: Conversation) -> AsyncIterator[Conversation]:
    """Yield a conversation whenever it isn't what was told before, until no answer is to come."""
    while told.pending:
        changed = running.changed
        if running.conversation is told:
            await changed.wait()
        if told.turns[-1].draft:
            await asyncio.sleep(_DRAFT_SECONDS)
        told = running.conversation
        yield told


def _with_question(before: Conversation, question: str, again: int | None, wording: Wording) -> Conversation:
    turns, conversation_id = before.turns, before.conversation_id
    if again is not None and 1 <= again <= len(turns):
        conversation_id = conversation_id if again == len(turns) else new_id()
        turns = turns[: again - 1]
    return replace(
        before,
        conversation_id=conversation_id or new_id(),
        turns=(*turns, Turn(question, scope=before.scope, wording=wording)),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
