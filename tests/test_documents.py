"""Files that other programs have made: what they say is found, and where it stands."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.loaders import LoadOptions, Refusal, load_part, open_parts
from index.types import Block, Document

FOLDER = Path(__file__).parent / "fixtures" / "documents"
MANIFEST = [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text("utf-8").splitlines()]


@cache
def documents(name: str, password: str | None) -> Mapping[str, Document]:
    """Return the documents in a fixture by their name within it."""
    options = LoadOptions(password=password)
    parts = list(open_parts(FOLDER / name, source=name, options=options))
    assert not [part for part in parts if isinstance(part, Refusal)]
    return {
        part.source.removeprefix(name).removeprefix("/"): load_part(part, options)
        for part in parts
        if not isinstance(part, Refusal)
    }


def blocks_with(document: Document, sentence: str) -> Sequence[Block]:
    return [block for block in document.blocks if sentence in document.text[block.start : block.end]]


def stands_at(block: Block, truth: Mapping[str, Any]) -> bool:
    place = truth.get("place")
    named = (
        place is None
        or block.place == place
        or (block.heading or "").split(" > ")[-1] == place.split(" > ")[-1]
    )
    return block.page == truth.get("page") and named


@pytest.mark.parametrize("truth", MANIFEST, ids=lambda truth: f"{truth['file']}: {truth['sentence'][:30]}")
def test_a_known_sentence_is_found_where_it_stands(truth: Mapping[str, Any]) -> None:
    document = documents(truth["file"], truth.get("password"))[truth.get("part", "")]
    blocks = blocks_with(document, truth["sentence"])
    assert blocks, f"not in one block of:\n{document.text}"
    assert any(stands_at(block, truth) for block in blocks), [(b.page, b.place, b.heading) for b in blocks]
    assert document.title == truth.get("title", document.title)
    assert document.published == truth.get("published", document.published)


def test_there_are_files_of_many_formats_by_many_programs() -> None:
    files = {truth["file"] for truth in MANIFEST}
    by_office_or_browser = {
        t["file"] for t in MANIFEST if t["made_by"].startswith(("LibreOffice", "Chromium"))
    }
    assert len(files) >= 60
    assert len(by_office_or_browser) >= 10
    assert {path.name for path in FOLDER.iterdir()} == files | {"manifest.jsonl"}
