"""Collection: one index folder, to add to, remove from and search. What the other packages use.

FOLDER/catalog.sqlite3      the truth
FOLDER/derived/GENERATION/  search files, built from it
FOLDER/writer.lock          held while something is written
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from index import derived, filters, names
from index.catalog import Catalog, CatalogReader, Identity
from index.derived import Derived
from index.embedding import DEFAULT_EMBEDDER, load_embedder
from index.errors import EmbedderMismatchError, IndexNotFoundError, IndexNotWritableError
from index.fusion import reciprocal_rank_fusion
from index.ingest import OnProgress, ingest
from index.locking import writer_lock
from index.types import (
    NO_FILTER,
    AddSummary,
    Document,
    DocumentInfo,
    Embedder,
    IndexStatus,
    ScoredChunk,
    SearchFilter,
)
from index.walk import find_files
from index.writer import IndexWriter, OnOutcome

DEPTH = 50
"""How many chunks each retriever hands to the fusion, at least."""

_CATALOG_FILE = "catalog.sqlite3"
_DERIVED_FOLDER = "derived"

Retriever = Literal["fused", "dense", "lexical"]


class Collection:
    """The documents of one index folder.

    Searching is safe from any number of threads and processes, while one of them writes: each search sees one
    state of the index, and the newest. Models are loaded when they are first needed.
    """

    def __init__(self, folder: Path, catalog: Catalog, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = embedder
        self._catalog = catalog
        self._derived_folder = folder / _DERIVED_FOLDER
        self._derived: Derived | None = None
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, path: str | Path, *, embedder: Embedder | str | None = None) -> "Collection":
        """Open an existing index.

        Args:
            path: Its folder.
            embedder: Only to make sure that it was built with this one.

        Raises:
            IndexNotFoundError: there is no index in that folder.
            EmbedderMismatchError: it was built with another embedder.
            IndexDamagedError: its catalog can't be read.
        """
        folder = Path(path).absolute()
        catalog = Catalog.open(folder / _CATALOG_FILE)
        with catalog.read() as reader:
            identity = reader.identity()
        return cls(folder, catalog, _matching_embedder(folder, identity, embedder))

    @classmethod
    def create(cls, path: str | Path, *, embedder: Embedder | str | None = None) -> "Collection":
        """Open an index, making an empty one where there is none.

        Args:
            path: Its folder; parents are made.
            embedder: For a new index; by default the one that ships with the package.

        Raises:
            IndexNotWritableError: the folder can't be made or written.
            EmbedderMismatchError: it is there, and was built with another embedder.
        """
        folder = Path(path).absolute()
        try:
            return cls.open(folder, embedder=embedder)
        except IndexNotFoundError:
            pass
        chosen = _resolved_embedder(embedder or DEFAULT_EMBEDDER)
        identity = Identity(chosen.name, chosen.fingerprint, chosen.dimensions)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise IndexNotWritableError(
                f"the index folder {folder} can't be made: {exc.strerror}; give another with --index"
            ) from exc
        with writer_lock(folder, wait=10):
            try:
                return cls.open(folder, embedder=embedder)  # another process may have been quicker
            except IndexNotFoundError:
                return cls(folder, Catalog.create(folder / _CATALOG_FILE, identity), chosen)

    def close(self) -> None:
        """Let go of files; the object can be used again."""
        self._catalog.close()
        self._derived = None

    def __enter__(self) -> "Collection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    def add(
        self, documents: Iterable[Document], *, on_outcome: OnOutcome | None = None, wait: float = 0
    ) -> AddSummary:
        """Add documents, each replacing what stood under its source.

        Args:
            documents: Read as they are needed, so a generator of any length will do.
            on_outcome: Called for each document once it is safely stored.
            wait: Seconds to wait for another writer.

        Raises:
            IndexBusyError: another process is writing.
            IndexNotWritableError: the folder or disk refuses; what was reported stays.
        """
        with self._writer(on_outcome, wait) as writer:
            for document in documents:
                writer.add(document)
            return writer.finish(skipped=0)

    def add_files(
        self,
        paths: Iterable[Path],
        *,
        on_outcome: OnOutcome | None = None,
        on_progress: OnProgress | None = None,
        wait: float = 0,
    ) -> AddSummary:
        """Add files, and the files of known type in folders and their subfolders.

        A file that can't be read doesn't stop the others. One whose content stands under its path already
        isn't read again.

        Args:
            paths: Files and folders.
            on_outcome: Called for each file once it is safely stored, or failed.
            on_progress: Called before each file and after each commit.
            wait: Seconds to wait for another writer.

        Raises:
            LoadError: a path doesn't exist; nothing was done.
            IndexBusyError: another process is writing.
            IndexNotWritableError: the folder or disk refuses; what was reported stays.
        """
        found = find_files(paths, index_dir=self.folder)
        with self._writer(on_outcome, wait) as writer:
            ingest(found.files, writer=writer, on_progress=on_progress)
            return writer.finish(skipped=found.skipped)

    def remove(self, sources: Iterable[str], *, wait: float = 0) -> list[DocumentInfo]:
        """Forget sources, and each document that no source names any more.

        Args:
            sources: Sources, paths, folders, unique file names or document ids, as ``resolve`` takes them.
            wait: Seconds to wait for another writer.

        Returns:
            What was known of the documents, as they were before.

        Raises:
            DocumentNotFoundError: one of them names nothing; nothing was removed.
            IndexBusyError: another process is writing.
        """
        with self._writer(None, wait) as writer:
            infos = self.documents()
            doomed = {source for name in sources for source in names.sources_named(name, infos)}
            writer.remove(doomed)
        return [info for info in infos if not doomed.isdisjoint(info.sources)]

    # Reading

    def search(
        self, query: str, *, k: int = 20, where: SearchFilter = NO_FILTER, retriever: Retriever = "fused"
    ) -> list[ScoredChunk]:
        """Return the chunks that fit a question best, best first.

        Dense and lexical search each give their best 50 (or ``k``, if that is more); "fused" merges them by
        reciprocal rank.

        Args:
            query: A question or some words.
            k: How many at most.
            where: Which documents may be returned.
            retriever: One ranking alone, for measuring.

        Raises:
            InvalidFilterError: a date in ``where`` can't be read.
        """
        where = filters.validated(where)
        vector = self.embedder.embed_query(query) if retriever != "lexical" else None
        depth = max(k, DEPTH)
        rankings = []
        with self._catalog.read() as reader:
            current = self._current(reader)
            doc_ids = filters.matching(reader.named_documents(), where) if where else None
            if vector is not None:
                among = None if doc_ids is None else reader.chunk_ids_of(doc_ids)
                rankings.append(current.dense.search(vector, depth, among=among))
            if retriever != "dense":
                rankings.append(current.lexical.search(query, depth, among=doc_ids))
            ranking = _ranked(rankings)[:k]
            chunks = reader.chunks([chunk_id for chunk_id, _ in ranking])
        return [ScoredChunk(chunks[chunk_id], score, retriever) for chunk_id, score in ranking]

    def documents(self) -> list[DocumentInfo]:
        """Return what is known of all documents, in the order in which they were added."""
        with self._catalog.read() as reader:
            return reader.infos()

    def infos(self, doc_ids: Iterable[str]) -> Mapping[str, DocumentInfo]:
        """Return what is known of the documents that are there, by id."""
        with self._catalog.read() as reader:
            return {info.doc_id: info for info in reader.infos(doc_ids)}

    def document(self, doc_id: str) -> Document:
        """Return a document whole.

        Raises:
            DocumentNotFoundError: it is not, or no longer, there.
        """
        with self._catalog.read() as reader:
            return reader.document(doc_id)

    def resolve(self, name: str) -> DocumentInfo:
        """Return the one document that a name means.

        Args:
            name: A source, a path, a document id, or the end of a path that only one source has.

        Raises:
            DocumentNotFoundError: it means none, or several.
        """
        return names.document_named(name, self.documents())

    def status(self) -> IndexStatus:
        """Return what stands in the index."""
        with self._catalog.read() as reader:
            counts, identity, generation = reader.counts(), reader.identity(), reader.generation()
        return IndexStatus(
            index=str(self.folder),
            documents=counts.documents,
            sources=counts.sources,
            chunks=counts.chunks,
            bytes=sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()),
            embedder=identity.embedder,
            generation=generation,
        )

    @property
    def generation(self) -> int:
        """The generation on disk, which another process may have raised."""
        with self._catalog.read() as reader:
            return reader.generation()

    @property
    def replaced(self) -> bool:
        """Whether the folder was deleted, or holds another index by now: then open it anew."""
        return self._catalog.replaced

    # Within

    @contextmanager
    def _writer(self, on_outcome: OnOutcome | None, wait: float) -> Iterator[IndexWriter]:
        with writer_lock(self.folder, wait=wait):
            yield IndexWriter(self._catalog, self.embedder, self._derived_folder, on_outcome)

    def _current(self, reader: CatalogReader) -> Derived:
        """Return the search indexes of the state that ``reader`` sees."""
        generation = reader.generation()
        current = self._derived
        if current is not None and current.generation == generation:
            return current
        with self._refreshing:
            current = self._derived
            if current is None or current.generation != generation:
                sealed = derived.load(self._derived_folder, reader)
                current = sealed or derived.build_in_memory(reader)
                self._derived = current
            return current


def _ranked(rankings: Sequence[list[tuple[int, float]]]) -> list[tuple[int, float]]:
    if len(rankings) == 1:
        return rankings[0]
    return reciprocal_rank_fusion([[chunk_id for chunk_id, _ in ranking] for ranking in rankings])


def _resolved_embedder(embedder: Embedder | str) -> Embedder:
    return load_embedder(embedder) if isinstance(embedder, str) else embedder


def _matching_embedder(folder: Path, identity: Identity, asked: Embedder | str | None) -> Embedder:
    """Return the embedder that the index was built with.

    The fingerprint of a model other than the shipped one is known only once it is loaded, so that it is
    compared when the index is made and by name afterwards.
    """
    embedder = _resolved_embedder(asked or identity.embedder)
    same = embedder.name == identity.embedder
    if same and embedder.name == DEFAULT_EMBEDDER:
        same = embedder.fingerprint == identity.fingerprint
    if not same:
        asked_for = "this version's" if embedder.name == identity.embedder else repr(embedder.name)
        raise EmbedderMismatchError(
            f"the index in {folder} was built with the embedder {identity.embedder!r}, not {asked_for}; "
            "drop --embedder, or add the documents to a new index"
        )
    return embedder
