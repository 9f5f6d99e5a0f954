"""An index as one file: a zip with the catalog, the originals and a note of what it is.

What is derived, arrival makes.
"""

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from index.catalog import Catalog
from index.errors import ArchiveError, IndexDamagedError, IndexNotWritableError
from index.files import digest, make_folder, publish, remove, sync
from index.originals import Originals, file_name
from index.schema import SCHEMA_VERSION, TABLES
from index.sqlite import connect, not_writable
from index.types import Original

_FORMAT = "rag index 1"
_NOTE = "index.json"
_CATALOG = "catalog.sqlite3"
_ORIGINALS = "originals/"
_LONGEST_NOTE = 1 << 16
_PIECE = 1 << 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Note:
    format: str
    schema: int
    bytes: int
    sha256: str
    """Both of the catalog."""


def export(catalog: Catalog, originals: Originals, target: Path) -> None:
    """Write the catalog's present state, without what is derived or unused, and originals into a new file.

    Raises:
        IndexNotWritableError: the file can't be written, or is there already.
    """
    if target.exists():
        raise IndexNotWritableError(f"{target} is there already; give another name, or delete it")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            copy, draft = Path(folder, _CATALOG), Path(folder, "archive")
            catalog.copy_to(copy)
            with zipfile.ZipFile(draft, "x", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                _strip(copy, lost=_pack_originals(copy, originals, archive))
                _pack_catalog(copy, archive)
            sync(draft)
            os.link(draft, target)  # fails if the name is taken by now, which renaming wouldn't
        sync(target.parent)
    except OSError as exc:
        raise IndexNotWritableError(f"{target} can't be written: {exc.strerror or exc}") from exc


def import_file(source: Path, target: Path, originals: Originals) -> None:
    """Make a catalog of an exported file, if all of it is as it was written.

    Args:
        source: What ``export`` wrote, here or on another machine. It is not trusted.
        target: The new catalog; nothing may be there yet.
        originals: Takes those that come along.

    Raises:
        ArchiveError: the file isn't an exported index, or isn't whole.
        IndexNotWritableError: there is an index already, or the folder can't be written.
    """
    if target.exists():
        raise IndexNotWritableError(
            f"there is an index in {target.parent} already; import into another folder"
        )
    draft = target.with_name(f"{target.name}.draft")
    before = originals.all()
    try:
        make_folder(target.parent)
        with _opened(source) as archive:
            _unpack_catalog(source, archive, draft)
            _verify(source, draft)
            _unpack_originals(archive, _originals_of(draft), originals)
        publish(draft, target)
    except OSError as exc:
        raise not_writable(target.parent, exc) from exc
    finally:
        if not target.exists():
            originals.drop_others(before)
        for suffix in ("", "-wal", "-shm"):
            remove(draft.with_name(draft.name + suffix))


def _strip(copy: Path, *, lost: list[str]) -> None:
    """Take out of a copy what the other side makes anew, isn't to have, or doesn't get."""
    stripped = Catalog(copy)
    with stripped.write() as writer:
        writer.unseal()
        writer.drop_unused_vectors()
        writer.forget_originals(lost)
    stripped.close()


def _originals_of(catalog: Path) -> dict[str, Original]:
    opened = Catalog(catalog)
    try:
        with opened.read() as reader:
            return reader.originals()
    finally:
        opened.close()


def _pack_originals(copy: Path, originals: Originals, archive: zipfile.ZipFile) -> list[str]:
    """Pack the originals that a catalog names; return the documents whose original can't come along."""
    wanted = _originals_of(copy)
    packed = {one: _pack_original(one, originals, archive) for one in dict.fromkeys(wanted.values())}
    lost = [doc_id for doc_id, original in wanted.items() if not packed[original]]
    for doc_id in lost:
        logger.warning("the original of document %s is lost and isn't exported", doc_id)
    return lost


def _pack_original(original: Original, originals: Originals, archive: zipfile.ZipFile) -> bool:
    """Pack an original if it is there and is what was kept, and tell whether it was."""
    path = originals.find(original)
    try:
        if path is None or digest(path) != original.sha256:
            return False
        _pack(path, archive, f"{_ORIGINALS}{path.name}")
    except FileNotFoundError:  # a writer has just removed it
        return False
    return True


def _pack_catalog(copy: Path, archive: zipfile.ZipFile) -> None:
    note = _Note(_FORMAT, SCHEMA_VERSION, copy.stat().st_size, digest(copy))
    archive.writestr(_NOTE, json.dumps(asdict(note), indent=2))
    _pack(copy, archive, _CATALOG)


def _pack(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as packed:
        shutil.copyfileobj(file, packed, _PIECE)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """Open an exported file; whatever turns out to be wrong with it while it is read is named as such."""
    try:
        file = source.open("rb")
    except FileNotFoundError as exc:
        raise ArchiveError(f"{source}: no such file") from exc
    try:
        with file, zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as exc:
        raise ArchiveError(f"{source} isn't an exported index, or isn't whole: {exc}") from exc
    except EOFError as exc:
        raise ArchiveError(f"{source} isn't whole: it ends too early") from exc


def _unpack_catalog(source: Path, archive: zipfile.ZipFile, draft: Path) -> None:
    with archive.open(_NOTE) as packed:
        note = _Note(**json.loads(packed.read(_LONGEST_NOTE)))
    _refuse_other_formats(source, note)
    with archive.open(_CATALOG) as packed, draft.open("wb") as catalog:
        _copy_verified(packed, catalog, note)
    sync(draft)


def _unpack_originals(archive: zipfile.ZipFile, wanted: Mapping[str, Original], originals: Originals) -> None:
    if not wanted:
        return
    with originals.drafts() as folder:
        for original in dict.fromkeys(wanted.values()):
            name = file_name(original)
            with archive.open(f"{_ORIGINALS}{name}") as packed, (folder / name).open("wb") as draft:
                _copy_verified(packed, draft, original)
            originals.keep(folder / name)


def _refuse_other_formats(source: Path, note: _Note) -> None:
    if note.format != _FORMAT:
        raise ValueError(f"its format is {note.format!r}")
    if note.schema != SCHEMA_VERSION:
        raise ArchiveError(
            f"{source} was exported by another version (format {note.schema}, this one reads "
            f"{SCHEMA_VERSION}); export it with the version that imports it"
        )


def _copy_verified(packed: IO[bytes], target: IO[bytes], promised: _Note | Original) -> None:
    """Copy what is promised, and not a byte more: a small file may unpack into a very large one."""
    found, left = hashlib.sha256(), promised.bytes
    if left < 0:
        raise ValueError("it promises less than nothing")
    while piece := packed.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise ValueError("it holds more than it says")
        found.update(piece)
        target.write(piece)
    if left or found.hexdigest() != promised.sha256:
        raise ValueError("its content isn't what was exported")


def _verify(source: Path, draft: Path) -> None:
    """Refuse a catalog that isn't sound, or holds more than tables: a view or a trigger would be code."""
    try:
        connection = connect(draft)
        try:
            objects = connection.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
        finally:
            connection.close()
        strange = [
            name for kind, name, table in objects if kind not in {"table", "index"} or table not in TABLES
        ]
        if strange:
            raise ArchiveError(f"{source} holds more than an index: {', '.join(map(repr, strange[:5]))}")
        catalog = Catalog.open(draft)
        found = catalog.findings()
        catalog.close()
    except (sqlite3.Error, IndexDamagedError) as exc:
        raise ArchiveError(f"{source} isn't an exported index: {exc}") from exc
    if found:
        raise ArchiveError(f"{source} is damaged: {found[0]}")
