"""The files that documents were read from, kept as they were, each under the sha256 of its bytes.

Who reads a file writes its bytes to a draft (``write_draft``); who stores the document has the draft kept.
What is to be there stands in the catalog.
"""

import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from index.files import digest, make_folder, remove, sync
from index.sqlite import not_writable
from index.types import Original

_NAME = re.compile(r"([0-9a-f]{64})((?:\.[a-z0-9]+)?)")
_DRAFT = "draft-"


def write_draft(raw: bytes, name: str, folder: Path) -> Path:
    """Write the bytes of a file into a folder, under a new name with the ending of ``name``."""
    path = folder / f"{secrets.token_hex(8)}{PurePath(name).suffix.lower()}"
    path.write_bytes(raw)
    return path


def file_name(original: Original) -> str:
    """Return what an original is called where it is kept.

    Raises:
        ValueError: it isn't one that was ever kept: a catalog from elsewhere may say anything.
    """
    name = f"{original.sha256}{original.suffix}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of an original")
    return name


class Originals:
    """A folder of files that never change. It is there once something was kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def drafts(self) -> Iterator[Path]:
        """Yield a folder for drafts; what isn't kept goes with it when the block ends."""
        try:
            make_folder(self._folder)
            drafts = tempfile.TemporaryDirectory(prefix=_DRAFT, dir=self._folder)
        except OSError as exc:
            raise not_writable(self._folder.parent, exc) from exc
        with drafts as folder:
            yield Path(folder)

    def keep(self, file: Path) -> Original:
        """Move a file here, and return what it is known by from now on.

        Raises:
            IndexNotWritableError: the folder or disk refuses.
        """
        draft = self._folder / f"{_DRAFT}{secrets.token_hex(8)}"
        try:
            make_folder(self._folder)
            shutil.move(file, draft)
            original = Original(digest(draft), file.suffix.lower(), draft.stat().st_size)
            kept = draft.rename(self._folder / file_name(original))
            # Only now, and once: until the catalog speaks of it, half a file does no harm under its name.
            sync(kept)
        except OSError as exc:
            raise not_writable(self._folder.parent, exc) from exc
        finally:
            remove(draft)
        return original

    def find(self, original: Original) -> Path | None:
        """Return where an original is kept; None if the file is gone or not of that size."""
        try:
            path = self._folder / file_name(original)
            there = not path.is_symlink() and path.is_file() and path.stat().st_size == original.bytes
        except (OSError, ValueError):
            return None
        return path if there else None

    def is_sound(self, original: Original) -> bool:
        """Tell whether an original is there and is what was kept, byte for byte."""
        path = self.find(original)
        try:
            return path is not None and digest(path) == original.sha256
        except OSError:
            return False

    def all(self) -> list[Original]:
        """Return what the folder holds, whether or not a document was read from it."""
        return [
            Original(name[1], name[2], file.stat().st_size)
            for file in self._files()
            if (name := _NAME.fullmatch(file.name))
        ]

    def drop_others(self, wanted: Iterable[Original]) -> None:
        """Delete originals that aren't wanted, and drafts; what else lies here is left alone."""
        names = {f"{original.sha256}{original.suffix}" for original in wanted}
        for file in self._files():
            ours = _NAME.fullmatch(file.name) or file.name.startswith(_DRAFT)
            if ours and file.name not in names:
                remove(file)
        with suppress(OSError):  # something is left in it
            self._folder.rmdir()

    def _files(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.is_dir() else []
