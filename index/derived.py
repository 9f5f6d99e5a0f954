"""The derived files of an index: dense segments and a BM25 index, each as it was when it was sealed.

derived/dense/NAME.faiss  one segment
derived/lexical/NAME/     a BM25 index, of which most files are shared with the one before

A file never changes once it has its name, and is used only if its sha256 is the one that the catalog
recorded in the transaction that sealed it. Whatever is wrong with it, it is built again from the catalog.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index import files
from index.catalog_reader import CatalogReader
from index.catalog_writer import CatalogWriter
from index.chunking import with_header
from index.dense import DenseIndex, Ids
from index.lexical import LexicalIndex
from index.records import SealedLexical, Segment
from index.segments import DEFAULT_SIZES, SegmentedIndex, Sizes
from index.sqlite import not_writable
from index.types import Vectors

LEXICAL = "lexical"
"""What the BM25 index is called among the unusable parts."""

_BATCH = 8192
_UNUSABLE = (OSError, RuntimeError, ValueError)
"""What FAISS and tantivy raise, whatever the matter is."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Both search indexes, of one generation of the catalog."""

    generation: int
    dense: SegmentedIndex
    lexical: LexicalIndex
    segments: Mapping[str, DenseIndex]
    """The sealed ones by name, to be used again by the next generation."""


class UnusableError(Exception):
    """Sealed files are missing, damaged, or of a format that isn't read any more.

    Args:
        parts: What is wrong with each: the names of segments, or ``LEXICAL``.
    """

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__("; ".join(parts.values()))
        self.parts = parts


class DerivedFiles:
    """The folder of all derived files."""

    def __init__(self, folder: Path, *, sizes: Sizes = DEFAULT_SIZES) -> None:
        self.folder = folder
        self.sizes = sizes
        self.verifier = files.Verifier()
        self._dense = folder / "dense"
        self._lexical = folder / "lexical"

    def load(self, reader: CatalogReader, *, before: Derived | None = None) -> Derived:
        """Return the search indexes of the state that ``reader`` sees.

        Args:
            reader: The state.
            before: The indexes of another one, of which those that are still in use are taken over.

        Raises:
            UnusableError: sealed files can't be used.
        """
        known = before.segments if before is not None else {}
        unusable: dict[str, str] = {}
        opened: dict[str, DenseIndex] = {}
        segments = reader.segments()
        for segment in segments:
            try:
                opened[segment.name] = known.get(segment.name) or self._open_segment(segment)
            except _UNUSABLE as exc:
                unusable[segment.name] = str(exc)
        try:
            lexical = self._open_lexical(reader)
        except _UNUSABLE as exc:
            unusable[LEXICAL] = str(exc)
        if unusable:
            raise UnusableError(unusable)
        return Derived(reader.generation(), _dense(reader, opened), lexical, opened)

    def seal(self, writer: CatalogWriter) -> None:
        """Bring the files up to the state that ``writer`` is about to commit.

        Raises:
            IndexNotWritableError: the folder or disk refuses.
        """
        with self._writing():
            self._seal_lexical(writer, writer.lexical())
            last = _last_sealed(writer)
            if writer.chunks_above(last) >= self.sizes.seal:
                segment = self.write_segment(writer, last + 1, writer.last_chunk_id())
                writer.seal_segment(segment, seen=writer.generation())

    def rebuild(self, writer: CatalogWriter, parts: Iterable[str] | None = None) -> None:
        """Build files anew from the catalog: the named ones, or all.

        Raises:
            IndexNotWritableError: the folder or disk refuses.
        """
        wanted = None if parts is None else set(parts)
        with self._writing():
            if wanted is None or LEXICAL in wanted:
                self._seal_lexical(writer, None)
            if wanted is None:
                self._reseal(writer, writer.segments())
                return
            for segment in writer.segments():
                if segment.name in wanted:
                    self._reseal(writer, [segment])

    def write_segment(
        self, reader: CatalogReader, first: int, last: int, *, pause: Callable[[], None] = lambda: None
    ) -> Segment | None:
        """Write the vectors of the chunks from one id to another into a new file; None if there are none.

        Args:
            reader: The state they are taken from.
            first: The lowest id.
            last: The highest id.
            pause: Called now and then; what it raises ends the work.
        """
        ids = reader.chunk_ids(above=first - 1, upto=last)
        if not len(ids):
            return None

        def fetch(wanted: Ids) -> Iterator[tuple[Ids, Vectors]]:
            for start in range(0, len(wanted), _BATCH):
                pause()
                yield reader.vectors_of(wanted[start : start + _BATCH])

        kind = self.sizes.kind(len(ids))
        if kind == "flat":
            dense = DenseIndex.build(*reader.vectors(above=first - 1, upto=last))
        else:
            dense = DenseIndex.build_clustered(ids, fetch, dimensions=reader.identity().dimensions)
        name = f"{secrets.token_hex(8)}.faiss"
        files.make_folder(self._dense)
        draft = self._dense / f"{name}.draft"
        try:
            dense.save(draft)
            files.sync(draft)
            files.publish(draft, self._dense / name)
        finally:
            files.remove(draft)
        return Segment(name, kind, first, last, len(ids), self.verifier.digest(self._dense / name))

    def drop_unnamed(self, reader: CatalogReader, *, keep: Iterable[str] = ()) -> None:
        """Delete the files that no part of the reader's state names, and what a killed writer left.

        Args:
            reader: The state.
            keep: Names of files that stay all the same.
        """
        sealed = reader.lexical()
        named = {segment.name for segment in reader.segments()} | set(keep)
        if sealed is not None:
            named.add(sealed.folder)
        for folder in (self._dense, self._lexical):
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.name not in named:
                    files.remove(path)
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path not in (self._dense, self._lexical):
                files.remove(path)  # as an earlier format had them

    def load_anew(self, reader: CatalogReader) -> Derived:
        """Return the search indexes, with every file read and compared again.

        Raises:
            UnusableError: sealed files can't be used.
        """
        self.verifier.forget()
        return self.load(reader)

    def unusable(self, reader: CatalogReader) -> Mapping[str, str]:
        """Return what is wrong with each part that can't be used, every file read and compared again."""
        try:
            self.load_anew(reader)
        except UnusableError as exc:
            return exc.parts
        return {}

    def _open_segment(self, segment: Segment) -> DenseIndex:
        path = self._dense / segment.name
        self._verify(path, segment.sha256)
        return DenseIndex.load(path)

    def _open_lexical(self, reader: CatalogReader) -> LexicalIndex:
        sealed = reader.lexical()
        if sealed is None:
            if reader.last_chunk_id() == 0:
                return LexicalIndex.in_memory(())
            raise ValueError("there is no BM25 index yet")
        for name, sha256 in sealed.files.items():
            self._verify(self._lexical / sealed.folder / name, sha256)
        return LexicalIndex.load(self._lexical / sealed.folder)

    def _verify(self, path: Path, sha256: str) -> None:
        if self.verifier.digest(path) != sha256:
            raise ValueError(f"{path} is damaged")

    def _seal_lexical(self, writer: CatalogWriter, before: SealedLexical | None) -> None:
        """Bring the sealed index ``before`` up to date, or make one of everything."""
        base = before if before is not None and self._is_intact(before) else None
        name = f"{writer.generation()}-{secrets.token_hex(4)}"
        files.make_folder(self._lexical)
        draft = self._lexical / f"{name}.draft"
        try:
            draft.mkdir()
            last = 0
            if base is not None:
                last = base.last_chunk_id
                for file in base.files:
                    files.link(self._lexical / base.folder / file, draft / file)
            LexicalIndex.update(
                draft,
                removed=[gone for gone in writer.removed_chunks if gone <= last],
                added=_lexical_rows(writer, above=last),
            )
            digests = self._settle(draft, base.files if base is not None else {})
            files.publish(draft, self._lexical / name)
        finally:
            files.remove(draft)
        writer.seal_lexical(SealedLexical(name, writer.last_chunk_id(), digests))

    def _is_intact(self, sealed: SealedLexical) -> bool:
        folder = self._lexical / sealed.folder
        return all(self.verifier.holds(folder / name, sha256) for name, sha256 in sealed.files.items())

    def _settle(self, folder: Path, shared: Mapping[str, str]) -> dict[str, str]:
        """Bring a folder's files to the disk, those aside that are there already; return their sha256."""
        digests = {}
        for path in sorted(filter(LexicalIndex.is_content, folder.iterdir())):
            digests[path.name] = self.verifier.digest(path)
            if shared.get(path.name) != digests[path.name] or path.stat().st_nlink == 1:
                files.sync(path)
        files.sync(folder)
        return digests

    def _reseal(self, writer: CatalogWriter, segments: list[Segment]) -> None:
        if segments:
            made = self.write_segment(writer, segments[0].first_chunk_id, segments[-1].last_chunk_id)
            writer.seal_segment(made, instead_of=segments, seen=writer.generation())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except _UNUSABLE as exc:
            raise not_writable(self.folder.parent, exc) from exc


def build_in_memory(reader: CatalogReader) -> Derived:
    """Derive both indexes from the catalog without touching the disk."""
    nothing: Ids = reader.chunk_ids(upto=0)
    dense = SegmentedIndex([DenseIndex.build(*reader.vectors())], nothing, upto=0)
    return Derived(reader.generation(), dense, LexicalIndex.in_memory(_lexical_rows(reader)), {})


def _dense(reader: CatalogReader, opened: Mapping[str, DenseIndex]) -> SegmentedIndex:
    unsealed = DenseIndex.build(*reader.vectors(above=_last_sealed(reader)))
    return SegmentedIndex([*opened.values(), unsealed], reader.tombstones(), upto=reader.last_chunk_id())


def _last_sealed(reader: CatalogReader) -> int:
    return max((segment.last_chunk_id for segment in reader.segments()), default=0)


def _lexical_rows(reader: CatalogReader, *, above: int = 0) -> Iterator[tuple[int, str, str]]:
    for chunk, title, published in reader.chunk_rows(above=above):
        text = with_header(chunk.text, title=title, published=published, heading=chunk.heading)
        yield chunk.chunk_id, chunk.doc_id, text
