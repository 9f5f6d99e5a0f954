"""Pipelines that stay loaded between questions."""

import threading
from functools import cache
from pathlib import Path

from index import Collection
from rag.config import index_path
from rag.pipeline import Pipeline
from rag.reader import OnnxReader

_opening = threading.Lock()
_opened: dict[Path, tuple[Collection, Pipeline]] = {}


def open_pipeline(index: str | Path | None = None) -> Pipeline:
    """Return the pipeline over an index, the same one as long as that index is there.

    Args:
        index: Its folder; None is ``$RAG_INDEX``, else ``.rag``.

    Raises:
        IndexNotFoundError: there is no index in that folder.
        IndexDamagedError: its catalog can't be read.
        ModelError: the reader's settings are missing or damaged.
    """
    folder = index_path(index).resolve()
    with _opening:
        opened = _opened.get(folder)
        if opened is None or opened[0].replaced:
            collection = Collection.open(folder)
            opened = collection, Pipeline(collection, _shipped_reader())
            _opened[folder] = opened
        return opened[1]


@cache
def _shipped_reader() -> OnnxReader:
    return OnnxReader()
