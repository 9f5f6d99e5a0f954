"""Pipelines that stay loaded between questions."""

import threading
from functools import cache, partial
from pathlib import Path

from index import Collection
from rag.config import index_path, llm_name
from rag.errors import LanguageModelError
from rag.llm.choosing import open_chat_model
from rag.llm.types import Writing
from rag.llm.writer import ChatWriter
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


def open_writing(llm: str | None = None, *, strict: bool = False, always: bool = False) -> Writing | None:
    """Return who words the answers: a language model, loaded when first asked and kept; None for nobody.

    Args:
        llm: Its name; None is ``$RAG_LLM``, "" no model.
        strict: Leave out what isn't supported.
        always: Ask even where the reader is sure that nothing answers.

    Raises:
        OptionError: there is no such provider or file, or its package isn't installed.
    """
    name = llm_name(llm)
    return Writing(_writer(name), strict=strict, always=always) if name else None


@cache
def _writer(name: str) -> ChatWriter:
    open_model = partial(open_chat_model, name)
    try:
        return ChatWriter(name, open_model, model=open_model())
    except LanguageModelError:
        # Each answer tries anew, and says why it is quoted: a key may be set, a server started.
        return ChatWriter(name, open_model)
