import os
from pathlib import Path

import pytest

from index import loaders
from index.errors import EmptyDocumentError, LoadError, UnknownFormatError
from index.loaders import is_known, load, text_document


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_document_is_known_by_the_sha256_of_its_bytes(tmp_path: Path) -> None:
    document = load(write(tmp_path / "a.txt", b"abc"))
    assert document.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert document.doc_id == "ba7816bf8f01cfea"


def test_the_source_is_the_absolute_path_or_the_name_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt", b"abc")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load(Path("sub/../a.txt")).source == str(tmp_path / "a.txt")
    assert load(Path("a.txt"), source="news").source == "news"


@pytest.mark.parametrize(
    "name", ["a.txt", "a.TEXT", "a.md", "a.markdown", "a.html", "a.htm", "a.xhtml", "a.PDF"]
)
def test_types_are_known_by_their_ending(name: str) -> None:
    assert is_known(Path(name))


@pytest.mark.parametrize("name", ["a.mp4", "a", ".txt", "a.txt.gz"])
def test_other_endings_are_not_known(name: str) -> None:
    assert not is_known(Path(name))


def test_an_unknown_type_is_refused_with_a_list_of_the_known(tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", b"\xff\xd8")
    with pytest.raises(
        UnknownFormatError, match=r"film\.mp4: '\.mp4' files can't be read, only \.txt .*\.pdf"
    ):
        load(film)
    with pytest.raises(UnknownFormatError, match="files without an ending"):
        load(write(tmp_path / "Makefile", b"all:"))


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"date 2025-02-12\n"])
def test_a_file_without_text_is_called_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EmptyDocumentError, match=r"a\.txt"):
        load(write(tmp_path / "a.txt", content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"nowhere\.txt: no such file"):
        load(tmp_path / "nowhere.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="is a folder"):
        load(tmp_path)


def test_a_pipe_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(LoadError, match=r"pipe\.txt is a pipe or a device"):
        load(tmp_path / "pipe.txt")


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(loaders.MAX_BYTES + 1)
    with pytest.raises(LoadError, match=r"large\.txt has 200 MB; at most 200 MB are read"):
        load(tmp_path / "large.txt")


def test_the_title_falls_back_to_the_first_sentence_then_to_the_name(tmp_path: Path) -> None:
    assert load(write(tmp_path / "a.txt", b"One bridge fell. Two stood.")).title == "One bridge fell."
    assert load(write(tmp_path / "b.md", b"```\n```\n| a |\n|---|\n")).title == "| a |"


def test_a_long_first_sentence_is_cut_before_a_word() -> None:
    document = text_document("word " * 40, source="x")
    assert document.title == "word " * 15 + "word…"
    assert len(document.title) == 80


def test_text_without_a_file_is_a_document_too() -> None:
    document = text_document("date 2025-02-12 One.\r\nTwo.\x00", source="x")
    assert document.text == "date 2025-02-12 One.\nTwo."
    assert (document.published, document.title, document.source) == ("2025-02-12", "One.", "x")
    assert text_document("One.", source="x", title="T", published="2024-01-01").published == "2024-01-01"


def test_lone_surrogates_never_reach_a_document() -> None:
    assert text_document("a\ud800b", source="x").text == "a\ufffdb"


def test_text_without_content_is_refused() -> None:
    with pytest.raises(EmptyDocumentError, match="x holds no text"):
        text_document(" \n", source="x")
