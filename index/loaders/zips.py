"""ZIP files, of documents or as what an Office file is made of: checked before a byte is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.errors import LoadError
from index.loaders.advice import SAVE_ANEW

MOST_ENTRIES = 10_000
MOST_BYTES = 512 * 1024 * 1024
"""Unpacked, all entries together."""
MOST_RATIO = 200
_SMALL = 16 * 1024 * 1024
"""Unpacked: no ratio makes this much dangerous, and an almost empty sheet packs very well."""

_ENCRYPTED = 0x1
_IGNORED_FOLDERS = frozenset({"__MACOSX"})


def open_zip(raw: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive, once what its directory promises is harmless.

    Python's reader never unpacks more of an entry than the directory says.

    Raises:
        LoadError: it is no ZIP file, or would unpack into too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as exc:
        raise LoadError(f"{name} is damaged, cut off or no {_kind(name)} ({exc}); {SAVE_ANEW}") from exc
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    ratio = total // max(len(raw), 1)
    if len(entries) > MOST_ENTRIES:
        reason = f"holds {len(entries):,} entries; at most {MOST_ENTRIES:,} are read: unpack it"
    elif total > MOST_BYTES:
        reason = f"would unpack into {total >> 20:,} MB; at most {MOST_BYTES >> 20:,} MB are read: unpack it"
    elif total > _SMALL and ratio > MOST_RATIO:
        made_to = "as an archive does that is made to do harm; if you trust it, unpack it"
        reason = f"would unpack into {ratio:,} times its size, {made_to}"
    else:
        return archive
    raise LoadError(f"{name} {reason}")


def read_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, name: str, password: str | None = None
) -> bytes:
    """Unpack an entry.

    Raises:
        LoadError: it is damaged, protected by another password, or packed in a way that isn't known here.
    """
    which = f"{entry.filename} in {name}"
    if entry.flag_bits & _ENCRYPTED and password is None:
        raise LoadError(f"{which} is password-protected; give its password with --password")
    try:
        return archive.read(entry, pwd=password.encode() if password is not None else None)
    except NotImplementedError as exc:
        raise LoadError(f"{which} can't be unpacked: {exc}; unpack it and add the file") from exc
    except RuntimeError as exc:  # what zipfile raises for a wrong password
        raise LoadError(f"{which} can't be unpacked: {exc}; check --password") from exc
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as exc:
        raise LoadError(f"{which} is damaged ({exc}); {SAVE_ANEW}") from exc


def document_entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the entries that may be documents, by name: no folders, nothing hidden."""
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
        parts = path_in_archive(entry).parts
        hidden = any(part.startswith(".") or part in _IGNORED_FOLDERS for part in parts)
        if parts and not entry.is_dir() and not hidden:
            yield entry


def path_in_archive(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return an entry's path below the archive, whatever its name pretends."""
    parts = entry.filename.replace("\\", "/").split("/")
    return PurePosixPath(*(part for part in parts if part not in {"", ".", ".."}))


def _kind(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    return f"{suffix} file" if suffix else "ZIP file"
