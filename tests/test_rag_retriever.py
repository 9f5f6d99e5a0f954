"""The index as a part of other people's LangChain programs."""

import asyncio

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from index.loaders import text_document
from index.types import SearchFilter
from rag.langchain import RagRetriever
from rag.pipeline import Pipeline
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

RACE = text_document("Anna Berg won the race.", source="race.txt", title="Race", published="2024-05-01")
WEATHER = text_document("It rained.", source="weather.txt")
PIPELINE = Pipeline(FakeStore(WEATHER, RACE), ScriptedReader({"Anna Berg": 5.0}), calibration=PLAIN)


def test_passages_come_as_langchain_documents_best_first() -> None:
    first, second = RagRetriever(pipeline=PIPELINE).invoke("Who won?")
    assert first.page_content == "Anna Berg won the race."
    assert first.metadata == {
        "doc_id": RACE.doc_id,
        "source": "race.txt",
        "also_in": [],
        "title": "Race",
        "published": "2024-05-01",
        "page": None,
        "place": None,
        "start": 0,
        "end": 23,
        "score": 0.5,
    }
    assert second.page_content == "It rained."


def test_number_and_filter_are_kept_to() -> None:
    assert len(RagRetriever(pipeline=PIPELINE, k=1).invoke("Who won?")) == 1
    dry = RagRetriever(pipeline=PIPELINE, where=SearchFilter(source="weather*"))
    assert [document.page_content for document in dry.invoke("Who won?")] == ["It rained."]


def joined(documents: list[Document]) -> str:
    return "\n".join(document.page_content for document in documents)


def test_it_runs_in_a_chain_and_asynchronously() -> None:
    chain = RagRetriever(pipeline=PIPELINE, k=1) | RunnableLambda(joined)
    assert chain.invoke("Who won?") == "Anna Berg won the race."
    assert asyncio.run(chain.ainvoke("Who won?")) == "Anna Berg won the race."
