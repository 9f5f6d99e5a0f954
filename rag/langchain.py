"""The index as a LangChain retriever, and the pipeline as a LangChain Runnable."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from pydantic import ConfigDict, Field

from index.types import NO_FILTER, SearchFilter
from rag.config import DEFAULT_K, SEARCHED
from rag.llm.types import Writing
from rag.pipeline import Pipeline
from rag.types import Answer, Passage


class RagRetriever(BaseRetriever):
    """Passages that fit a question, searched and reranked by the reader, best first.

    ``page_content`` is the passage's own text; ``metadata`` holds ``doc_id``, ``source``, ``title``,
    ``published``, ``page``, ``place``, ``start``, ``end`` and ``score``, as ``rag.Passage`` describes them.

        retriever = RagRetriever(pipeline=open_pipeline(".rag"), k=4)
        retriever.invoke("Who leads the delegation?")
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    pipeline: Pipeline
    """From ``rag.opened.open_pipeline``."""
    k: int = Field(default=4, ge=1, le=SEARCHED)
    """How many passages are returned."""
    where: SearchFilter = NO_FILTER
    """Which documents they may come from."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - part of the interface
    ) -> list[Document]:
        return [_document(passage) for passage in self.pipeline.passages(query, k=self.k, where=self.where)]


def answering(
    pipeline: Pipeline, *, k: int = DEFAULT_K, where: SearchFilter = NO_FILTER, writing: Writing | None = None
) -> RunnableLambda[str, Answer]:
    """Return the pipeline as a Runnable from a question to its ``Answer``.

        chain = answering(open_pipeline(".rag")) | (lambda answer: str(answer))
        chain.invoke("Who leads the delegation?")

    Args:
        pipeline: From ``rag.opened.open_pipeline``.
        k: How many passages are read at once.
        where: Which documents may be used.
        writing: Who words the answers, from ``rag.opened.open_writing``; None quotes them.
    """

    def answer(question: str) -> Answer:
        return pipeline.answer(question, k=k, where=where, writing=writing)

    return RunnableLambda(answer, name="rag")


def _document(passage: Passage) -> Document:
    return Document(
        page_content=passage.text,
        metadata={
            "doc_id": passage.doc_id,
            "source": passage.source,
            "also_in": list(passage.also_in),
            "title": passage.title,
            "published": passage.published,
            "page": passage.page,
            "place": passage.place,
            "start": passage.start,
            "end": passage.end,
            "score": passage.score,
        },
    )
