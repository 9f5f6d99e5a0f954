"""From a thread to the event loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Item(Generic[_T]):
    value: _T


async def from_thread(items: Iterator[_T]) -> AsyncGenerator[_T]:
    """Yield what an iterator yields that blocks.

    It runs in a thread of its own, which ends at the next item once nobody listens. The thread is a daemon: a
    server that is told to end doesn't wait for a language model that is slow to reply.
    """
    loop, arrived = asyncio.get_running_loop(), asyncio.Queue[_Item[_T] | BaseException | None]()
    unheard = threading.Event()

    def tell(news: _Item[_T] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(arrived.put_nowait, news)

    def work() -> None:
        try:
            for item in items:
                if unheard.is_set():
                    return
                tell(_Item(item))
            tell(None)
        except BaseException as exc:  # noqa: BLE001 - it is raised where the items are waited for
            tell(exc)

    threading.Thread(target=work, name="answer", daemon=True).start()
    try:
        while (news := await arrived.get()) is not None:
            if isinstance(news, BaseException):
                raise news
            yield news.value
    finally:
        unheard.set()
