"""Search by words: BM25 through tantivy, which only this module imports."""

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

MAX_QUERY_TERMS = 64
"""A question of hundreds of different words is searched by its first ones: cost grows with the terms."""

# What tantivy's tokenizer takes for one word: of "mir_21" it makes two, and would look for the phrase.
_WORD = re.compile(r"[^\W_]+")
_WRITER_HEAP = 64_000_000


class LexicalIndex:
    """BM25 over English-stemmed words, one document a chunk."""

    def __init__(self, index: tantivy.Index) -> None:
        # A sealed index never changes: no thread need watch its folder.
        index.config_reader(reload_policy="manual")
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def in_memory(cls, rows: Iterable[tuple[int, str, str]]) -> "LexicalIndex":
        """Index ``(chunk_id, doc_id, text)`` rows without touching the disk."""
        index = tantivy.Index(_schema())
        _write(index, removed=(), added=rows)
        return cls(index)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open what ``update`` wrote."""
        if os.access(folder, os.W_OK):
            return cls(tantivy.Index.open(str(folder)))
        # tantivy makes a lock file wherever it reads: where it can't, it is shown the files elsewhere.
        stand_in = tempfile.mkdtemp(prefix="rag-lexical-")
        for file in filter(LexicalIndex.is_content, folder.absolute().iterdir()):
            Path(stand_in, file.name).symlink_to(file)
        loaded = cls(tantivy.Index.open(stand_in))
        weakref.finalize(loaded, shutil.rmtree, stand_in, ignore_errors=True)
        return loaded

    @staticmethod
    def is_content(path: Path) -> bool:
        """Tell what tantivy keeps from the lock files that it leaves wherever it reads."""
        return not path.name.endswith(".lock")

    @staticmethod
    def update(folder: Path, *, removed: Iterable[int], added: Iterable[tuple[int, str, str]]) -> None:
        """Bring the index in ``folder`` up to date, making it where the folder holds none.

        Args:
            folder: Where it lies; nobody else reads or writes it meanwhile.
            removed: Chunk ids to forget.
            added: ``(chunk_id, doc_id, text)`` rows.
        """
        index = (
            tantivy.Index.open(str(folder))
            if tantivy.Index.exists(str(folder))
            else tantivy.Index(_schema(), path=str(folder))
        )
        _write(index, removed=removed, added=added)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def chunk_ids(self) -> list[int]:
        """Return the ids of all chunks, in no order."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        found = self._searcher.fast_field_values("chunk_id", [address for _, address in hits])
        return [int(chunk_id) for chunk_id in found if chunk_id is not None]

    def search(self, query: str, k: int, *, among: Sequence[str] | None = None) -> list[tuple[int, float]]:
        """Return the chunk ids and BM25 scores of the ``k`` best matches, best first; ties by id.

        Args:
            query: Any text; its words are searched, nothing in it is an operator.
            k: How many at most.
            among: Only chunks of these documents may be returned; None lets all through.
        """
        words = list(dict.fromkeys(_WORD.findall(query.lower())))[:MAX_QUERY_TERMS]
        if not words or k == 0:
            return []
        parsed = self._index.parse_query(" ".join(words), ["text"])
        if among is not None:
            schema = self._index.schema
            allowed = tantivy.Query.term_set_query(schema, "doc_id", list(among))
            parsed = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, parsed),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        hits = self._searcher.search(parsed, limit=k, count=False).hits
        chunk_ids = self._searcher.fast_field_values("chunk_id", [address for _, address in hits])
        found = [
            (int(chunk_id), float(score))
            for chunk_id, (score, _) in zip(chunk_ids, hits, strict=True)
            if chunk_id is not None
        ]
        # The same words give scores that differ in their last digits, going by the segment they lie in.
        return sorted(found, key=lambda hit: (-float(f"{hit[1]:.5g}"), hit[0]))


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_integer_field("chunk_id", indexed=True, fast=True)
        .add_text_field("doc_id", stored=False, tokenizer_name="raw", index_option="basic")
        .add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="freq")
        .build()
    )


def _write(index: tantivy.Index, *, removed: Iterable[int], added: Iterable[tuple[int, str, str]]) -> None:
    writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)
    for chunk_id in removed:
        writer.delete_documents_by_term("chunk_id", chunk_id)
    for chunk_id, doc_id, text in added:
        document = tantivy.Document()
        document.add_integer("chunk_id", chunk_id)
        document.add_text("doc_id", doc_id)
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
