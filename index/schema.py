"""The tables of the catalog, and how an older format becomes this one."""

SCHEMA_VERSION = 4

_SINCE_2 = """
-- The dense search files of this state. The chunks behind the last of them aren't sealed yet.
CREATE TABLE segments (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    first_chunk_id INTEGER NOT NULL,
    last_chunk_id INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
-- The BM25 index of this state: one row, and a row for each of its files.
CREATE TABLE lexical (folder TEXT NOT NULL, last_chunk_id INTEGER NOT NULL) STRICT;
CREATE TABLE lexical_files (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT
"""

_SINCE_4 = """
-- The files that documents were read from, where they are kept: in the folder of originals, by their sha256.
CREATE TABLE originals (
    doc_id TEXT PRIMARY KEY REFERENCES documents (doc_id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    suffix TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT
"""

SCHEMA = f"""
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
    added TEXT NOT NULL,
    digest BLOB,
    title_from TEXT,
    published_from TEXT
) STRICT;
CREATE INDEX documents_by_date ON documents (published);
CREATE TABLE sources (
    position INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents (doc_id),
    stamp TEXT
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
    vector_key BLOB NOT NULL REFERENCES vectors (vector_key),
    place TEXT
) STRICT;
CREATE INDEX chunks_by_document ON chunks (doc_id);
CREATE INDEX chunks_by_vector ON chunks (vector_key);
-- By the hash of the text that was embedded. A vector outlives its chunks: no text is embedded twice.
CREATE TABLE vectors (vector_key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- Chunks that are gone, but may still stand in a sealed segment.
CREATE TABLE tombstones (chunk_id INTEGER PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
{_SINCE_2};
{_SINCE_4}
"""

MIGRATIONS = {
    1: f"""
ALTER TABLE documents ADD COLUMN digest BLOB;
ALTER TABLE sources ADD COLUMN stamp TEXT;
DROP TABLE manifests;
DELETE FROM tombstones;
{_SINCE_2};
UPDATE documents SET digest = document_digest(title, published, text, blocks)
""",
    2: """
ALTER TABLE chunks ADD COLUMN place TEXT;
ALTER TABLE documents ADD COLUMN title_from TEXT;
ALTER TABLE documents ADD COLUMN published_from TEXT
""",
    3: _SINCE_4,
}
"""From a format to the next. Derived files aren't taken along: they are built anew."""

TABLES = frozenset(
    {
        "meta",
        "documents",
        "sources",
        "chunks",
        "vectors",
        "tombstones",
        "segments",
        "lexical",
        "lexical_files",
        "originals",
        "sqlite_sequence",
    }
)
