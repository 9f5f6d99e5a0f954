"""Other tools' sides, run as a script by an interpreter that has them.

    PYTHON peer.py installed                  # which of them it has
    PYTHON peer.py NAME CHUNKS.json MODEL     # index the chunks

It stands alone, since that interpreter needs nothing of ours. Loading the model counts, importing doesn't.
"""

# mypy: disable-error-code="import-not-found, import-untyped, unused-ignore"

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

Index = Callable[[Sequence[str]], object]
"""Makes a searchable index of texts."""


def langchain(model: str) -> Index:
    """LangChain with FAISS, embedding by sentence-transformers."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    def index(chunks: Sequence[str]) -> object:
        embeddings = HuggingFaceEmbeddings(
            model_name=model, encode_kwargs={"normalize_embeddings": True}, model_kwargs={"device": "cpu"}
        )
        return FAISS.from_documents([Document(page_content=chunk) for chunk in chunks], embeddings)

    return index


def llamaindex(model: str) -> Index:
    """LlamaIndex with its own vector store, embedding by sentence-transformers."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    def index(chunks: Sequence[str]) -> object:
        return VectorStoreIndex(
            [TextNode(text=chunk) for chunk in chunks],
            embed_model=HuggingFaceEmbedding(model_name=model, device="cpu"),
        )

    return index


def txtai(model: str) -> Index:
    """The library txtai, its content stored."""
    from txtai import Embeddings

    def index(chunks: Sequence[str]) -> object:
        embeddings = Embeddings(path=model, content=True, gpu=False)
        embeddings.index(chunks)
        return embeddings

    return index


def chroma(_model: str) -> Index:
    """Chroma on disk with its default embedder, the same model as float32 ONNX."""
    import chromadb
    from chromadb.utils.embedding_functions import DefaultEmbeddingFunction

    def index(chunks: Sequence[str]) -> object:
        client = chromadb.PersistentClient(tempfile.mkdtemp(), chromadb.Settings(anonymized_telemetry=False))
        collection = client.create_collection("chunks", embedding_function=DefaultEmbeddingFunction())
        size = client.get_max_batch_size()
        for start in range(0, len(chunks), size):
            some = list(chunks[start : start + size])
            collection.add(ids=[str(start + at) for at in range(len(some))], documents=some)
        return collection

    return index


Peers = Mapping[str, tuple[Callable[[str], Index], Sequence[str]]]
"""What makes each tool's ``Index`` of a model, and the packages that it needs."""

PEERS: Peers = {
    "LangChain": (langchain, ("langchain_community", "langchain_huggingface", "faiss")),
    "LlamaIndex": (llamaindex, ("llama_index.core", "llama_index.embeddings.huggingface")),
    "txtai": (txtai, ("txtai",)),
    "Chroma": (chroma, ("chromadb",)),
}


def installed(peers: Peers = PEERS) -> list[str]:
    """Return the names of those whose packages are there."""
    return [name for name, (_, packages) in peers.items() if all(map(_is_there, packages))]


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def measure(name: str, chunks: Sequence[str], model: str, peers: Peers = PEERS) -> dict[str, float]:
    """Return how long indexing takes, and the memory that the process held at most."""
    index = peers[name][0](model)
    start = time.perf_counter()
    index(chunks)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {"seconds": seconds, "chunks": len(chunks), "peak_mib": peak}


if __name__ == "__main__":
    if sys.argv[1] == "installed":
        print(json.dumps({"installed": installed()}))
    else:
        texts = json.loads(Path(sys.argv[2]).read_text("utf-8"))
        print(json.dumps(measure(sys.argv[1], texts, sys.argv[3])))
