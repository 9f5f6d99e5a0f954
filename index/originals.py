"""The files that documents were read from, kept as they were, each under the sha256 of its bytes."""

import shutil
from collections.abc import Collection
from pathlib import Path

from index.files import digest, make_folder, publish, remove, sync

_DRAFT = ".draft"


class Originals:
    """A folder of files that never change. It is there once something was kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: Path, sha256: str) -> bool:
        """Copy a file, and tell whether it is the one with that sha256: it may have changed meanwhile."""
        target = self._folder / f"{sha256}{file.suffix.lower()}"
        if target.exists():
            return True
        make_folder(self._folder)
        draft = self._folder / f"{target.name}{_DRAFT}"
        try:
            shutil.copyfile(file, draft)
            if digest(draft) != sha256:
                return False
            sync(draft)
            publish(draft, target)
        finally:
            remove(draft)
        return True

    def find(self, sha256: str) -> Path | None:
        """Return the file with that sha256, if it was kept."""
        found = sorted(self._folder.glob(f"{sha256}.*")) or sorted(self._folder.glob(sha256))
        return next((file for file in found if file.suffix != _DRAFT), None)

    def drop_others(self, wanted: Collection[str]) -> None:
        """Delete the files whose sha256 isn't among those wanted."""
        if self._folder.is_dir():
            for file in self._folder.iterdir():
                if file.name.partition(".")[0] not in wanted:
                    remove(file)
