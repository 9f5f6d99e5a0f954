import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.collection import Collection
from index.errors import LoadError
from index.fetching import Fetched, fetched_files
from index.loaders import LoadOptions, text_document
from index.types import FileOutcome
from tests.hostile_files import zipped
from tests.index_fakes import WordHashEmbedder
from tests.picture_fakes import picture

LONG_AGO = 1_600_000_000


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.create(tmp_path / "index", embedder=WordHashEmbedder()) as collection:
        yield collection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    made.mkdir()
    return made


def pack(path: Path, **texts: str) -> Path:
    """Write an archive that looks as though it were old: the last change of a file must have settled."""
    path.write_bytes(zipped({f"{name}.txt": text for name, text in texts.items()}))
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def statuses(collection: Collection, *paths: Path, **options: object) -> list[tuple[str, str]]:
    summary = collection.add_files(paths, **options)  # type: ignore[arg-type]
    return [(outcome.status, Path(outcome.source).name) for outcome in summary.outcomes]


def test_a_picture_without_text_fails_where_it_was_named_and_is_passed_over_in_a_folder(
    collection: Collection, folder: Path
) -> None:
    # Without the extra that reads pictures it is named for that, and not even opened in the folder.
    blank = folder / "blank.png"
    blank.write_bytes(picture())
    (folder / "a.txt").write_text("The dam broke.")
    assert statuses(collection, blank) == [("failed", "blank.png")]
    in_folder = statuses(collection, folder)
    assert ("added", "a.txt") in in_folder
    assert "failed" not in dict(in_folder)


def test_a_warning_of_the_loader_is_told_with_what_was_added(collection: Collection) -> None:
    document = replace(text_document("The dam broke.", source="a"), warning="page 2 is a picture, left out")
    (outcome,) = collection.add([document]).outcomes
    assert (outcome.status, outcome.reason) == ("added", "page 2 is a picture, left out")


def test_what_an_archive_holds_are_documents_of_their_own(collection: Collection, folder: Path) -> None:
    archive = pack(folder / "a.zip", dam="The dam broke.", mill="The mill stands.")
    assert statuses(collection, folder) == [("added", "dam.txt"), ("added", "mill.txt")]
    assert [info.source for info in collection.documents()] == [f"{archive}/dam.txt", f"{archive}/mill.txt"]
    assert collection.search("dam")[0].chunk.text == "The dam broke."


def test_what_is_no_longer_in_an_archive_goes(collection: Collection, folder: Path) -> None:
    pack(folder / "a.zip", dam="The dam broke.", mill="The mill stands.")
    collection.add_files([folder])
    pack(folder / "a.zip", mill="The mill stands.", lock="The lock leaks.")
    assert sorted(statuses(collection, folder)) == [
        ("added", "lock.txt"),
        ("removed", "dam.txt"),
        ("unchanged", "mill.txt"),
    ]


def test_an_archive_that_is_damaged_later_keeps_what_was_read(collection: Collection, folder: Path) -> None:
    archive = pack(folder / "a.zip", dam="The dam broke.")
    collection.add_files([folder])
    archive.write_bytes(archive.read_bytes()[:-30])
    assert statuses(collection, folder) == [("failed", "a.zip")]
    assert len(collection.documents()) == 1


def test_pruning_spares_what_lies_in_archives_until_they_are_gone(
    collection: Collection, folder: Path
) -> None:
    archive = pack(folder / "a.zip", dam="The dam broke.")
    collection.add_files([folder])
    assert ("removed", "dam.txt") not in statuses(collection, folder, prune_missing=True)
    archive.unlink()
    assert statuses(collection, folder, prune_missing=True) == [("removed", "dam.txt")]


def test_a_mail_is_removed_with_its_attachments(collection: Collection, folder: Path) -> None:
    (folder / "a.eml").write_text(
        "Subject: Dam\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nIt broke.\n--x\n"
        "Content-Disposition: attachment; filename=b.txt\n\nThe mill stands.\n--x--\n"
    )
    assert statuses(collection, folder) == [("added", "a.eml"), ("added", "b.txt")]
    collection.remove([str(folder / "a.eml")])
    assert collection.documents() == []


def test_a_bad_file_is_reported_and_the_others_read(collection: Collection, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 cut off")
    (folder / "b.txt").write_text("The dam broke.")
    assert statuses(collection, folder) == [("failed", "a.pdf"), ("added", "b.txt")]


def test_nothing_more_is_read_behind_a_bad_file_if_so_wished(collection: Collection, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 cut off")
    for name in ("b.txt", "c.txt"):
        (folder / name).write_text(f"The dam broke {name}.")
    assert statuses(collection, folder, fail_fast=True) == [("failed", "a.pdf")]


def test_the_field_of_json_counts_for_whether_a_file_is_new(collection: Collection, folder: Path) -> None:
    (folder / "a.json").write_text('[{"text": "A teaser.", "story": "The dam broke."}]')
    collection.add_files([folder])
    named = LoadOptions(json_field="story")
    assert statuses(collection, folder, options=named) == [("replaced", "a.json")]
    assert statuses(collection, folder, options=named) == [("unchanged", "a.json")]


def test_the_place_of_a_row_reaches_the_search(collection: Collection, folder: Path) -> None:
    (folder / "a.csv").write_text("Name,Post\nIda,master\n")
    collection.add_files([folder])
    (hit,) = collection.search("Ida")
    assert hit.chunk.place == "row 1"
    document = collection.document(hit.chunk.doc_id)
    assert [block.place for block in document.blocks] == ["row 1", "row 2"]
    assert (document.title_from, document.published_from) == ("file name", None)


def fetch_from(pages: dict[str, Fetched]) -> Callable[[str], Fetched]:
    def fetch(url: str) -> Fetched:
        if url not in pages:
            raise LoadError(f"{url} can't be fetched")
        return pages[url]

    return fetch


def test_pages_are_files_while_they_are_read_and_keep_their_address() -> None:
    reported: list[FileOutcome] = []
    fetch = fetch_from({"https://a.test/": Fetched("a.html", b"<p>A.")})
    with fetched_files(["https://a.test/", "https://b.test/"], reported.append, fetch=fetch) as (found,):
        assert (found.source, found.path.name, found.path.read_bytes()) == (
            "https://a.test/",
            "a.html",
            b"<p>A.",
        )
    assert not found.path.exists()
    assert reported == [FileOutcome("https://b.test/", "failed", "https://b.test/ can't be fetched")]
