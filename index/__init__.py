"""Files in, ranked passages out: a complete small search engine.

from index import Collection

with Collection.create(".rag") as collection:
    collection.add_files([Path("documents")])
    hits = collection.search("Who leads the delegation?", k=5)
"""

from typing import TYPE_CHECKING, Any

from index.types import (
    NO_FILTER,
    AddSummary,
    Block,
    Chunk,
    Document,
    DocumentInfo,
    Embedder,
    FileOutcome,
    IndexStatus,
    PassageStore,
    Progress,
    ScoredChunk,
    SearchFilter,
)

if TYPE_CHECKING:
    from index.collection import Collection

__all__ = [
    "NO_FILTER",
    "AddSummary",
    "Block",
    "Chunk",
    "Collection",
    "Document",
    "DocumentInfo",
    "Embedder",
    "FileOutcome",
    "IndexStatus",
    "PassageStore",
    "Progress",
    "ScoredChunk",
    "SearchFilter",
]


def __getattr__(name: str) -> Any:
    # FAISS and tantivy take a tenth of a second to import, which `rag --help` need not wait for.
    if name == "Collection":
        from index.collection import Collection

        return Collection
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
