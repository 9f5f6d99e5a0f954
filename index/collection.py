"""Collection: one index folder, to add to, remove from and search. What the other packages use.

FOLDER/catalog.sqlite3  the truth
FOLDER/derived/         search files, built from it
FOLDER/originals/       copies of the files that were read, if so wished
FOLDER/writer.lock      held while something is written
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from index import archive, checking, filters, names
from index.catalog import Catalog
from index.derived import DerivedFiles
from index.embedding import DEFAULT_EMBEDDER, load_embedder
from index.errors import (
    DocumentNotFoundError,
    EmbedderMismatchError,
    IndexNotFoundError,
    IndexNotWritableError,
)
from index.fetching import fetched_files
from index.files import make_folder, sync
from index.fusion import reciprocal_rank_fusion
from index.ingest import OnProgress, ingest, prune
from index.loaders import DEFAULT_OPTIONS, LoadOptions
from index.locking import writer_lock
from index.originals import Originals
from index.places import refuse_network_share
from index.records import Identity
from index.segments import DEFAULT_SIZES, Sizes
from index.snapshots import Snapshots
from index.types import (
    NO_FILTER,
    AddSummary,
    Document,
    DocumentInfo,
    EmbeddedChunks,
    Embedder,
    IndexStatus,
    ScoredChunk,
    SearchFilter,
)
from index.walk import find_files
from index.writer import CutDocument, IndexWriter, OnEmbedded, OnOutcome, cut

DEPTH = 50
"""How many chunks each retriever hands to the fusion, at least."""

_CATALOG_FILE = "catalog.sqlite3"
_DERIVED_FOLDER = "derived"
_ORIGINALS_FOLDER = "originals"
_PATIENCE = 10
"""Seconds to wait for another process that may be making the same index."""

logger = logging.getLogger(__name__)

Retriever = Literal["fused", "dense", "lexical"]


class Collection:
    """The documents of one index folder.

    Searching is safe from any number of threads and processes, while one of them writes: each search sees one
    state of the index, and the newest. Models are loaded when they are first needed.
    """

    def __init__(
        self, folder: Path, catalog: Catalog, embedder: Embedder, *, sizes: Sizes = DEFAULT_SIZES
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self._catalog = catalog
        self._files = DerivedFiles(folder / _DERIVED_FOLDER, sizes=sizes)
        self._originals = Originals(folder / _ORIGINALS_FOLDER)
        self._snapshots = Snapshots(folder, catalog, self._files)

    @classmethod
    def open(
        cls, path: str | Path, *, embedder: Embedder | str | None = None, sizes: Sizes = DEFAULT_SIZES
    ) -> "Collection":
        """Open an existing index; one of an earlier format is brought to the present one.

        Args:
            path: Its folder.
            embedder: Only to make sure that it was built with this one.
            sizes: When search files are sealed and merged.

        Raises:
            IndexNotFoundError: there is no index in that folder.
            EmbedderMismatchError: it was built with another embedder.
            IndexDamagedError: its catalog can't be read.
            IndexNotWritableError: it lies on a network share, or is of an earlier format and can't be
                written.
        """
        folder = Path(path).absolute()
        refuse_network_share(folder)
        catalog = Catalog.open(folder / _CATALOG_FILE)
        if catalog.outdated:
            logger.warning("the index in %s is of an earlier format; it is brought up to date", folder)
            with writer_lock(folder, wait=_PATIENCE):
                if catalog.outdated:
                    catalog.migrate()
                    # Formats before this one didn't record what was kept.
                    with catalog.write() as transaction:
                        transaction.record_originals(Originals(folder / _ORIGINALS_FOLDER).all())
        with catalog.read() as reader:
            identity = reader.identity()
        return cls(folder, catalog, _matching_embedder(folder, identity, embedder), sizes=sizes)

    @classmethod
    def create(
        cls, path: str | Path, *, embedder: Embedder | str | None = None, sizes: Sizes = DEFAULT_SIZES
    ) -> "Collection":
        """Open an index, making an empty one where there is none.

        Args:
            path: Its folder; parents are made.
            embedder: For a new index; by default the one that ships with the package.
            sizes: When search files are sealed and merged.

        Raises:
            IndexNotWritableError: the folder can't be made or written.
            EmbedderMismatchError: it is there, and was built with another embedder.
        """
        folder = Path(path).absolute()
        try:
            return cls.open(folder, embedder=embedder, sizes=sizes)
        except IndexNotFoundError:
            pass
        chosen = _resolved_embedder(embedder or DEFAULT_EMBEDDER)
        identity = Identity(chosen.name, chosen.fingerprint, chosen.dimensions)
        try:
            make_folder(folder)
        except OSError as exc:
            raise IndexNotWritableError(
                f"the index folder {folder} can't be made: {exc.strerror}; give another with --index"
            ) from exc
        with writer_lock(folder, wait=_PATIENCE):
            try:
                # Another process may have been quicker.
                return cls.open(folder, embedder=embedder, sizes=sizes)
            except IndexNotFoundError:
                catalog = Catalog.create(folder / _CATALOG_FILE, identity)
            sync(folder)
            return cls(folder, catalog, chosen, sizes=sizes)

    def close(self) -> None:
        """Let go of files; the object can be used again."""
        self._catalog.close()
        self._snapshots.forget()

    def __enter__(self) -> "Collection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    def add(
        self,
        documents: Iterable[Document],
        *,
        on_outcome: OnOutcome | None = None,
        on_embedded: OnEmbedded | None = None,
        all_of: str | None = None,
        originals: Mapping[str, Path] | None = None,
        wait: float = 0,
    ) -> AddSummary:
        """Add documents, each replacing what stood under its source.

        Args:
            documents: Read as they are needed, so a generator of any length will do.
            on_outcome: Called for each document once it is safely stored.
            on_embedded: Called with the numbers of chunks embedded so far, and of all. To know that, all
                documents are cut before the first is embedded.
            all_of: The source of an archive, mailbox or mail that holds these and nothing else: what it held
                before is forgotten.
            originals: Files to keep, by the id of the document that was read from them. They are moved.
            wait: Seconds to wait for another writer.

        Raises:
            IndexBusyError: another process is writing.
            IndexNotWritableError: the folder or disk refuses; what was reported stays.
        """
        with self._writer(on_outcome, wait) as writer:
            kept = {doc_id: self._originals.keep(file) for doc_id, file in (originals or {}).items()}
            ready: Iterable[CutDocument] = (cut(one, original=kept.get(one.doc_id)) for one in documents)
            if on_embedded is not None:
                ready = list(ready)
                total = sum(len(one.texts) for one in ready)
                writer.on_embedded = lambda done, _: on_embedded(done, total)
            there = set()
            for one in ready:
                writer.add(one)
                there.add(one.document.source)
            if all_of is not None:
                writer.remove([source for source in writer.stored_below(all_of) if source not in there])
            return writer.finish(skipped=0)

    def add_files(
        self,
        paths: Iterable[Path],
        *,
        urls: Sequence[str] = (),
        on_outcome: OnOutcome | None = None,
        on_progress: OnProgress | None = None,
        options: LoadOptions = DEFAULT_OPTIONS,
        prune_missing: bool = False,
        fail_fast: bool = False,
        keep_originals: bool = False,
        wait: float = 0,
    ) -> AddSummary:
        """Add files, and the files of known type in folders and their subfolders.

        A file that can't be read doesn't stop the others. One that looks as it did when it was last read
        isn't opened; one whose content stands under its path already isn't parsed again. On Ctrl-C, the files
        that are finished by then are stored.

        Args:
            paths: Files and folders.
            urls: Web addresses, each of a document, which are fetched first.
            on_outcome: Called for each file once it is safely stored, or failed.
            on_progress: Called before each file and after each commit.
            options: What the user says about the files.
            prune_missing: Forget what was added from below these folders and isn't there any more.
            fail_fast: Begin nothing more once a file couldn't be read.
            keep_originals: Keep a copy of what each document was read from in the index folder, as long as
                the document is in the index; of an archive, mailbox or mail, of each file in it.
            wait: Seconds to wait for another writer.

        Raises:
            LoadError: a path doesn't exist; nothing was done.
            IndexBusyError: another process is writing.
            IndexNotWritableError: the folder or disk refuses; what was reported stays.
        """
        found = find_files(paths, index_dir=self.folder)
        with self._writer(on_outcome, wait) as writer, fetched_files(urls, writer.report) as fetched:
            ingest(
                [*found.files, *fetched],
                writer=writer,
                options=options,
                on_progress=on_progress,
                originals=self._originals if keep_originals else None,
                fail_fast=fail_fast,
            )
            if prune_missing:
                prune(found.folders, writer=writer)
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
        with self._snapshots.newest() as (reader, current):
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

    def original(self, doc_id: str) -> Path | None:
        """Return the copy of the file that a document was read from; None where there is none (any more).

        Raises:
            DocumentNotFoundError: the document is not, or no longer, there.
        """
        info = self.infos([doc_id]).get(doc_id)
        if info is None:
            raise DocumentNotFoundError(f"no document has the id {doc_id!r}")
        return self._originals.find(info.original) if info.original is not None else None

    def embedded(self) -> EmbeddedChunks:
        """Return all chunks with their vectors, in the order in which they were added."""
        with self._catalog.read() as reader:
            ids, vectors = reader.vectors()
            chunks = reader.chunks([int(chunk_id) for chunk_id in ids])
        return EmbeddedChunks(tuple(chunks[int(chunk_id)] for chunk_id in ids), vectors)

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
            bytes=sum(_size(path) for path in self.folder.rglob("*")),
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

    # Care

    def check(self) -> list[str]:
        """Return what is wrong with the index, a line a finding; empty if nothing is.

        Everything is read: the catalog, all derived files, whether they hold the same chunks, and originals.
        """
        return checking.findings(self._catalog, self._files, self._originals, self.embedder)

    def repair(self, *, wait: float = 0) -> list[str]:
        """Build everything derived anew, and forget the vectors of texts that are in no document any more.

        Originals that are missing or damaged can't be made again: they are forgotten.

        Args:
            wait: Seconds to wait for another writer.

        Returns:
            What is lost, a line an original.

        Raises:
            IndexDamagedError: the catalog itself is damaged.
            IndexBusyError: another process is writing.
            IndexNotWritableError: the folder or disk refuses.
        """
        with writer_lock(self.folder, wait=wait):
            checking.refuse_damaged(self._catalog)
            with self._catalog.write() as transaction:
                self._files.rebuild(transaction)
                transaction.drop_unused_vectors()
                lost = checking.lost_originals(transaction, self._originals)
                transaction.forget_originals(lost)
            with self._catalog.read() as reader:
                self._files.drop_unnamed(reader)
                self._originals.drop_others(reader.originals().values())
        self._snapshots.forget()
        return [
            f"the original of {source} is lost; `rag add --keep-originals` with that file keeps it again"
            for source in lost.values()
        ]

    def export(self, path: str | Path) -> None:
        """Write the present state into one file, which ``import_file`` reads.

        Originals go along; one that is missing or damaged is left out with a warning.

        Raises:
            IndexNotWritableError: the file can't be written, or is there already.
        """
        archive.export(self._catalog, self._originals, Path(path).absolute())

    @classmethod
    def import_file(cls, file: str | Path, path: str | Path) -> "Collection":
        """Make an index of what ``export`` wrote, once all of it has been verified.

        Args:
            file: What was exported.
            path: The folder of the new index.

        Raises:
            ArchiveError: the file isn't an exported index, or isn't whole.
            IndexNotWritableError: the folder holds an index already, or can't be written.
        """
        folder = Path(path).absolute()
        refuse_network_share(folder)
        archive.import_file(Path(file), folder / _CATALOG_FILE, Originals(folder / _ORIGINALS_FOLDER))
        collection = cls.open(folder)
        collection.repair(wait=_PATIENCE)
        return collection

    # Within

    @contextmanager
    def _writer(self, on_outcome: OnOutcome | None, wait: float) -> Iterator[IndexWriter]:
        with writer_lock(self.folder, wait=wait):
            writer = IndexWriter(self._catalog, self.embedder, self._files, on_outcome)
            try:
                yield writer
                with self._catalog.read() as reader:
                    self._originals.drop_others(reader.originals().values())
            except KeyboardInterrupt:
                writer.keep_finished()
                raise
            finally:
                writer.stop()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # deleted by a writer since it was listed


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
