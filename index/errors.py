"""Everything that can go wrong in this package.

    SearchIndexError
    ├── IndexNotFoundError        no index at that path
    ├── IndexBusyError            another process is writing
    ├── IndexDamagedError         the catalog itself can't be read
    ├── IndexNotWritableError     the folder or disk refuses to take it
    ├── ArchiveError              not an exported index, or not a whole one
    ├── EmbedderMismatchError     built with another embedder
    ├── EmbedderNotFoundError     no such model, or its package isn't installed
    ├── ModelFileError            a shipped model's file is missing or damaged
    ├── DocumentNotFoundError     no such document or source
    ├── InvalidFilterError        a date or glob that can't be read
    └── LoadError                 a file that can't be read
        ├── UnknownFormatError    nothing here reads that type
        ├── OcrNotFoundError      a picture or scan, and what reads these isn't installed
        └── EmptyDocumentError    read, but holds no text

Each message says what happened, with which value, and what to do.
"""


class SearchIndexError(Exception):
    """Base of all errors of this package."""


class IndexNotFoundError(SearchIndexError):
    """There is no index at that path."""


class IndexBusyError(SearchIndexError):
    """Another process is writing to the index."""


class IndexDamagedError(SearchIndexError):
    """The catalog can't be read; derived files are rebuilt without a word of this."""


class IndexNotWritableError(SearchIndexError):
    """The index folder or its disk refuses to be written."""


class ArchiveError(SearchIndexError):
    """A file isn't an exported index, or isn't a whole one."""


class EmbedderMismatchError(SearchIndexError):
    """The index was built with another embedder than the one asked for."""


class EmbedderNotFoundError(SearchIndexError):
    """The embedder's model or package isn't there."""


class ModelFileError(SearchIndexError):
    """A shipped model's file is missing or damaged."""


class DocumentNotFoundError(SearchIndexError):
    """No document has that id or source."""


class InvalidFilterError(SearchIndexError):
    """A date or glob can't be read."""


class LoadError(SearchIndexError):
    """A file can't be read as a document."""


class UnknownFormatError(LoadError):
    """No loader reads files of that type."""


class OcrNotFoundError(LoadError):
    """It is a picture, and the extra that reads pictures isn't installed."""


class EmptyDocumentError(LoadError):
    """The file was read, but holds no text."""
