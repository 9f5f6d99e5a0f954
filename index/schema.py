"""The tables of the catalog."""

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    doc_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,
    characters INTEGER NOT NULL,
    pages INTEGER,
    added TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_date ON documents (published);
CREATE TABLE sources (
    position INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents (doc_id)
) STRICT;
CREATE INDEX sources_by_document ON sources (doc_id);
-- AUTOINCREMENT: an id is never given out twice, so that a stale derived file can't point at another chunk.
CREATE TABLE chunks (
    chunk_id INTEGER PRIMARY KEY AUTOINCREMENT,
    doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    heading TEXT,
    text TEXT NOT NULL,
    vector_key BLOB NOT NULL REFERENCES vectors (vector_key)
) STRICT;
CREATE INDEX chunks_by_document ON chunks (doc_id);
CREATE INDEX chunks_by_vector ON chunks (vector_key);
CREATE TABLE vectors (vector_key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- The derived files of a generation, as they were when they were sealed.
CREATE TABLE manifests (
    generation INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    last_chunk_id INTEGER NOT NULL
) STRICT;
-- Chunks that are gone, so that sealed files of an earlier generation can be brought up to date.
CREATE TABLE tombstones (chunk_id INTEGER PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
"""
