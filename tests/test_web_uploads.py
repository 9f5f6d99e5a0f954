from pathlib import Path

import pytest

from index.errors import UnknownFormatError
from index.types import Document
from tests.web_fakes import FakeLibrary, load_text
from ui.web import texts
from ui.web.uploads import Loader, Upload, Uploads, source_name


def added(folder: Path, text: str = "Some text.", *, load: Loader = load_text) -> list[Upload]:
    """Return what is told of one file that is added as "notes/a.txt"."""
    file = folder / "a.txt"
    file.write_text(text)
    told: list[Upload] = []
    Uploads(FakeLibrary(), load).add(file, "notes/a.txt", told.append)
    return told


def load_nothing(path: Path, *, source: str | None = None) -> Document:
    raise UnknownFormatError(f"{path}: nothing here reads it")


def load_wrongly(path: Path, *, source: str | None = None) -> Document:
    raise ZeroDivisionError("/secret/path")


def test_a_file_is_told_of_in_each_of_its_stages(tmp_path: Path) -> None:
    assert added(tmp_path) == [
        Upload("waiting"),
        Upload("reading"),
        Upload("chunking"),
        Upload("embedding", 1),
        Upload("added", 1),
    ]


def test_a_file_of_the_same_name_replaces_the_earlier_one(tmp_path: Path) -> None:
    library = FakeLibrary()
    told: list[Upload] = []
    for text in ("old", "new"):
        (tmp_path / "a.txt").write_text(text)
        Uploads(library, load_text).add(tmp_path / "a.txt", "a.txt", told.append)
    assert told[-1] == Upload("replaced", 1)
    assert [document.text for document in library.by_source.values()] == ["new"]


def test_a_failure_names_the_file_as_its_sender_knows_it(tmp_path: Path) -> None:
    assert added(tmp_path, load=load_nothing)[-1] == Upload(
        "failed", reason="notes/a.txt: nothing here reads it"
    )


def test_an_unexpected_error_is_logged_and_its_message_kept_from_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert added(tmp_path, load=load_wrongly)[-1] == Upload("failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
    assert "/secret/path" in caplog.text


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a b (1).txt", "a b (1).txt"),
        ("notes/2025/a.txt", "notes/2025/a.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("../../x.txt", "x.txt"),
        ("a\\..\\b.txt", "a/b.txt"),
        ("\x00/./..", ""),
    ],
)
def test_no_uploaded_source_is_an_absolute_path_or_leads_upwards(name: str, source: str) -> None:
    assert source_name(name) == source


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (Upload("reading"), "reading…"),
        (Upload("embedding", 64), "embedding, 64 passages done…"),
        (Upload("added", 1), "added, 1 passage"),
        (Upload("added", 2, "not in English"), "added, 2 passages (not in English)"),
        (Upload("replaced", 3), "replaced the earlier one, 3 passages"),
        (Upload("unchanged"), "already there, unchanged"),
        (Upload("duplicate"), "already there under another name"),
        (Upload("failed", reason="it is empty"), "not added (it is empty)"),
    ],
)
def test_a_line_says_what_became_of_a_file(upload: Upload, said: str) -> None:
    assert texts.upload(upload.status, upload.chunks, upload.reason) == said
