"""A file, or a part of one -> a document, or why it can't be read. Its bytes are kept if so wished."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import EmptyDocumentError, LoadError, OcrNotFoundError
from index.loaders import PICTURES, LoadOptions, Ocr, Part, Refusal, load_part, suffix_of
from index.originals import write_draft
from index.types import Document


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What became of a part."""

    found: Document | Refusal
    draft: Path | None = None
    """A file with the bytes that the document was read from."""


def read_part(
    part: Part | Refusal, options: LoadOptions, *, keep_in: Path | None = None, ocr: Ocr | None = None
) -> ReadPart:
    """Read a part.

    Args:
        part: What to read; a refusal is passed on.
        options: What the user says about it.
        keep_in: A folder that takes the bytes of what could be read.
        ocr: What reads pictures, if there is one.
    """
    if isinstance(part, Refusal):
        return ReadPart(part)
    try:
        document = load_part(part, options, ocr=ocr)
    except (EmptyDocumentError, OcrNotFoundError) as exc:
        return ReadPart(Refusal(part.source, str(exc), skipped=suffix_of(part.name) in PICTURES))
    except LoadError as exc:
        return ReadPart(Refusal(part.source, str(exc)))
    if keep_in is None:
        return ReadPart(document)
    try:
        return ReadPart(document, write_draft(part.raw, part.name, keep_in))
    except OSError as exc:
        reason = f"{part.name} can't be kept: {exc.strerror or exc}; free some space, or don't keep originals"
        return ReadPart(Refusal(part.source, reason))
