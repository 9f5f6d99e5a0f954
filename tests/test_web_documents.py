from pathlib import Path

import pytest

from index.errors import UnknownFormatError
from index.types import AddSummary, Document, FileOutcome
from tests.web_fakes import ATTACKS, FakeLibrary, document_info, elements, load_text
from ui.web import documents, texts
from ui.web.documents import Upload


def write(folder: Path, name: str, text: str = "Some text.") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def load_only_txt(path: Path, *, source: str | None = None) -> Document:
    if path.suffix != ".txt":
        raise UnknownFormatError(f"{path.name}: nothing here reads {path.suffix} files")
    return load_text(path, source=source)


def load_wrongly(path: Path, *, source: str | None = None) -> Document:
    raise ZeroDivisionError("/secret/path")


def test_the_source_of_an_upload_is_its_file_name(tmp_path: Path) -> None:
    library = FakeLibrary()
    list(documents.add([write(tmp_path, "a b.txt")], library=library, load=load_text))
    assert list(library.by_source) == ["a b.txt"]


def test_a_file_of_the_same_name_replaces_the_earlier_one(tmp_path: Path) -> None:
    library = FakeLibrary()
    list(documents.add([write(tmp_path, "a.txt", "old")], library=library, load=load_text))
    *_, uploads = documents.add([write(tmp_path, "a.txt", "new")], library=library, load=load_text)
    assert uploads == (Upload("a.txt", "replaced", 1),)
    assert [document.text for document in library.by_source.values()] == ["new"]


def test_each_file_is_reported_as_it_is_read_and_when_it_is_done(tmp_path: Path) -> None:
    files = [write(tmp_path, "a.txt"), write(tmp_path, "b.txt")]
    assert list(documents.add(files, library=FakeLibrary(), load=load_text)) == [
        (Upload("a.txt"),),
        (Upload("a.txt", "added", 1), Upload("b.txt")),
        (Upload("a.txt", "added", 1), Upload("b.txt", "added", 1)),
    ]


def test_a_file_that_cannot_be_read_says_why_and_stops_no_other(tmp_path: Path) -> None:
    files = [write(tmp_path, "a.xyz"), write(tmp_path, "b.txt")]
    *_, uploads = documents.add(files, library=FakeLibrary(), load=load_only_txt)
    assert uploads == (
        Upload("a.xyz", "failed", reason="a.xyz: nothing here reads .xyz files"),
        Upload("b.txt", "added", 1),
    )


def test_an_unexpected_error_is_logged_and_its_message_kept_from_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    *_, uploads = documents.add([write(tmp_path, "a.txt")], library=FakeLibrary(), load=load_wrongly)
    assert uploads == (Upload("a.txt", "failed", reason=texts.UPLOAD_UNEXPECTED_ERROR),)
    assert "/secret/path" in caplog.text


@pytest.mark.parametrize("load", [load_text, load_wrongly])
def test_the_temporary_copy_goes_away_whatever_becomes_of_it(tmp_path: Path, load: documents.Loader) -> None:
    file = write(tmp_path, "a.txt")
    list(documents.add([file], library=FakeLibrary(), load=load))
    assert not file.exists()


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (Upload("a.txt"), "a.txt: reading…"),
        (Upload("a.txt", "added", 1), "a.txt: added, 1 passage"),
        (Upload("a.txt", "added", 2, "not in English"), "a.txt: added, 2 passages (not in English)"),
        (Upload("a.txt", "replaced", 3), "a.txt: replaced the earlier one, 3 passages"),
        (Upload("a.txt", "unchanged"), "a.txt: already there, unchanged"),
        (Upload("a.txt", "duplicate"), "a.txt: already there under another name"),
        (Upload("a.txt", "failed", reason="it is empty"), "a.txt: not added (it is empty)"),
    ],
)
def test_a_line_says_what_became_of_a_file(upload: Upload, said: str) -> None:
    assert f">{said}</li>" in documents.render_uploads([upload])


def test_the_list_gives_title_date_and_passages() -> None:
    html = documents.render_list([document_info("The dam", published="2025-02-12", chunks=1200)])
    assert "1 document</caption>" in html
    assert "The dam" in html
    assert "12 February 2025" in html
    assert '<td class="number">1,200</td>' in html


def test_an_empty_list_says_so() -> None:
    assert texts.NO_DOCUMENTS in documents.render_list([])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_title_name_or_reason_becomes_html(attack: str) -> None:
    assert elements(documents.render_list([document_info(attack, source=attack)])) == elements(
        documents.render_list([document_info("x", source="x")])
    )
    assert elements(documents.render_uploads([Upload(attack, "failed", reason=attack)])) == ["ul", "li"]


def test_the_summary_of_a_library_is_what_the_line_says(tmp_path: Path) -> None:
    class Duplicates(FakeLibrary):
        def add(self, documents: object) -> AddSummary:
            return AddSummary((FileOutcome("a.txt", "duplicate", "as b.txt"),), 0)

    *_, uploads = documents.add([write(tmp_path, "a.txt")], library=Duplicates(), load=load_text)
    assert uploads == (Upload("a.txt", "duplicate", 0, "as b.txt"),)
