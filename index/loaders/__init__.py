"""Files -> documents. One file a format; the ending of a name says which reads it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from index.errors import EmptyDocumentError, LoadError
from index.loaders import formats
from index.loaders import text as plain_text
from index.loaders.advice import NOTHING_TO_ADD
from index.loaders.decode import normalise
from index.loaders.formats import PICTURES, known_suffixes, refuse_unknown, suffix_of
from index.loaders.ocr import Ocr
from index.loaders.options import DEFAULT_OPTIONS, LoadOptions
from index.loaders.parsed import Parsed
from index.loaders.parts import Part, Refusal, holds_parts, parts_of
from index.loaders.rapid import installed_ocr
from index.loaders.titles import FILE_NAME, title_from_text
from index.types import Document

__all__ = [
    "DEFAULT_OPTIONS",
    "MAX_BYTES",
    "PICTURES",
    "LoadOptions",
    "Ocr",
    "Part",
    "Refusal",
    "content_hash",
    "holds_parts",
    "installed_ocr",
    "is_known",
    "is_read_otherwise",
    "known_suffixes",
    "load",
    "load_part",
    "open_parts",
    "suffix_of",
    "text_document",
]

MAX_BYTES = 200 * 1024 * 1024


def is_known(path: Path) -> bool:
    """Tell by its ending whether a loader that is installed reads the file."""
    return path.suffix.lower() in known_suffixes()


def load(path: Path, *, source: str | None = None, options: LoadOptions = DEFAULT_OPTIONS) -> Document:
    """Read a file that is one document; of a mail, the message without its attachments.

    Args:
        path: The file; its ending says which format it has.
        source: The name to give the document; its absolute path by default.
        options: What the user says about it.

    Raises:
        UnknownFormatError: no loader reads files of that type.
        OcrNotFoundError: it is a picture, and the extra that reads pictures isn't installed.
        EmptyDocumentError: it holds no text.
        LoadError: it isn't there, isn't a file, can't be read, or isn't what its ending says.
    """
    raw = _read(path)
    source = source or os.path.normpath(path.absolute())
    return load_part(Part(source, path.name, raw), options, ocr=installed_ocr())


def open_parts(path: Path, *, source: str, options: LoadOptions) -> Iterator[Part | Refusal]:
    """Read a file and yield what in it is a document of its own, and what can't be opened.

    Raises:
        LoadError: the file itself can't be read.
    """
    raw = _read(path)
    refuse_unknown(path.name)
    yield from parts_of(Part(source, path.name, raw), options)


def load_part(part: Part, options: LoadOptions, *, ocr: Ocr | None = None) -> Document:
    """Return the document that a part is.

    Args:
        part: What to read.
        options: What the user says about it.
        ocr: What reads pictures, if there is one.

    Raises:
        OcrNotFoundError: it is a picture, and nothing reads these.
        EmptyDocumentError: it holds no text.
        LoadError: it isn't what its ending says, or can't be read.
    """
    parsed = formats.parse(part.raw, part.name, options, ocr=ocr)
    sha256 = content_hash(part.raw, part.name, options, whole=parsed.whole)
    return _document(parsed, sha256, part.source, part.name)


def is_read_otherwise(name: str, options: LoadOptions) -> bool:
    """Tell whether the options change what is read of such a file."""
    return options.json_field is not None and suffix_of(name) in formats.JSON


def content_hash(raw: bytes, name: str, options: LoadOptions, *, whole: bool = True) -> str:
    """Return the sha256 of a file's bytes, and of what was said about how to read it, if anything was.

    Args:
        raw: The bytes.
        name: The file's name.
        options: What the user says about it.
        whole: False where pages were left out that an extra would read. That is another document than the
            whole one, which takes its place once the extra is there.
    """
    digest = hashlib.sha256(raw)
    if is_read_otherwise(name, options):
        digest.update(f"\0field {options.json_field}".encode())
    if not whole:
        digest.update(b"\0in part")
    return digest.hexdigest()


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
    parsed = Parsed(
        parsed.text,
        parsed.blocks,
        title or parsed.title,
        published or parsed.published,
        "given" if title else parsed.title_from,
        "given" if published else parsed.published_from,
    )
    return _document(parsed, hashlib.sha256(parsed.text.encode()).hexdigest(), source, source)


def _read(path: Path) -> bytes:
    """Return a file's content, if it is a file and stays the same while it is read."""
    try:
        if not path.exists():
            raise LoadError(f"{path}: no such file; check the name")
        if path.is_dir():
            raise LoadError(f"{path} is a folder; add it as a folder, or name a file in it")
        # Opened without waiting: a pipe that took the file's place meanwhile would let it wait for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise LoadError(
                    f"{path} is a pipe or a device, not a file; save what comes out of it, and add that"
                )
            if before.st_size > MAX_BYTES:
                size = before.st_size >> 20
                raise LoadError(f"{path.name} has {size} MB; at most {MAX_BYTES >> 20} MB are read: split it")
            raw = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as exc:
        raise LoadError(
            f"{path.name} can't be read: {exc.strerror or exc}; check that it is there and yours to read"
        ) from exc
    if not len(raw) == before.st_size == after.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise LoadError(f"{path.name} changed while it was read; add it again once nothing writes to it")
    return raw


def _document(parsed: Parsed, sha256: str, source: str, name: str) -> Document:
    if all(block.kind == "metadata" for block in parsed.blocks):
        raise EmptyDocumentError(f"{name} holds no text: {NOTHING_TO_ADD}")
    title, title_from = parsed.title, parsed.title_from
    if not title:
        title, title_from = title_from_text(parsed.text, parsed.blocks), "first words"
    if not title:
        title, title_from = Path(name).stem, FILE_NAME
    return Document(
        sha256[:16],
        source,
        title,
        parsed.published,
        parsed.text,
        parsed.blocks,
        sha256,
        title_from,
        parsed.published_from,
        parsed.warning,
    )
