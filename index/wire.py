"""Documents and refusals as JSON: what a process that parses files tells the one that asked it to."""

from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from index.loaders import LoadOptions, Refusal
from index.types import Block, Document


def packed_document(document: Document) -> dict[str, Any]:
    """Return plain values that JSON takes."""
    fields = {name: getattr(document, name) for name in Document.__slots__ if name != "blocks"}
    return {**fields, "blocks": [astuple(block) for block in document.blocks]}


def unpacked_document(fields: Mapping[str, Any]) -> Document:
    """Return what ``packed_document`` was given."""
    return Document(**{**fields, "blocks": tuple(Block(*block) for block in fields["blocks"])})


def packed_refusal(refusal: Refusal) -> dict[str, Any]:
    """Return plain values that JSON takes."""
    return asdict(refusal)


def unpacked_refusal(fields: Mapping[str, Any]) -> Refusal:
    """Return what ``packed_refusal`` was given."""
    return Refusal(**fields)


def packed_options(options: LoadOptions) -> dict[str, Any]:
    """Return plain values that JSON takes."""
    return asdict(options)


def unpacked_options(fields: Mapping[str, Any]) -> LoadOptions:
    """Return what ``packed_options`` was given."""
    return LoadOptions(**fields)
