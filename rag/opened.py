"""Pipelines that stay loaded between questions."""

import threading
from functools import cache
from pathlib import Path

from index import Collection
from rag.config import index_path
from rag.pipeline import Pipeline
from rag.reader import OnnxReader

_opening = threading.Lock()
_opened: dict[Path, Pipeline] = {}


def open_pipeline(index: str | Path | None = None) -> Pipeline:
    """Return the pipeline over an index, the same one as long as the process lives.

    Args:
        index: Its folder; None is ``$RAG_INDEX``, else ``.rag``.

    Raises:
        IndexNotFoundError: there is no index in that folder.
        IndexDamagedError: its catalog can't be read.
        ModelError: the reader's settings are missing or damaged.
    """
    folder = index_path(index).resolve()
    with _opening:
        if folder not in _opened:
            _opened[folder] = Pipeline(Collection.open(folder), _shipped_reader())
        return _opened[folder]


@cache
def _shipped_reader() -> OnnxReader:
    return OnnxReader()
