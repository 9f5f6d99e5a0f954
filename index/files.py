"""Files that are there whole or not at all, also after power loss, and that are known by their sha256."""

import hashlib
import os
import shutil
from pathlib import Path

_Key = tuple[int, int, int, int]


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(draft: Path, target: Path) -> None:
    """Give a file or folder whose contents are on the disk its name, for good."""
    draft.rename(target)
    sync(target.parent)


def link(file: Path, target: Path) -> None:
    """Share a file that is never changed again; copy it where the file system has no hard links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they are there after power loss."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


def remove(path: Path) -> None:
    """Delete a file or a folder with all that is in it, if that can be done."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


class Verifier:
    """Compares files with their recorded sha256, and reads each only once as long as it doesn't change."""

    def __init__(self) -> None:
        self._known: dict[_Key, str] = {}

    def holds(self, path: Path, sha256: str) -> bool:
        """Tell whether a file is there and has that sha256."""
        try:
            return self.digest(path) == sha256
        except OSError:
            return False

    def digest(self, path: Path) -> str:
        """Return the sha256 of a file."""
        status = path.stat()
        # Not the time of the last change of the inode: a new hard link counts as one.
        key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if key not in self._known:
            self._known[key] = digest(path)
        return self._known[key]

    def forget(self) -> None:
        """Read every file anew from now on."""
        self._known.clear()
