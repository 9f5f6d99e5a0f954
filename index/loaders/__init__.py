"""One file a format; ``load`` picks the one that reads a path."""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from index.errors import EmptyDocumentError, LoadError, UnknownFormatError
from index.loaders import html, markdown, pdf
from index.loaders import text as plain_text
from index.loaders.decode import normalise
from index.loaders.parsed import Parsed
from index.loaders.titles import title_from_text
from index.types import Document

MAX_BYTES = 200 * 1024 * 1024

_PARSERS: Mapping[str, Callable[[bytes, str], Parsed]] = {
    ".txt": plain_text.parse,
    ".text": plain_text.parse,
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".html": html.parse,
    ".htm": html.parse,
    ".xhtml": html.parse,
    ".pdf": pdf.parse,
}


def is_known(path: Path) -> bool:
    """Tell by its ending whether a loader reads the file."""
    return path.suffix.lower() in _PARSERS


def known_suffixes() -> tuple[str, ...]:
    """Return the endings, in lower case and with their dot, of the files that a loader reads."""
    return tuple(_PARSERS)


def load(path: Path, *, source: str | None = None) -> Document:
    """Read a file.

    Args:
        path: The file; its ending says which format it has.
        source: The name to give the document; its absolute path by default.

    Raises:
        UnknownFormatError: no loader reads files of that type.
        EmptyDocumentError: it holds no text.
        LoadError: it isn't there, isn't a file, can't be read, or isn't what its ending says.
    """
    parse = _PARSERS.get(path.suffix.lower())
    raw = _read(path)
    if parse is None:
        kind = f"{path.suffix!r} files" if path.suffix else "files without an ending"
        raise UnknownFormatError(f"{path.name}: {kind} can't be read, only {' '.join(_PARSERS)}")
    if not raw.strip():
        raise EmptyDocumentError(f"{path.name} is empty")
    parsed = parse(raw, path.name)
    return _document(parsed, raw, source or os.path.normpath(path.absolute()), path.name)


def text_document(
    text: str, *, source: str, title: str | None = None, published: str | None = None
) -> Document:
    """Return a document from a string, read like a text file.

    Args:
        text: What it says. Line ends become newlines; NULs and lone surrogates go.
        source: The name to give it.
        title: Its title; by default what the text states or begins with.
        published: ISO date; by default what the text states.

    Raises:
        EmptyDocumentError: there is no text.
    """
    parsed = plain_text.parse_text(normalise(text))
    parsed = Parsed(parsed.text, parsed.blocks, title or parsed.title, published or parsed.published)
    return _document(parsed, parsed.text.encode(), source, source)


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise LoadError(f"{path}: no such file")
        if path.is_dir():
            raise LoadError(f"{path} is a folder; add it as a folder, or name a file in it")
        if not path.is_file():
            raise LoadError(f"{path} is a pipe or a device, not a file")
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size >> 20
            raise LoadError(f"{path.name} has {size} MB; at most {MAX_BYTES >> 20} MB are read: split it")
        return path.read_bytes()
    except OSError as exc:
        raise LoadError(f"{path.name} can't be read: {exc.strerror or exc}") from exc


def _document(parsed: Parsed, raw: bytes, source: str, name: str) -> Document:
    if all(block.kind == "metadata" for block in parsed.blocks):
        raise EmptyDocumentError(f"{name} holds no text")
    sha256 = hashlib.sha256(raw).hexdigest()
    title = parsed.title or title_from_text(parsed.text, parsed.blocks) or Path(name).stem
    return Document(sha256[:16], source, title, parsed.published, parsed.text, parsed.blocks, sha256)
