from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from index.loaders import Refusal, text_document
from index.parsing import Reading
from index.types import AddSummary, Document
from tests.web_fakes import FakeLibrary, read_text
from ui.web import texts
from ui.web.uploads import ReadFile, Upload, Uploads, source_name


def added(folder: Path, text: str = "Some text.", *, read: ReadFile = read_text) -> list[Upload]:
    """Return what is told of one file that is added as "notes/a.txt"."""
    file = folder / "a.txt"
    file.write_text(text)
    told: list[Upload] = []
    Uploads(FakeLibrary(), read).add(file, "notes/a.txt", told.append)
    return told


def read_nothing(path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
    return Reading((Refusal(source, f"{path}: nothing here reads it"),))


def read_wrongly(path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
    raise ZeroDivisionError("/secret/path")


def test_a_file_is_told_of_in_each_of_its_stages(tmp_path: Path) -> None:
    assert added(tmp_path) == [
        Upload("waiting"),
        Upload("reading"),
        Upload("chunking"),
        Upload("embedding", 1, total=1),
        Upload("added", 1),
    ]


def test_how_long_it_will_take_is_told_once_the_pace_is_known(tmp_path: Path) -> None:
    class Slow(FakeLibrary):
        def add(
            self,
            documents: Iterable[Document],
            *,
            on_embedded: Callable[[int, int], None] | None = None,
            all_of: str | None = None,
            originals: Mapping[str, Path] | None = None,
            wait: float = 0,
        ) -> AddSummary:
            assert on_embedded is not None
            for done in (64, 128, 192, 256):
                on_embedded(done, 256)
            return super().add(documents)

    (tmp_path / "a.txt").write_text("Some text.")
    told: list[Upload] = []
    clock = iter([10.0, 10.5, 14.0, 16.0])
    Uploads(Slow(), read_text, clock=lambda: next(clock)).add(tmp_path / "a.txt", "a.txt", told.append)
    embedding = [(one.chunks, one.total, one.seconds_left) for one in told if one.status == "embedding"]
    # From the second second on: 128 chunks in 4 s leave 64 for 2 s.
    assert embedding == [(64, 256, None), (128, 256, None), (192, 256, 2.0), (256, 256, 0.0)]


@pytest.mark.parametrize("keep", [True, False])
def test_a_file_is_kept_only_if_so_wished(tmp_path: Path, keep: bool) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    (folder / "a.txt").write_text("Some text.")
    library = FakeLibrary()
    Uploads(library, read_text, keep_originals=keep).add(folder / "a.txt", "a.txt", lambda upload: None)
    assert [path.read_text() for path in library.originals.values()] == (["Some text."] if keep else [])


def test_a_file_of_the_same_name_replaces_the_earlier_one(tmp_path: Path) -> None:
    library = FakeLibrary()
    told: list[Upload] = []
    for text in ("old", "new"):
        (tmp_path / "a.txt").write_text(text)
        Uploads(library, read_text).add(tmp_path / "a.txt", "a.txt", told.append)
    assert told[-1] == Upload("replaced", 1)
    assert [document.text for document in library.by_source.values()] == ["new"]


def test_a_failure_names_the_file_as_its_sender_knows_it(tmp_path: Path) -> None:
    assert added(tmp_path, read=read_nothing)[-1] == Upload(
        "failed", reason="notes/a.txt: nothing here reads it"
    )


def test_an_archive_is_told_of_as_a_whole_and_replaces_what_it_held(tmp_path: Path) -> None:
    def read(path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
        names = path.read_text().split()
        documents = [text_document(name, source=f"{source}/{name}") for name in names]
        return Reading(
            (*documents, Refusal(f"{source}/c.pdf", "no text"), Refusal("a.png", "", skipped=True))
        )

    library, told = FakeLibrary(), list[Upload]()
    for names in ("a.txt b.txt", "b.txt"):
        (tmp_path / "x").write_text(names)
        Uploads(library, read).add(tmp_path / "x", "x.zip", told.append)
    ends = [upload for upload in told if upload.status in ("added", "replaced")]
    assert ends == [
        Upload("added", 2, "1 of the 3 files in it not added: no text"),
        Upload("replaced", 1, "1 of the 2 files in it not added: no text"),
    ]
    assert list(library.by_source) == ["x.zip/b.txt"]


def test_a_picture_without_text_is_refused_with_the_reason(tmp_path: Path) -> None:
    def read(path: Path, *, source: str, keep_in: Path | None = None) -> Reading:
        return Reading((Refusal(source, "no text found in a.txt", skipped=True),))

    assert added(tmp_path, read=read)[-1] == Upload("failed", reason="no text found in a.txt")


def test_an_unexpected_error_is_logged_and_its_message_kept_from_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert added(tmp_path, read=read_wrongly)[-1] == Upload("failed", reason=texts.UPLOAD_UNEXPECTED_ERROR)
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
        (Upload("embedding", 64, total=512), "embedding, 64 of 512 passages…"),
        (Upload("embedding", 64, None, 512, 3.2), "embedding, 64 of 512 passages, about 5 s left…"),
        (Upload("embedding", 64, None, 5_120, 300.0), "embedding, 64 of 5,120 passages, about 5 min left…"),
        (Upload("embedding", 512, None, 512, 0.0), "embedding, 512 of 512 passages…"),
        (Upload("added", 1), "added, 1 passage"),
        (Upload("added", 2, "not in English"), "added, 2 passages (not in English)"),
        (Upload("replaced", 3), "replaced the earlier one, 3 passages"),
        (Upload("unchanged"), "already there, unchanged"),
        (Upload("duplicate"), "already there under another name"),
        (Upload("failed", reason="it is empty"), "not added (it is empty)"),
    ],
)
def test_a_line_says_what_became_of_a_file(upload: Upload, said: str) -> None:
    assert (
        texts.upload(
            upload.status, upload.chunks, upload.reason, total=upload.total, seconds_left=upload.seconds_left
        )
        == said
    )
