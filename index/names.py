"""What people call a document: its source, a path, the end of a path, or its id."""

import os
from collections.abc import Iterable, Sequence

from index.errors import DocumentNotFoundError
from index.types import DocumentInfo

_SHOWN = 5


def document_named(name: str, infos: Sequence[DocumentInfo]) -> DocumentInfo:
    """Return the one document that ``name`` means.

    Raises:
        DocumentNotFoundError: it means none, or several.
    """
    by_source = {source: info for info in infos for source in info.sources}
    by_id = {info.doc_id: info for info in infos}
    found = by_id.get(name)
    if found is not None:
        return found
    sources = _matching(name, by_source)
    if len({by_source[source].doc_id for source in sources}) != 1:
        raise _not_one(name, sources)
    return by_source[sources[0]]


def sources_named(name: str, infos: Sequence[DocumentInfo]) -> list[str]:
    """Return the sources that ``name`` means: all of a document's for its id, all below it for a folder.

    Raises:
        DocumentNotFoundError: it means none, or it is the end of several paths.
    """
    for info in infos:
        if info.doc_id == name:
            return list(info.sources)
    sources = [source for info in infos for source in info.sources]
    folder = os.path.join(os.path.abspath(name), "")  # noqa: PTH100, PTH118 - sources are strings
    below = [source for source in sources if source.startswith(folder)]
    if below:
        # A mail is a document, and something like a folder of what is attached to it.
        return [source for source in sources if f"{source}{os.sep}" == folder] + below
    found = _matching(name, sources)
    if len(found) != 1:
        raise _not_one(name, found)
    return found


def _matching(name: str, sources: Iterable[str]) -> list[str]:
    """Return the sources that are ``name``, or else those whose path ends in it."""
    sources = list(sources)
    exact = [source for source in sources if source in {name, os.path.abspath(name)}]  # noqa: PTH100
    if exact:
        return exact
    tail = "/" + name.replace(os.sep, "/").removeprefix("./").strip("/")
    return [source for source in sources if ("/" + source.replace(os.sep, "/")).endswith(tail)]


def _not_one(name: str, found: Sequence[str]) -> DocumentNotFoundError:
    if not found:
        return DocumentNotFoundError(f"the index holds no {name!r}; `rag list` shows what it holds")
    listed = ", ".join(found[:_SHOWN])
    return DocumentNotFoundError(f"{name!r} means {len(found)} sources ({listed}); give more of the path")
