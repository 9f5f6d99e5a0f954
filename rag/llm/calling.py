"""Asking a model: time limits, a second try where one may help, and one line that says what went wrong."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.errors import LanguageModelError
from rag.llm.prompting import Turn

_log = logging.getLogger(__name__)

_SHOWN = 120
"""Characters of an error that nothing more is known of."""


class ChatModel(Protocol):
    """What is needed of LangChain's ``BaseChatModel``."""

    def stream(self, messages: Any, /) -> Iterator[Any]:
        """Yield pieces of a reply, each with ``text`` and ``usage_metadata``."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model is waited for, and how often it is asked."""

    first_seconds: float = 120.0
    """Until the first piece: a local model first reads the whole prompt."""
    next_seconds: float = 30.0
    """Between two pieces."""
    total_seconds: float = 300.0
    attempts: int = 3
    pause_seconds: float = 1.0
    """Before the second attempt; doubled before each further one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply, and what the model counts with it."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    may_pass: bool
    """Whether it may be gone a moment later."""


def ask(
    model: ChatModel,
    turns: Sequence[Turn],
    *,
    patience: Patience,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Piece]:
    """Yield the pieces of a model's reply.

    A failure that may pass is tried again, as long as nothing has been received.

    Raises:
        LanguageModelError: the model can't be asked, falls silent, or has sent nothing.
    """
    messages = [(turn.role, turn.content) for turn in turns]
    for attempt in range(1, patience.attempts + 1):
        received = False
        try:
            for piece in _pieces(model, messages, patience):
                received = True
                yield piece
        except LanguageModelError:
            raise
        except Exception as exc:
            failure = _failure(exc)
            _log.info("attempt %d at the language model failed: %r", attempt, exc)
            if received or not failure.may_pass or attempt == patience.attempts:
                raise LanguageModelError(failure.reason) from exc
            sleep(patience.pause_seconds * 2 ** (attempt - 1))
        else:
            return


def _pieces(model: ChatModel, messages: Sequence[tuple[str, str]], patience: Patience) -> Iterator[Piece]:
    """Yield pieces as they come from a thread of their own: no client can be trusted to time out."""
    arrived: queue.Queue[Piece | BaseException | None] = queue.Queue()
    given_up = threading.Event()
    threading.Thread(
        target=_receive, args=(model, messages, arrived, given_up), name="language-model", daemon=True
    ).start()
    began = time.monotonic()
    wait = patience.first_seconds
    try:
        while True:
            left = patience.total_seconds - (time.monotonic() - began)
            try:
                got = arrived.get(timeout=max(0.0, min(wait, left)))
            except queue.Empty:
                raise LanguageModelError(
                    f"the language model sent nothing for {min(wait, patience.total_seconds):g} seconds"
                ) from None
            if got is None:
                return
            if isinstance(got, BaseException):
                raise got
            yield got
            wait = patience.next_seconds
    finally:
        given_up.set()


def _receive(
    model: ChatModel,
    messages: Sequence[tuple[str, str]],
    arrived: "queue.Queue[Piece | BaseException | None]",
    given_up: threading.Event,
) -> None:
    try:
        for chunk in model.stream(messages):
            usage = chunk.usage_metadata or {}
            arrived.put(Piece(str(chunk.text), usage.get("input_tokens", 0), usage.get("output_tokens", 0)))
            if given_up.is_set():
                return
        arrived.put(None)
    except BaseException as exc:  # noqa: BLE001 - it is raised where the reply is waited for
        arrived.put(exc)


def _failure(exc: BaseException) -> _Failure:
    """Put what a provider's client raised into words; they share no class, but the status of HTTP."""
    status = getattr(exc, "status_code", None) or getattr(getattr(exc, "response", None), "status_code", None)
    kind, said = type(exc).__name__, " ".join(str(exc).split())
    folded = said.casefold()
    too_long = "context" in folded and any(w in folded for w in ("length", "size", "window", "exceed"))
    known = (
        (
            status in {401, 403} or "api_key" in folded or "api key" in folded,
            _Failure("the language model refuses the key; set the right one", may_pass=False),
        ),
        (status == 429, _Failure("the language model's rate limit is reached", may_pass=True)),
        (too_long, _Failure("the passages are too long for the language model", may_pass=False)),
        (
            isinstance(exc, TimeoutError) or "timeout" in kind.casefold(),
            _Failure("the language model took too long", may_pass=True),
        ),
        (
            isinstance(exc, ConnectionError) or "connect" in kind.casefold() or "connect" in folded,
            _Failure("the language model can't be reached; is its server running?", may_pass=True),
        ),
        (status == 404, _Failure("the language model isn't known to its provider", may_pass=False)),
        ("no generation" in folded, _Failure("the language model sent an empty reply", may_pass=False)),
        (
            status is None and isinstance(exc, (ValueError, TypeError, LookupError, AttributeError)),
            _Failure(f"the language model sent a malformed reply ({kind})", may_pass=False),
        ),
    )
    shown = said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
    unknown = _Failure(
        f"the language model failed ({kind}: {shown})", may_pass=status is None or status >= 500
    )
    return next((failure for applies, failure in known if applies), unknown)
