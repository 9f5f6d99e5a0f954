"""Paths that a user gives -> the files to read."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import LoadError
from index.loaders import is_known

_SKIPPED_FOLDERS = frozenset({"venv", "node_modules", "__pycache__", "site-packages"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read."""

    path: Path
    """Absolute, without ``..``; symbolic links in it are kept."""
    explicit: bool
    """Given by name, not found in a folder."""
    source: str | None = None
    """What it stands for, where that isn't its path."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands under the given paths."""

    files: tuple[FoundFile, ...]
    """In the order given, a folder's by name. A folder that can't be opened stands here as a file, so that
    reading it says why."""
    folders: tuple[Path, ...]
    """Those of the given paths that are folders."""
    skipped: int
    """Files and folders passed over: hidden, of unknown type, installed packages, the index itself, and
    pictures as long as nothing reads them."""


def find_files(paths: Iterable[Path], *, index_dir: Path, known: Callable[[Path], bool] = is_known) -> Found:
    """Return every file of a known type in ``paths``, and every file named there, each once.

    Args:
        paths: Files, of whatever type, and folders, which are searched to the bottom.
        index_dir: The index, which is never read into itself.
        known: Tells by its name whether a file is of a known type.

    Raises:
        LoadError: one of the paths doesn't exist.
    """
    given = [Path(os.path.normpath(path.expanduser().absolute())) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise LoadError(f"{path}: no such file or folder")
    walk = _Walk(index_dir.resolve(), known)
    found: dict[Path, FoundFile] = {}
    for path in given:
        if path.is_dir():
            for file in walk.files(path):
                found.setdefault(file, FoundFile(file, explicit=False))
        else:
            found[path] = FoundFile(path, explicit=True)
    folders = tuple(path for path in given if path.is_dir())
    return Found(tuple(found.values()), folders, walk.skipped)


class _Walk:
    """Searches folders, and remembers where it has been: links may lead in circles."""

    def __init__(self, index_dir: Path, known: Callable[[Path], bool]) -> None:
        self.skipped = 0
        self._index_dir = index_dir
        self._known = known
        self._seen: set[Path] = set()

    def files(self, folder: Path) -> Iterator[Path]:
        real = folder.resolve()
        if real == self._index_dir:
            self.skipped += 1
            return
        if real in self._seen:
            return
        self._seen.add(real)
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            yield folder
            return
        for entry in entries:
            if entry.name.startswith(".") or (entry.name in _SKIPPED_FOLDERS and entry.is_dir()):
                self.skipped += 1
            elif entry.is_dir():
                yield from self.files(entry)
            elif self._known(entry):
                yield entry
            else:
                self.skipped += 1
