"""Whether an index is sound: the catalog in itself, and everything derived from it."""

import json
from collections.abc import Iterator

import numpy as np

from index.catalog import Catalog
from index.catalog_reader import CatalogReader, Ids
from index.derived import Derived, DerivedFiles, UnusableError
from index.errors import IndexDamagedError
from index.originals import Originals
from index.records import document_digest
from index.sqlite import damaged
from index.types import Embedder

_NORM_TOLERANCE = 0.01
"""A unit vector stored as float16 is off by less than a thousandth."""
_BATCH = 8192
_NAMED = 5


def findings(
    catalog: Catalog, derived_files: DerivedFiles, originals: Originals, embedder: Embedder
) -> list[str]:
    """Return what is wrong, a line a finding; empty if nothing is."""
    try:
        found = catalog.findings()
        with catalog.read() as reader:
            found += _wrong_identity(reader, embedder)
            found += _wrong_documents(reader)
            found += _wrong_vectors(reader)
            found += _wrong_files(reader, derived_files)
            found += (
                f"the original of {source} is missing or isn't what was kept"
                for source in lost_originals(reader, originals).values()
            )
    except IndexDamagedError as exc:
        return [str(exc)]
    return found


def refuse_damaged(catalog: Catalog) -> None:
    """Refuse a catalog that is damaged itself: what would be derived from it can't be trusted.

    Raises:
        IndexDamagedError: it is.
    """
    found = catalog.findings()
    with catalog.read() as reader:
        found += _wrong_documents(reader)
        found += _wrong_vectors(reader)
    if found:
        raise damaged(catalog.path, found[0])


def lost_originals(reader: CatalogReader, originals: Originals) -> dict[str, str]:
    """Return the sources of the documents whose original is missing or damaged, by the documents' ids."""
    lost = [doc_id for doc_id, one in reader.originals().items() if not originals.is_sound(one)]
    return {info.doc_id: info.source for info in reader.infos(lost)}


def _wrong_identity(reader: CatalogReader, embedder: Embedder) -> Iterator[str]:
    identity = reader.identity()
    if identity.embedder == embedder.name and identity.fingerprint != embedder.fingerprint:
        yield f"the vectors were made by another version of the embedder {identity.embedder!r}"
    if identity.dimensions != embedder.dimensions:
        yield f"the vectors have {identity.dimensions} dimensions, the embedder's {embedder.dimensions}"


def _wrong_documents(reader: CatalogReader) -> Iterator[str]:
    for doc_id in reader.documents_without_source():
        yield f"document {doc_id} stands under no source"
    for row in reader.raw_documents():
        doc_id, sha256, title, published, text, blocks, characters, digest = row
        if document_digest(title, published, text, blocks) != digest or characters != len(text):
            yield f"document {doc_id} isn't what was stored"
            continue
        if not sha256.startswith(doc_id):
            yield f"document {doc_id} has the sha256 of another"
        if any(not 0 <= block[0] <= block[1] <= len(text) for block in json.loads(blocks)):
            yield f"document {doc_id} has blocks outside its text"
        for chunk in reader.chunks_of(doc_id):
            if text[chunk.start : chunk.end] != chunk.text:
                yield f"chunk {chunk.chunk_id} isn't what document {doc_id} holds at {chunk.start}"


def _wrong_vectors(reader: CatalogReader) -> Iterator[str]:
    expected = reader.identity().dimensions * 2
    for size, count in reader.vector_sizes():
        if size != expected:
            yield f"{count} vectors have {size} bytes instead of {expected}"
            return
    ids = reader.chunk_ids()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        stored, vectors = reader.vectors_of(batch)
        if len(stored) != len(batch):
            yield f"{_listed(np.setdiff1d(batch, stored))} without a vector"
        norms = np.linalg.norm(vectors, axis=1)
        bad = stored[~(np.abs(norms - 1) <= _NORM_TOLERANCE)]  # in this form, NaN is bad too
        if len(bad):
            yield f"{_listed(bad)} with a vector that isn't of length 1"


def _wrong_files(reader: CatalogReader, derived_files: DerivedFiles) -> Iterator[str]:
    try:
        derived = derived_files.load_anew(reader)
    except UnusableError as exc:
        yield from (f"search files: {why}" for why in exc.parts.values())
        return
    yield from _wrong_ids(reader, derived)


def _wrong_ids(reader: CatalogReader, derived: Derived) -> Iterator[str]:
    wanted = reader.chunk_ids()
    for name, found in (
        ("dense", derived.dense.live_ids(reader.tombstones())),
        ("BM25", np.asarray(sorted(derived.lexical.chunk_ids()), dtype=np.int64)),
    ):
        if len(np.unique(found)) != len(found):
            yield f"the {name} index holds chunks twice"
        missing, surplus = np.setdiff1d(wanted, found), np.setdiff1d(found, wanted)
        if len(missing):
            yield f"the {name} index lacks {_listed(missing)}"
        if len(surplus):
            yield f"the {name} index holds {_listed(surplus)} that the catalog doesn't"


def _listed(ids: Ids) -> str:
    named = ", ".join(map(str, ids[:_NAMED].tolist()))
    return f"{len(ids)} chunks ({named}{' …' if len(ids) > _NAMED else ''})"
