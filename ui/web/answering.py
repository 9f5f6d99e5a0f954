"""How a turn comes to its answer: it waits in line, goes through the answerer's stages, and ends somehow."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from rag.types import ClaimEvent, DoneEvent, Event, Message, StageEvent, TokenEvent
from ui.errors import describe, expected_errors
from ui.web import drafts, texts
from ui.web.line import Line
from ui.web.session import Scope, Turn
from ui.web.threads import from_thread

logger = logging.getLogger(__name__)

_T = TypeVar("_T")


class Answerer(Protocol):
    """``rag.stream``, as far as the page needs it."""

    def __call__(
        self,
        question: str,
        *,
        index: Path,
        history: Sequence[Message],
        after: str | None,
        before: str | None,
        doc_ids: Sequence[str],
        llm: str,
        strict: bool,
    ) -> Iterator[Event]:
        """Return stages as they are entered, a language model's reply as it comes, and last the answer."""
        ...


Searchable = Callable[[Scope], int]
"""Tells how many passages a search looks through."""


async def progress(
    turn: Turn,
    earlier: Sequence[Message],
    *,
    answerer: Answerer,
    index: Path,
    line: Line,
    searchable: Searchable,
) -> AsyncGenerator[Turn]:
    """Yield the turn each time there is news of it, at the end with its answer or an error.

    An error ends the turn, not the conversation. One that is no one's doing but ours is logged, and its
    message isn't shown: it may hold what is not for everyone to see.
    """
    try:
        async with line.enter() as ticket:
            async with aclosing(ticket.places()) as places:
                async for ahead in places:
                    turn = replace(turn, ahead=ahead)
                    yield turn
            stream = answerer(
                turn.question,
                index=index,
                history=earlier,
                after=turn.scope.after,
                before=turn.scope.before,
                doc_ids=turn.scope.documents,
                llm=turn.wording.model,
                strict=turn.wording.strict,
            )
            async with aclosing(from_thread(stream)) as events:
                async for event in events:
                    match event:
                        case StageEvent(stage="search", count=0):
                            searched = await asyncio.to_thread(searchable, turn.scope)
                            turn = replace(turn, stages=(*turn.stages, StageEvent("search", searched)))
                        case StageEvent():
                            turn = replace(turn, stages=(*turn.stages, event))
                        case TokenEvent() | ClaimEvent():
                            turn = replace(turn, draft=drafts.grown(turn.draft, event))
                        case DoneEvent(answer=answer):
                            turn = replace(turn, answer=answer)
                    yield turn
    except expected_errors() as exc:
        yield replace(turn, error=describe(exc))
    except Exception:
        logger.exception("answering failed")
        yield replace(turn, error=texts.UNEXPECTED_ERROR)


async def until(stop: asyncio.Event, source: AsyncGenerator[_T]) -> AsyncGenerator[_T]:
    """Yield what ``source`` yields, until ``stop`` is set: then at once no more, whatever it is doing."""
    stopped = asyncio.ensure_future(stop.wait())
    try:
        while True:
            item = asyncio.ensure_future(anext(source))
            try:
                await asyncio.wait({item, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not item.done():
                    item.cancel()
                    await asyncio.wait({item})
            if item.cancelled() or isinstance(item.exception(), StopAsyncIteration) or stop.is_set():
                return
            yield item.result()
    finally:
        stopped.cancel()
