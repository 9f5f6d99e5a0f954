"""The derived files of one generation: the FAISS and BM25 indexes, sealed together.

A generation's files lie in a folder of their own, never change once they are there, and are used only if
their sha256 is the one that the catalog recorded. Whatever is wrong with them, they are built again from the
catalog.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.catalog import CatalogReader
from index.chunking import with_header
from index.dense import DenseIndex
from index.lexical import LexicalIndex

KEPT_GENERATIONS = 2
"""The newest and the one before it, which a reader may just be opening."""

_DENSE_FILE = "dense.faiss"
_LEXICAL_FOLDER = "lexical"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Derived:
    """Both search indexes, of one generation of the catalog."""

    generation: int
    dense: DenseIndex
    lexical: LexicalIndex


def build_in_memory(reader: CatalogReader) -> Derived:
    """Derive both indexes from the catalog without touching the disk."""
    ids, vectors = reader.vectors()
    return Derived(
        generation=reader.generation(),
        dense=DenseIndex.build(ids, vectors),
        lexical=LexicalIndex.in_memory(_lexical_rows(reader)),
    )


def load(folder: Path, reader: CatalogReader) -> Derived | None:
    """Return the sealed indexes of the reader's generation; None if they are missing or damaged.

    Args:
        folder: The folder of all generations.
        reader: The state that they must belong to.
    """
    generation = reader.generation()
    manifest = reader.manifest(generation)
    if manifest is None:
        return None
    place = folder / str(generation)
    try:
        if _digest(place) != manifest.sha256:
            logger.warning("the search files in %s are damaged; they are built again", place)
            return None
        return Derived(
            generation=generation,
            dense=DenseIndex.load(place / _DENSE_FILE),
            lexical=LexicalIndex.load(place / _LEXICAL_FOLDER),
        )
    except OSError as exc:
        logger.warning("the search files in %s can't be read (%s); they are built again", place, exc)
        return None


def write(folder: Path, reader: CatalogReader) -> str:
    """Write the indexes of the reader's generation, and return their sha256 for the catalog to record.

    What hasn't changed since the last sealed generation is taken over from its files.
    """
    generation = reader.generation()
    place = folder / str(generation)
    draft = folder / f"{generation}.draft"
    for leftover in (draft, place):
        shutil.rmtree(leftover, ignore_errors=True)
    draft.mkdir(parents=True)

    ids, vectors = reader.vectors()
    DenseIndex.build(ids, vectors).save(draft / _DENSE_FILE)
    _write_lexical(folder, draft / _LEXICAL_FOLDER, reader)

    digest = _digest(draft)
    for file in _files(draft):
        _sync(file)
    _sync(draft / _LEXICAL_FOLDER)
    _sync(draft)
    draft.rename(place)
    _sync(folder)
    return digest


def drop_old(folder: Path) -> None:
    """Delete the files of all but the newest generations, and what a killed writer left."""
    generations = sorted((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), reverse=True)
    kept = {str(generation) for generation in generations[:KEPT_GENERATIONS]}
    for path in folder.iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _write_lexical(folder: Path, target: Path, reader: CatalogReader) -> None:
    """Take over the newest sealed index and bring it up to date, or make it anew."""
    target.mkdir()
    manifest = reader.manifest()
    before = folder / str(manifest.generation) if manifest else folder
    if manifest is None or not before.is_dir() or _digest(before) != manifest.sha256:
        LexicalIndex.update(target, removed=(), added=_lexical_rows(reader))
        return
    for file in (before / _LEXICAL_FOLDER).iterdir():
        if _is_content(file):
            _link(file, target / file.name)
    LexicalIndex.update(
        target,
        removed=reader.tombstones(since=manifest.generation),
        added=_lexical_rows(reader, above=manifest.last_chunk_id),
    )


def _lexical_rows(reader: CatalogReader, *, above: int = 0) -> Iterable[tuple[int, str, str]]:
    for chunk, title, published in reader.chunk_rows(above=above):
        text = with_header(chunk.text, title=title, published=published, heading=chunk.heading)
        yield chunk.chunk_id, chunk.doc_id, text


def _digest(place: Path) -> str:
    """Return the sha256 over the names and contents of all files below ``place``."""
    total = hashlib.sha256()
    for path in _files(place):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(place).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file() and _is_content(path))


def _is_content(path: Path) -> bool:
    """Tell what tantivy keeps from the lock files that it leaves wherever it reads."""
    return not path.name.endswith(".lock")


def _link(file: Path, target: Path) -> None:
    """Share a file that is never changed again; copy it where the file system has no hard links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
