"""An index as one file: a zip with the catalog and a note of what it is. What is derived, arrival makes."""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from index.catalog import Catalog
from index.errors import ArchiveError, IndexDamagedError, IndexNotWritableError
from index.files import make_folder, publish, remove, sync
from index.schema import SCHEMA_VERSION, TABLES
from index.sqlite import connect, not_writable

_FORMAT = "rag index 1"
_NOTE = "index.json"
_CATALOG = "catalog.sqlite3"
_LONGEST_NOTE = 1 << 16
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Note:
    format: str
    schema: int
    bytes: int
    sha256: str
    """Both of the catalog."""


def export(catalog: Catalog, target: Path) -> None:
    """Write the catalog's present state, without what is derived or unused, into a new file.

    Raises:
        IndexNotWritableError: the file can't be written, or is there already.
    """
    if target.exists():
        raise IndexNotWritableError(f"{target} is there already; give another name, or delete it")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            copy, draft = Path(folder, _CATALOG), Path(folder, "archive")
            catalog.copy_to(copy)
            _strip(copy)
            _pack(copy, draft)
            sync(draft)
            os.link(draft, target)  # fails if the name is taken by now, which renaming wouldn't
        sync(target.parent)
    except OSError as exc:
        raise IndexNotWritableError(f"{target} can't be written: {exc.strerror or exc}") from exc


def import_file(source: Path, target: Path) -> None:
    """Make a catalog of an exported file, if all of it is as it was written.

    Args:
        source: What ``export`` wrote, here or on another machine. It is not trusted.
        target: The new catalog; nothing may be there yet.

    Raises:
        ArchiveError: the file isn't an exported index, or isn't whole.
        IndexNotWritableError: there is an index already, or the folder can't be written.
    """
    if target.exists():
        raise IndexNotWritableError(
            f"there is an index in {target.parent} already; import into another folder"
        )
    draft = target.with_name(f"{target.name}.draft")
    try:
        make_folder(target.parent)
        _unpack(source, draft)
        _verify(source, draft)
        publish(draft, target)
    except OSError as exc:
        raise not_writable(target.parent, exc) from exc
    finally:
        for suffix in ("", "-wal", "-shm"):
            remove(draft.with_name(draft.name + suffix))


def _strip(copy: Path) -> None:
    """Take out of a copy what the other side makes anew, or isn't to have."""
    stripped = Catalog(copy)
    with stripped.write() as writer:
        writer.unseal()
        writer.drop_unused_vectors()
    stripped.close()


def _pack(copy: Path, draft: Path) -> None:
    with zipfile.ZipFile(draft, "x", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with copy.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        note = _Note(_FORMAT, SCHEMA_VERSION, copy.stat().st_size, sha256)
        archive.writestr(_NOTE, json.dumps(asdict(note), indent=2))
        with copy.open("rb") as file, archive.open(_CATALOG, "w", force_zip64=True) as packed:
            shutil.copyfileobj(file, packed, _PIECE)


def _unpack(source: Path, draft: Path) -> None:
    try:
        with source.open("rb") as file:
            _unpack_open(source, file, draft)
    except FileNotFoundError as exc:
        raise ArchiveError(f"{source}: no such file") from exc


def _unpack_open(source: Path, file: IO[bytes], draft: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            with archive.open(_NOTE) as packed:
                note = _Note(**json.loads(packed.read(_LONGEST_NOTE)))
            _refuse_other_formats(source, note)
            with archive.open(_CATALOG) as packed, draft.open("wb") as catalog:
                _copy_verified(packed, catalog, note)
            sync(draft)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as exc:
        raise ArchiveError(f"{source} isn't an exported index, or isn't whole: {exc}") from exc
    except EOFError as exc:
        raise ArchiveError(f"{source} isn't whole: it ends too early") from exc


def _refuse_other_formats(source: Path, note: _Note) -> None:
    if note.format != _FORMAT:
        raise ValueError(f"its format is {note.format!r}")
    if note.schema != SCHEMA_VERSION:
        raise ArchiveError(
            f"{source} was exported by another version (format {note.schema}, this one reads "
            f"{SCHEMA_VERSION}); export it with the version that imports it"
        )


def _copy_verified(packed: IO[bytes], target: IO[bytes], note: _Note) -> None:
    """Copy what the note promises, and not a byte more: a small file may unpack into a very large one."""
    digest, left = hashlib.sha256(), note.bytes
    while piece := packed.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise ValueError("it holds more than it says")
        digest.update(piece)
        target.write(piece)
    if left or digest.hexdigest() != note.sha256:
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
