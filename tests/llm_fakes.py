"""Chat models that say what they are told to, and passages to say it of."""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from index.loaders import text_document
from index.types import Document
from rag.llm.types import Task
from rag.types import Message
from tests.rag_fakes import PLAIN, read_passage


class ScriptedModel(BaseChatModel):
    """A chat model that gives one scripted reply a call, in pieces; an exception among them is raised."""

    replies: list[Any] = Field(default_factory=list)
    """Each a text, a list of pieces, or an exception; the last is repeated."""
    prompts: list[list[BaseMessage]] = Field(default_factory=list)
    """What it was asked, call by call."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.prompts.append(messages)
        reply = self.replies[min(len(self.prompts), len(self.replies)) - 1]
        for piece in reply if isinstance(reply, list) else [reply]:
            if isinstance(piece, BaseException):
                raise piece
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def task_of(
    *documents: Document, question: str = "Who won?", strict: bool = False, history: Sequence[Message] = ()
) -> Task:
    """Return a task whose passages are whole documents, in their order."""
    return Task(
        question=question,
        history=history,
        passages=[read_passage(document, {}, rank=rank) for rank, document in enumerate(documents, start=1)],
        documents={document.doc_id: document for document in documents},
        calibration=PLAIN,
        strict=strict,
    )


def document(text: str, *, source: str = "race.txt", title: str = "") -> Document:
    return text_document(text, source=source, title=title, published="2024-05-01")
