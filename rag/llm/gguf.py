"""A GGUF file as a LangChain chat model, run in this process by llama.cpp: the only importer of xllamacpp."""

import queue
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xllamacpp
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    UsageMetadata,
    convert_to_openai_messages,
)
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

CONTEXT_TOKENS = 8192
"""Of the model's own; prompt and reply together."""
LONGEST_REPLY = 512

_QUIET = 0
_opened: dict[tuple[Path, int], "xllamacpp.Server"] = {}
_opening = threading.Lock()


class GgufError(RuntimeError):
    """llama.cpp can't load the file, or refuses a request."""


class GgufChatModel(BaseChatModel):
    """A model file, loaded at the first question and kept.

    What the model made of a prompt's beginning is kept too, so that the rules, which never change, are read
    once. Decoding is greedy: the same prompt gets the same reply.
    """

    path: Path
    """Of the file."""
    context_tokens: int = CONTEXT_TOKENS
    longest_reply: int = LONGEST_REPLY

    _one_at_a_time: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "gguf"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = list(self._stream(messages, stop, run_manager, **kwargs))
        text = "".join(str(chunk.message.content) for chunk in chunks)
        usage = next((m.usage_metadata for c in reversed(chunks) if (m := c.message).usage_metadata), None)  # type: ignore[attr-defined]
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text, usage_metadata=usage))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - part of the interface
        **kwargs: Any,  # noqa: ARG002 - part of the interface
    ) -> Iterator[ChatGenerationChunk]:
        request = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": self.longest_reply,
            "temperature": 0.0,
            "stop": stop or [],
            "stream": True,
            "stream_options": {"include_usage": True},
            "cache_prompt": True,
        }
        with self._one_at_a_time:
            for event in _events(_server(self.path, self.context_tokens), request):
                yield from _chunks(event)


def _server(path: Path, context_tokens: int) -> "xllamacpp.Server":
    with _opening:
        if (path, context_tokens) not in _opened:
            params = xllamacpp.CommonParams()
            params.model.path = str(path)
            params.n_ctx = context_tokens
            params.n_parallel = 1
            params.verbosity = _QUIET
            # llama.cpp opens a port on the loopback interface as well; nobody else is to talk to it.
            params.api_keys = [secrets.token_hex()]
            try:
                _opened[path, context_tokens] = xllamacpp.Server(params)
            except Exception as exc:
                raise GgufError(f"{path} can't be loaded as a model: {exc}") from exc
        return _opened[path, context_tokens]


def _events(server: "xllamacpp.Server", request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what the server sends, from a thread of its own; stop it when nobody listens any more."""
    sent: queue.Queue[Any] = queue.Queue()
    closed = threading.Event()

    def take(event: Any) -> bool:
        sent.put(event)
        return closed.is_set()

    def work() -> None:
        try:
            server.handle_chat_completions(request, take)
        except Exception as exc:  # noqa: BLE001 - it is raised where the reply is waited for
            sent.put(exc)
        sent.put(None)

    worker = threading.Thread(target=work, name="llama.cpp", daemon=True)
    worker.start()
    try:
        while (event := sent.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event
    finally:
        closed.set()
        worker.join()


def _chunks(event: Mapping[str, Any]) -> Iterator[ChatGenerationChunk]:
    if "error" in event:
        raise GgufError(str(event["error"].get("message", event["error"])))
    usage = event.get("usage")
    choices: Sequence[Mapping[str, Any]] = event.get("choices", ())
    text = "".join(choice.get("delta", {}).get("content") or "" for choice in choices)
    if text or usage:
        counted = usage and UsageMetadata(
            input_tokens=usage["prompt_tokens"],
            output_tokens=usage["completion_tokens"],
            total_tokens=usage["prompt_tokens"] + usage["completion_tokens"],
        )
        yield ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=counted or None))
