"""Ask documents a question: cited answers, or an honest "the documents do not say".

from rag import answer

result = answer("Who leads the delegation?", index=".rag")
print(result, result.citations[0].quote)
"""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Unpack

from rag.config import DEFAULT_K
from rag.options import AnswerOptions, IndependentOptions, StreamOptions
from rag.types import (
    Answer,
    Citation,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    Message,
    Passage,
    StageEvent,
    TokenEvent,
    Usage,
    Version,
)

__all__ = [
    "DEFAULT_K",
    "Answer",
    "Citation",
    "Claim",
    "ClaimEvent",
    "DoneEvent",
    "Event",
    "Message",
    "Passage",
    "StageEvent",
    "TokenEvent",
    "Usage",
    "Version",
    "aanswer",
    "answer",
    "answer_many",
    "astream",
    "stream",
]


def answer(
    question: str,
    *,
    index: str | Path | None = None,
    history: Sequence[Message] = (),
    k: int = DEFAULT_K,
    after: str | None = None,
    before: str | None = None,
    source: str | None = None,
    llm: str | None = None,
    strict: bool = False,
    always_ask: bool = False,
) -> Answer:
    """Answer a question from the documents of an index.

    Index and models stay loaded between calls; a newer state of the index is noticed. Safe from several
    threads.

    Args:
        question: One question, of at most 4,000 characters.
        index: The index folder; None is ``$RAG_INDEX``, else ``.rag``.
        history: The conversation before the question, oldest turn first.
        k: How many passages are read at once, 1 to 50; as many again before it keeps silent.
        after: Use only documents published on this ISO date or later.
        before: Use only documents published on this ISO date or earlier.
        source: Use only documents whose source this glob fits.
        llm: The language model that words the answer, as PROVIDER:MODEL or the path of a GGUF file; None is
            ``$RAG_LLM``, "" none: then the answer is quoted. If the model fails it is quoted too, and
            ``notice`` says why.
        strict: Leave out what a language model says and no passage bears out.
        always_ask: Ask the language model even where the reader is sure that nothing answers.

    Returns:
        What the documents say, or that they don't: ``abstained`` tells, and is no error. ``confidence`` is
        how likely the answer is right, or the one withheld would have been, if the documents hold one.

    Raises:
        QuestionError: the question is empty or too long.
        OptionError: an option can't be used.
        SearchIndexError: from ``index.errors``: there is no index, it is damaged, or a date can't be read.
        ModelError: the reader's settings are missing or damaged.
    """
    events = stream(
        question,
        index=index,
        history=history,
        k=k,
        after=after,
        before=before,
        source=source,
        llm=llm,
        strict=strict,
        always_ask=always_ask,
    )
    return next(event.answer for event in events if isinstance(event, DoneEvent))


def answer_many(questions: Iterable[str], **options: Unpack[IndependentOptions]) -> list[Answer]:
    """Answer questions that have nothing to do with each other, in order; options as for ``answer``."""
    return [answer(question, **options) for question in questions]


def stream(
    question: str,
    *,
    index: str | Path | None = None,
    history: Sequence[Message] = (),
    k: int = DEFAULT_K,
    after: str | None = None,
    before: str | None = None,
    source: str | None = None,
    doc_ids: Sequence[str] = (),
    llm: str | None = None,
    strict: bool = False,
    always_ask: bool = False,
) -> Iterator[Event]:
    """Yield a ``StageEvent`` on entering each stage, and one ``DoneEvent`` last.

    A language model's reply comes in between: a ``TokenEvent`` for each piece, unchecked, and a
    ``ClaimEvent`` for each sentence. Arguments as for ``answer``; ``doc_ids`` leaves only these documents,
    where it isn't empty.
    """
    # The index and the reader take a third of a second to import, which `rag --help` need not wait for.
    from index.types import SearchFilter
    from rag.opened import open_pipeline, open_writing

    where = SearchFilter(after=after, before=before, source=source, doc_ids=tuple(doc_ids))
    writing = open_writing(llm, strict=strict, always=always_ask)
    return open_pipeline(index).stream(question, k=k, where=where, history=history, writing=writing)


async def aanswer(question: str, **options: Unpack[AnswerOptions]) -> Answer:
    """Answer a question without blocking the event loop; options as for ``answer``."""
    import asyncio

    return await asyncio.to_thread(answer, question, **options)


async def astream(question: str, **options: Unpack[StreamOptions]) -> AsyncGenerator[Event]:
    """Yield what ``stream`` does without blocking the event loop; options as for ``stream``."""
    import asyncio

    events = await asyncio.to_thread(stream, question, **options)
    while (event := await asyncio.to_thread(next, events, None)) is not None:
        yield event
