"""Originals in the page: who gets a link to one, and what the link gives."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.types import DocumentInfo, Original
from tests.web_fakes import (
    ATTACKS,
    FakeAnswerer,
    FakeLibrary,
    answered,
    citation,
    document,
    document_info,
    elements,
    library_of,
    passage,
    read_text,
)
from ui.web import documents, evidence, originals, texts, whole
from ui.web.models import Models
from ui.web.serving import Place, application
from ui.web.session import FIRST_CITATION, Pick, Turn

TEXT = "The dam was built in 1931."
FILE = document(TEXT, source="/home/ada/dam.pdf", title="The dam")
PDF = Original("0" * 64, ".pdf", 1)
PAGE = Original("0" * 64, ".html", 1)
DAM = passage(TEXT, title="The dam", doc_id=FILE.doc_id, page=3)
TURN = Turn(
    "When?",
    answer=answered(
        "In 1931.", citations=[replace(citation(1, DAM, "built in 1931"), page=4)], passages=[DAM]
    ),
)


def opened(folder: Path, library: FakeLibrary, passwords: Mapping[str, str] | None = None) -> TestClient:
    uploads = folder / "uploads"
    uploads.mkdir()

    async def app() -> Any:
        return application(
            folder / "index",
            Place(passwords=passwords or {}),
            answerer=FakeAnswerer(answered("In 1931.")),
            library=library,
            read_file=read_text,
            uploads=uploads,
            runs=folder / "runs",
            models=Models(),
            keep_originals=True,
        )

    return TestClient(asyncio.run(app()), base_url="http://127.0.0.1:7860")


def keeping(folder: Path, name: str, source: str | None = None) -> FakeLibrary:
    """Return an index that keeps the one file that its document was read from."""
    kept = folder / name
    kept.write_bytes(b"<script>alert(1)</script>")
    library = library_of(replace(FILE, source=source or FILE.source))
    library.originals[FILE.doc_id] = kept
    return library


def test_a_pdf_is_shown_apart_from_the_page(tmp_path: Path) -> None:
    response = opened(tmp_path, keeping(tmp_path, "x.pdf")).get(f"/originals/{FILE.doc_id}")
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="dam.pdf"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith(
        "sandbox allow-scripts; default-src 'none'; "
    )
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.txt", "x.docx", "x.PDF.html"])
def test_whatever_else_there_is_is_only_saved(name: str, tmp_path: Path) -> None:
    source = f"https://a.test/dam{Path(name).suffix}?page=1"
    response = opened(tmp_path, keeping(tmp_path, name, source)).get(f"/originals/{FILE.doc_id}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == f'attachment; filename="dam{Path(name).suffix}"'


def test_a_part_of_a_pdf_is_given_to_a_viewer_that_asks_for_it(tmp_path: Path) -> None:
    client = opened(tmp_path, keeping(tmp_path, "x.pdf"))
    response = client.get(f"/originals/{FILE.doc_id}", headers={"range": "bytes=1-6"})
    assert (response.status_code, response.content) == (206, b"script")
    assert client.head(f"/originals/{FILE.doc_id}").headers["content-length"] == "25"


def test_of_a_document_that_is_gone_or_was_not_kept_there_is_none(tmp_path: Path) -> None:
    library = keeping(tmp_path, "x.pdf")
    client = opened(tmp_path, library)
    library.originals[FILE.doc_id].unlink()
    missing = client.get(f"/originals/{FILE.doc_id}")
    assert (missing.status_code, missing.text) == (404, texts.ORIGINAL_MISSING)
    library.by_source.clear()
    removed = client.get(f"/originals/{FILE.doc_id}")
    assert (removed.status_code, removed.text) == (404, texts.ORIGINAL_REMOVED)


@pytest.mark.parametrize("name", ["..%2f..%2fcatalog.sqlite3", "%2fetc%2fpasswd", "x.pdf", "0" * 64])
def test_only_ids_of_documents_lead_to_a_file(name: str, tmp_path: Path) -> None:
    assert opened(tmp_path, keeping(tmp_path, "x.pdf")).get(f"/originals/{name}").status_code == 404


def test_without_the_password_no_original_is_given(tmp_path: Path) -> None:
    client = opened(tmp_path, keeping(tmp_path, "x.pdf"), {"ada": "x"})
    assert client.get(f"/originals/{FILE.doc_id}").status_code == 401
    assert client.get(f"/originals/{FILE.doc_id}", auth=("ada", "x")).status_code == 200


def test_what_is_added_through_the_page_can_be_got_back(tmp_path: Path) -> None:
    library = library_of()
    client = opened(tmp_path, library)
    client.post("/documents?name=notes/a.txt", content=b"Some text.")
    (info,) = library.documents()
    response = client.get(f"/originals/{info.doc_id}")
    assert response.content == b"Some text."
    assert response.headers["content-disposition"] == 'attachment; filename="a.txt"'


def test_a_citation_opens_its_pdf_at_its_page() -> None:
    wanted = f'href="/originals/{FILE.doc_id}#page=4" target="_blank" rel="noopener"'
    kept = {FILE.doc_id: PDF}
    assert wanted in evidence.render(TURN, FIRST_CITATION, kept=kept)
    assert wanted in whole.render(TURN, FIRST_CITATION, FILE, number=1, kept=kept)
    passage_link = whole.render(TURN, Pick("passage", 1), FILE, number=1, kept=kept)
    assert f'href="/originals/{FILE.doc_id}#page=3"' in passage_link


def test_other_formats_have_no_pages_to_open_at() -> None:
    shown = evidence.render(TURN, FIRST_CITATION, kept={FILE.doc_id: PAGE})
    assert f'href="/originals/{FILE.doc_id}" aria-label="{texts.DOWNLOAD_ORIGINAL}: The dam"' in shown
    assert "_blank" not in shown


def test_without_an_original_there_is_no_link() -> None:
    assert "/originals/" not in evidence.render(TURN, FIRST_CITATION, kept={})
    assert "/originals/" not in whole.render_alone(FILE, 0, 0, None)
    assert "/originals/" not in documents.render_list([document_info("The dam")])


def test_the_list_and_the_whole_document_link_to_the_original() -> None:
    info = replace(document_info("The dam"), original=PDF)
    assert f'href="/originals/{info.doc_id}" target="_blank"' in documents.render_list([info])
    paged = replace(FILE, blocks=tuple(replace(block, page=7) for block in FILE.blocks))
    assert f'href="/originals/{FILE.doc_id}#page=7"' in whole.render_alone(paged, 4, 8, PDF)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_title_becomes_html_in_a_link(attack: str) -> None:
    assert elements(originals.link(PDF, doc_id="d1", title=attack)) == ["a", "href"]


@pytest.mark.parametrize(
    ("source", "suffix", "name"),
    [
        ("/docs/dam.pdf", ".pdf", "dam.pdf"),
        ("C:\\docs\\dam.PDF", ".pdf", "dam.PDF"),
        ("/mail/a.mbox/1.eml", ".eml", "1.eml"),
        ("https://a.test/report?id=1", ".html", "report.html"),
        ("https://a.test/", ".html", "a.test.html"),
        ("/docs/\u202efdp.txt\r\nX: y.txt", ".txt", "fdp.txt X: y.txt"),
    ],
)
def test_a_file_is_called_what_its_source_is_called(source: str, suffix: str, name: str) -> None:
    info: DocumentInfo = document_info("The dam", source=source)
    assert originals.file_name(info, suffix) == name
