"""A file as the documents it holds: itself mostly, or what an archive, a mailbox or a mail holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import LoadError, UnknownFormatError
from index.loaders import mail
from index.loaders.formats import refuse_unknown, refusing_damage, suffix_of
from index.loaders.options import LoadOptions
from index.loaders.zips import document_entries, open_zip, path_in_archive, read_entry

_DEEPEST = 4
"""A mail in a mail in an archive, say."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a loader reads as one document."""

    source: str
    """Of one in another file: that file's source, a slash, and its name there."""
    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a part of one, that can't be read."""

    source: str
    reason: str
    skipped: bool = False
    """Nobody would expect it to be read unless it was named: a picture without text, say."""


def holds_parts(name: str) -> bool:
    """Tell whether such a file may give several documents."""
    return suffix_of(name) in {".zip", ".mbox", ".eml"}


def parts_of(whole: Part, options: LoadOptions, *, depth: int = 0) -> Iterator[Part | Refusal]:
    """Yield the documents in a file, in an order that is always the same, and what can't be opened.

    Archives within other files aren't opened: that is how a small file becomes an endless one.
    """
    try:
        with refusing_damage(whole.name):
            yield from _opened(whole, options, depth)
    except UnknownFormatError as exc:
        yield Refusal(whole.source, str(exc), skipped=depth > 0)
    except LoadError as exc:
        yield Refusal(whole.source, str(exc))


def _opened(whole: Part, options: LoadOptions, depth: int) -> Iterator[Part | Refusal]:
    match suffix_of(whole.name):
        case ".zip":
            yield from _zipped(whole, options, depth)
        case ".mbox":
            yield from _mailed(whole, options, depth)
        case ".eml":
            yield whole
            yield from _attached(whole, options, depth)
        case _:
            refuse_unknown(whole.name)
            yield whole


def _zipped(whole: Part, options: LoadOptions, depth: int) -> Iterator[Part | Refusal]:
    if depth:
        raise LoadError(f"{whole.name} is an archive in another file; unpack it and add what is in it")
    with open_zip(whole.raw, whole.name) as archive:
        for entry in document_entries(archive):
            path = path_in_archive(entry)
            source = f"{whole.source}/{path}"
            try:
                refuse_unknown(path.name)
                raw = read_entry(archive, entry, name=whole.name, password=options.password)
            except UnknownFormatError as exc:
                yield Refusal(source, str(exc), skipped=True)
            except LoadError as exc:
                yield Refusal(source, str(exc))
            else:
                yield from parts_of(Part(source, path.name, raw), options, depth=depth + 1)


def _mailed(whole: Part, options: LoadOptions, depth: int) -> Iterator[Part | Refusal]:
    number = 0
    for number, raw in enumerate(mail.messages(whole.raw), start=1):
        name = f"{number}.eml"
        yield from parts_of(Part(f"{whole.source}/{name}", name, raw), options, depth=depth + 1)
    if not number:
        raise LoadError(f"{whole.name} is no mailbox: no line in it begins with 'From '; export it again")


def _attached(whole: Part, options: LoadOptions, depth: int) -> Iterator[Part | Refusal]:
    for name, raw in mail.attachments(whole.raw):
        source = f"{whole.source}/{name}"
        if depth == _DEEPEST:
            yield Refusal(source, f"{name} lies in {depth + 1} files, one in the other; take it out of them")
        else:
            yield from parts_of(Part(source, name, raw), options, depth=depth + 1)
