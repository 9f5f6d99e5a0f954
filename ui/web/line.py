"""The line in which questions wait: a few are answered at once, the others in the order they came."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager


class Ticket:
    """A place in the line."""

    def __init__(self, line: "Line") -> None:
        self._line = line
        self.moved = asyncio.Event()

    async def places(self) -> AsyncGenerator[int]:
        """Yield how many are ahead, each time it changes, down to 0: then it is this one's turn."""
        told = None
        while told != 0:
            self.moved.clear()
            ahead = self._line.ahead(self)
            if ahead != told:
                told = ahead
                yield ahead
            else:
                await self.moved.wait()


class Line:
    """Lets ``at_once`` through; for one event loop."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._tickets: list[Ticket] = []

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[Ticket]:
        """Take a place at the end, and leave it however the block ends."""
        ticket = Ticket(self)
        self._tickets.append(ticket)
        try:
            yield ticket
        finally:
            self._tickets.remove(ticket)
            for other in self._tickets:
                other.moved.set()

    def ahead(self, ticket: Ticket) -> int:
        """Return how many have to leave before a ticket is let through."""
        return max(0, self._tickets.index(ticket) + 1 - self._at_once)
