"""Pictures and scans that other programs have made, read by the models: what they say, and where."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from index.loaders import DEFAULT_OPTIONS, Refusal, installed_ocr
from index.loaders.rapid import is_installed
from index.parsing import Parser
from index.types import Document
from tests.picture_fakes import picture

FOLDER = Path(__file__).parent / "fixtures" / "scans"
MANIFEST = [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text("utf-8").splitlines()]

needs_ocr = pytest.mark.skipif(not is_installed(), reason="needs the extra ocr")


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(DEFAULT_OPTIONS, processes=1) as parser:
        yield parser


@pytest.fixture(scope="module")
def read(parser: Parser) -> Mapping[str, Document]:
    """All files, read."""
    documents = {}
    for name in {truth["file"] for truth in MANIFEST}:
        (document,) = parser.read(FOLDER / name, source=name).found
        assert isinstance(document, Document), document
        documents[name] = document
    return documents


@needs_ocr
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("truth", MANIFEST, ids=lambda truth: f"{truth['file']}: {truth['sentence'][:30]}")
def test_a_known_sentence_is_read_where_it_stands(
    read: Mapping[str, Document], truth: Mapping[str, Any]
) -> None:
    document = read[truth["file"]]
    pages = [one.page for one in document.blocks if truth["sentence"] in document.text[one.start : one.end]]
    assert pages == [truth["page"]], document.text
    assert document.published is None
    assert document.warning is None


@needs_ocr
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_is_read_whichever_way_up_it_lies(parser: Parser, tmp_path: Path, quarters: int) -> None:
    path = tmp_path / "turned.png"
    Image.open(FOLDER / "screenshot.png").rotate(90 * quarters, expand=True).save(path)
    (document,) = parser.read(path, source="turned.png").found
    assert isinstance(document, Document)
    assert (
        document.text.index("Palm house") < document.text.index("Collections") < document.text.index("lily")
    )


@needs_ocr
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_picture_without_text_is_refused_and_the_next_read(parser: Parser, tmp_path: Path) -> None:
    path = tmp_path / "snow.png"
    path.write_bytes(picture(size=(800, 600)))
    (refusal,) = parser.read(path, source="snow.png").found
    assert isinstance(refusal, Refusal)
    assert refusal.skipped
    assert "no text found in snow.png" in refusal.reason
    (document,) = parser.read(FOLDER / "screenshot.png", source="screenshot.png").found
    assert isinstance(document, Document)


def test_what_reads_pictures_is_there_if_the_extra_is() -> None:
    assert (installed_ocr() is not None) == is_installed()


def test_every_scan_is_known_of() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {truth["file"] for truth in MANIFEST} | {
        "manifest.jsonl"
    }
