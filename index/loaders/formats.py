"""Which loader reads a file: its ending says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from index.errors import EmptyDocumentError, LoadError, UnknownFormatError
from index.loaders import (
    code,
    delimited,
    docx,
    epub,
    html,
    images,
    mail,
    markdown,
    pdf,
    pptx,
    rapid,
    records,
    rst,
    xlsx,
)
from index.loaders import text as plain_text
from index.loaders.advice import NOTHING_TO_ADD, SAVE_ANEW
from index.loaders.ocr import Ocr
from index.loaders.options import LoadOptions
from index.loaders.parsed import Parsed

_PARSERS: Mapping[str, Callable[[bytes, str], Parsed]] = {
    ".txt": plain_text.parse,
    ".text": plain_text.parse,
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".rst": rst.parse,
    ".html": html.parse,
    ".htm": html.parse,
    ".xhtml": html.parse,
    ".pdf": pdf.parse,
    ".docx": docx.parse,
    ".pptx": pptx.parse,
    ".xlsx": xlsx.parse,
    ".xlsm": xlsx.parse,
    ".csv": delimited.parse,
    ".tsv": delimited.parse,
    ".eml": mail.parse,
    ".epub": epub.parse,
    ".json": records.parse,
    ".jsonl": records.parse_lines,
    ".ndjson": records.parse_lines,
    **dict.fromkeys(sorted(code.SUFFIXES), code.parse),
}
ARCHIVES = (".zip", ".mbox")
"""Endings of files that hold documents and are none."""

PICTURES = frozenset(images.SUFFIXES)
"""Endings of files that an extra reads."""

PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of text that no library takes apart."""

_HTML = ("lxml.html", "trafilatura")
LIBRARIES: Mapping[str, Sequence[str]] = {
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": ("pypdfium2",),
    ".docx": ("docx",),
    ".pptx": ("pptx",),
    ".xlsx": ("openpyxl",),
    ".xlsm": ("openpyxl",),
    ".eml": ("lxml.html", "email.policy"),
    ".epub": ("lxml.html",),
    **dict.fromkeys(images.SUFFIXES, ("PIL.Image",)),
}
"""What the loaders import when they are first used, where that takes time."""

JSON = frozenset({".json", ".jsonl", ".ndjson"})


def suffix_of(name: str) -> str:
    """Return the ending of a file's name, in lower case and with its dot."""
    return PurePath(name).suffix.lower()


def known_suffixes() -> tuple[str, ...]:
    """Return the endings, in lower case and with their dot, of the files that are read here."""
    return (*_PARSERS, *(images.SUFFIXES if rapid.is_installed() else ()), *ARCHIVES)


def refuse_unknown(name: str) -> None:
    """Refuse a file by its ending.

    Raises:
        UnknownFormatError: no loader reads such files.
    """
    suffix = suffix_of(name)
    if suffix not in _PARSERS and suffix not in PICTURES and suffix not in ARCHIVES:
        kind = f"{suffix!r} files" if suffix else "files without an ending"
        raise UnknownFormatError(f"{name}: {kind} can't be read, only {_listed()}")


def parse(raw: bytes, name: str, options: LoadOptions, *, ocr: Ocr | None) -> Parsed:
    """Read a file's content.

    Raises:
        UnknownFormatError: no loader reads files of that type.
        OcrNotFoundError: it is a picture, and nothing reads these.
        EmptyDocumentError: it holds no text.
        LoadError: it isn't what its ending says, or can't be read.
    """
    refuse_unknown(name)
    if not raw.strip():
        raise EmptyDocumentError(f"{name} is empty: {NOTHING_TO_ADD}")
    with refusing_damage(name):
        return _parse(raw, name, suffix_of(name), options, ocr)


@contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Turn whatever a library raises while it reads a file into a refusal of the file.

    Raises:
        LoadError: in place of any other exception.
    """
    try:
        yield
    except LoadError:
        raise
    except RecursionError as exc:
        raise LoadError(
            f"{name} is nested too deeply to be read; save it in a simpler format, or as plain text"
        ) from exc
    except MemoryError as exc:
        raise LoadError(f"{name} takes more memory than a file may; split it") from exc
    except Exception as exc:
        # Libraries that read formats raise whatever their code runs into in a damaged file.
        raise LoadError(
            f"{name} is damaged, or isn't what its ending says ({_said(exc)}); {SAVE_ANEW}"
        ) from exc


def _parse(raw: bytes, name: str, suffix: str, options: LoadOptions, ocr: Ocr | None) -> Parsed:
    if suffix == ".pdf":
        return pdf.parse(raw, name, password=options.password, ocr=ocr)
    if suffix in PICTURES:
        return images.parse(raw, name, ocr=ocr)
    if suffix == ".json":
        return records.parse(raw, name, field=options.json_field)
    if suffix in JSON:
        return records.parse_lines(raw, name, field=options.json_field)
    if suffix in ARCHIVES:
        raise LoadError(f"{name} holds documents and is none itself")
    return _PARSERS[suffix](raw, name)


def _said(exc: Exception) -> str:
    return str(exc) or type(exc).__name__


def _listed() -> str:
    documents = [suffix for suffix in known_suffixes() if suffix not in code.SUFFIXES]
    return f"{' '.join(documents)}, and source code"
