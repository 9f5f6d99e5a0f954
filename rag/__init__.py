"""Ask documents a question: cited answers, or an honest "the documents do not say".

from rag import answer

result = answer("Who leads the delegation?", index=".rag")
print(result, result.citations[0].quote)
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rag.config import DEFAULT_K
from rag.errors import OptionError
from rag.types import Answer, Citation, Claim, DoneEvent, Event, Message, Passage, StageEvent, Version

__all__ = [
    "DEFAULT_K",
    "Answer",
    "Citation",
    "Claim",
    "DoneEvent",
    "Event",
    "Message",
    "Passage",
    "StageEvent",
    "Version",
    "answer",
    "answer_many",
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
    llm: None = None,
) -> Answer:
    """Answer a question from the documents of an index.

    Index and models stay loaded between calls; a newer state of the index is noticed. Safe from several
    threads.

    Args:
        question: One question, of at most 4,000 characters.
        index: The index folder; None is ``$RAG_INDEX``, else ``.rag``.
        history: The conversation before the question, oldest turn first.
        k: How many passages are read, 1 to 50.
        after: Use only documents published on this ISO date or later.
        before: Use only documents published on this ISO date or earlier.
        source: Use only documents whose source this glob fits.
        llm: Language models are not supported by this version.

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
        question, index=index, history=history, k=k, after=after, before=before, source=source, llm=llm
    )
    return next(event.answer for event in events if isinstance(event, DoneEvent))


def answer_many(
    questions: Iterable[str],
    *,
    index: str | Path | None = None,
    k: int = DEFAULT_K,
    after: str | None = None,
    before: str | None = None,
    source: str | None = None,
    llm: None = None,
) -> list[Answer]:
    """Answer questions that have nothing to do with each other, in order; arguments as for ``answer``."""
    return [
        answer(question, index=index, k=k, after=after, before=before, source=source, llm=llm)
        for question in questions
    ]


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
    llm: None = None,
) -> Iterator[Event]:
    """Yield a ``StageEvent`` on entering each stage, then one ``DoneEvent``.

    Arguments as for ``answer``; ``doc_ids`` leaves only these documents, where it isn't empty.
    """
    if llm is not None:
        raise OptionError(f"llm={llm!r}: language models are not supported by this version; drop it")
    # The index and the reader take a third of a second to import, which `rag --help` need not wait for.
    from index.types import SearchFilter
    from rag.opened import open_pipeline

    where = SearchFilter(after=after, before=before, source=source, doc_ids=tuple(doc_ids))
    return open_pipeline(index).stream(question, k=k, where=where, history=history)
