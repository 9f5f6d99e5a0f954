"""Segments that become larger ones in a thread of its own, while the writer goes on."""

import threading
from collections.abc import Sequence

from index.catalog import Catalog
from index.catalog_reader import CatalogReader
from index.catalog_writer import CatalogWriter
from index.derived import DerivedFiles
from index.records import Segment
from index.segments import Sizes, dead_rows, to_merge


class Merge:
    """One merge. It reads a state of the catalog; what goes meanwhile stays recorded as gone."""

    def __init__(self, catalog: Catalog, derived_files: DerivedFiles, segments: Sequence[Segment]) -> None:
        self._catalog = catalog
        self._files = derived_files
        self._segments = segments
        self._stopped = threading.Event()
        self._made: Segment | None = None
        self._seen = 0
        self.error: Exception | None = None
        """What ended it before its time."""
        self._thread = threading.Thread(target=self._run, name="index-merge")
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether it has come to an end."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Return when it is done."""
        self._thread.join()

    def stop(self) -> None:
        """End it soon, with nothing changed."""
        self._stopped.set()
        self._thread.join()

    def adopt(self, writer: CatalogWriter) -> None:
        """Record the new segment in place of the old ones."""
        writer.seal_segment(self._made, instead_of=self._segments, seen=self._seen)

    def _run(self) -> None:
        try:
            with self._catalog.read() as reader:
                self._seen = reader.generation()
                self._made = self._files.write_segment(
                    reader,
                    self._segments[0].first_chunk_id,
                    self._segments[-1].last_chunk_id,
                    pause=self._check,
                )
        except Exception as exc:  # noqa: BLE001 - the writer tells of it
            self.error = exc

    def _check(self) -> None:
        if self._stopped.is_set():
            raise InterruptedError("the merge was stopped")


def due(reader: CatalogReader, sizes: Sizes) -> Sequence[Segment]:
    """Return the segments that should become one, or none."""
    segments = reader.segments()
    return to_merge(segments, dead_rows(segments, reader.tombstones()), sizes) if segments else []
