"""One state of an index at a time: what the catalog holds, and the search indexes made of it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.catalog import Catalog
from index.catalog_reader import CatalogReader
from index.derived import Derived, DerivedFiles, UnusableError, build_in_memory
from index.errors import IndexBusyError, IndexNotWritableError
from index.locking import writer_lock

_TRIES = 20
"""How often a reader looks for a state whose files a busy writer hasn't deleted yet."""

logger = logging.getLogger(__name__)


class Snapshots:
    """Hands out the newest state of an index, and mends search files that can't be used. Safe from threads.

    Args:
        folder: Of the index.
        catalog: The truth.
        files: What was made of it.
    """

    def __init__(self, folder: Path, catalog: Catalog, files: DerivedFiles) -> None:
        self._folder = folder
        self._catalog = catalog
        self._files = files
        self._derived: Derived | None = None
        self._refreshing = threading.Lock()

    def forget(self) -> None:
        """Let go of the search indexes; they are loaded again when they are needed."""
        self._derived = None

    @contextmanager
    def newest(self) -> Iterator[tuple[CatalogReader, Derived]]:
        """Read from one state of the index."""
        for _ in range(_TRIES):
            with self._catalog.read() as reader:
                try:
                    current = self.indexes(reader)
                except UnusableError as exc:
                    unusable, generation = exc, reader.generation()
                else:
                    yield reader, current
                    return
            # A writer deletes the files of states that have passed: then a newer state is there to be read.
            with self._catalog.read() as reader:
                passed = reader.generation() != generation
            if not passed:
                self._mend(unusable)
        with self._catalog.read() as reader:
            yield reader, build_in_memory(reader)

    def indexes(self, reader: CatalogReader) -> Derived:
        """Return the search indexes of the state that ``reader`` sees.

        Raises:
            UnusableError: the files they are in can't be used.
        """
        generation = reader.generation()
        current = self._derived
        if current is not None and current.generation == generation:
            return current
        with self._refreshing:
            current = self._derived
            if current is None or current.generation != generation:
                current = self._files.load(reader, before=current)
                self._derived = current
            return current

    def _mend(self, unusable: UnusableError) -> None:
        """Build again what can't be used: in the folder if it can be written, else in memory."""
        with self._refreshing:
            try:
                with writer_lock(self._folder, wait=0), self._catalog.write() as transaction:
                    try:
                        self._files.load(transaction)
                    except UnusableError as exc:
                        logger.warning("search files are unusable and are built again: %s", exc)
                        self._files.rebuild(transaction, exc.parts)
                        self._files.drop_unnamed(transaction)
            except (IndexBusyError, IndexNotWritableError) as exc:
                logger.warning("search files are unusable and are built in memory: %s; %s", unusable, exc)
                with self._catalog.read() as reader:
                    self._derived = build_in_memory(reader)
