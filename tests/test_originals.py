"""The files that documents were read from, kept in the index."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Collection, archive
from index.errors import ArchiveError, DocumentNotFoundError
from index.loaders import LoadOptions, text_document
from index.originals import Originals, file_name, write_draft
from index.types import Original
from tests.hostile_files import zipped
from tests.index_fakes import WordHashEmbedder

TABLE = b"Name,Post\nIda,master\n"
MAIL = (
    "Subject: Dam\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nIt broke.\n--x\n"
    "Content-Disposition: attachment; filename=b.txt\n\nThe mill stands.\n--x--\n"
)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.create(tmp_path / "index", embedder=WordHashEmbedder()) as collection:
        yield collection


@pytest.fixture
def table(collection: Collection, tmp_path: Path) -> Path:
    """The original of a table that was added."""
    (tmp_path / "a.csv").write_bytes(TABLE)
    collection.add_files([tmp_path / "a.csv"], keep_originals=True)
    return kept(collection)["a.csv"]


def kept(collection: Collection) -> dict[str, Path]:
    """Return the originals by the last part of their document's source."""
    return {
        Path(info.source).name: path
        for info in collection.documents()
        if (path := collection.original(info.doc_id)) is not None
    }


def test_an_original_is_kept_as_long_as_its_document(
    collection: Collection, table: Path, tmp_path: Path
) -> None:
    (info,) = collection.documents()
    assert info.original == Original(info.sha256, ".csv", len(TABLE))
    assert (table.name, table.read_bytes()) == (f"{info.sha256}.csv", TABLE)
    collection.remove([info.source])
    assert not table.exists()
    with pytest.raises(DocumentNotFoundError):
        collection.original(info.doc_id)


def test_an_original_stays_until_no_name_of_its_document_is_left(
    collection: Collection, table: Path, tmp_path: Path
) -> None:
    (tmp_path / "b.csv").write_bytes(TABLE)
    collection.add_files([tmp_path / "b.csv"])
    collection.remove([str(tmp_path / "a.csv")])
    assert kept(collection) == {"b.csv": table}
    collection.remove([str(tmp_path / "b.csv")])
    assert not table.exists()


def test_an_original_goes_when_another_content_takes_its_place(
    collection: Collection, table: Path, tmp_path: Path
) -> None:
    source = str(tmp_path / "a.csv")
    collection.add([text_document("The dam broke.", source=source)])
    assert kept(collection) == {}
    assert not table.exists()


def test_what_an_archive_or_a_mail_holds_is_kept_one_by_one(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"in/a.csv": TABLE.decode(), "in/dam.txt": "The dam broke."}))
    (tmp_path / "a.eml").write_text(MAIL)
    collection.add_files([tmp_path / "a.zip", tmp_path / "a.eml"], keep_originals=True)
    assert {name: path.read_bytes().strip() for name, path in kept(collection).items()} == {
        "a.csv": TABLE.strip(),
        "dam.txt": b"The dam broke.",
        "a.eml": MAIL.encode().strip(),
        "b.txt": b"The mill stands.",
    }


def test_of_json_that_is_read_by_a_field_the_file_itself_is_kept(
    collection: Collection, tmp_path: Path
) -> None:
    raw = b'[{"text": "A teaser.", "story": "The dam broke."}]'
    (tmp_path / "a.json").write_bytes(raw)
    named = LoadOptions(json_field="story")
    collection.add_files([tmp_path / "a.json"], keep_originals=True, options=named)
    assert kept(collection)["a.json"].read_bytes() == raw
    assert collection.check() == []


def test_a_file_that_was_added_before_is_kept_when_that_is_wished_for(
    collection: Collection, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The dam broke.")
    statuses = []
    for keep in (False, True, True):
        summary = collection.add_files([tmp_path / "a.txt"], keep_originals=keep)
        statuses.append([outcome.status for outcome in summary.outcomes])
        assert list(kept(collection)) == (["a.txt"] if keep else [])
    assert statuses == [["added"], ["unchanged"], ["unchanged"]]


def test_a_file_that_is_no_document_is_not_kept(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 cut off")
    collection.add_files([tmp_path / "a.pdf"], keep_originals=True)
    assert not (tmp_path / "index" / "originals").exists()


def test_documents_that_were_read_already_bring_their_files(collection: Collection, tmp_path: Path) -> None:
    document = text_document("The dam broke.", source="dam.txt")
    draft = write_draft(b"The dam broke.", "dam.txt", tmp_path)
    collection.add([document], originals={document.doc_id: draft})
    assert kept(collection)["dam.txt"].read_bytes() == b"The dam broke."
    assert not draft.exists()


def test_what_else_lies_in_the_folder_is_left_alone(
    collection: Collection, table: Path, tmp_path: Path
) -> None:
    mine = table.parent / "mine.txt"
    mine.write_text("mine")
    (table.parent / "draft-0123").write_text("half of a file")
    collection.remove([str(tmp_path / "a.csv")])
    assert list(table.parent.iterdir()) == [mine]


@pytest.mark.parametrize(
    "named",
    [
        Original("../catalog.sqlite3", "", 1),
        Original("0" * 64, "/../../catalog.sqlite3", 1),
        Original("0" * 63, ".txt", 1),
    ],
)
def test_a_name_that_leads_elsewhere_finds_nothing(named: Original, tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    assert originals.find(named) is None
    with pytest.raises(ValueError, match="no name of an original"):
        file_name(named)


def test_a_link_in_place_of_an_original_is_not_followed(collection: Collection, table: Path) -> None:
    secret = table.parent.parent / "secret.csv"
    table.rename(secret)
    table.symlink_to(secret)
    assert kept(collection) == {}


def damaged(table: Path) -> None:
    table.write_bytes(TABLE.replace(b"Ida", b"Ada"))


def missing(table: Path) -> None:
    table.unlink()


@pytest.mark.parametrize("harm", [damaged, missing], ids=lambda harm: harm.__name__)
def test_check_names_an_original_that_is_lost_and_repair_forgets_it(
    collection: Collection, table: Path, tmp_path: Path, harm: object
) -> None:
    assert collection.check() == []
    assert callable(harm)
    harm(table)
    source = tmp_path / "a.csv"
    assert collection.check() == [f"the original of {source} is missing or isn't what was kept"]
    (lost,) = collection.repair()
    assert lost.startswith(f"the original of {source} is lost")
    assert collection.check() == []
    assert not table.exists()
    collection.add_files([source], keep_originals=True)
    assert table.read_bytes() == TABLE


def imported(file: Path, folder: Path) -> None:
    archive.import_file(file, folder / "catalog.sqlite3", Originals(folder / "originals"))


def rewritten(file: Path, name: str, content: bytes | None) -> None:
    """Write an exported file again with another content under a name, or with none."""
    with zipfile.ZipFile(file) as old:
        entries = {entry: old.read(entry) for entry in old.namelist() if entry != name}
    with zipfile.ZipFile(file, "w") as new:
        for entry, raw in entries.items():
            new.writestr(entry, raw)
        if content is not None:
            new.writestr(name, content)


def test_originals_travel_with_an_exported_index(collection: Collection, table: Path, tmp_path: Path) -> None:
    collection.add([text_document("No file.", source="typed")])
    collection.export(tmp_path / "all.rag")
    imported(tmp_path / "all.rag", tmp_path / "copy")
    with Collection.open(tmp_path / "copy", embedder=WordHashEmbedder()) as copy:
        assert {name: path.read_bytes() for name, path in kept(copy).items()} == {"a.csv": TABLE}
        assert copy.documents() == collection.documents()


def test_an_original_that_is_lost_stays_behind_and_is_named(
    collection: Collection, table: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged(table)
    collection.export(tmp_path / "all.rag")
    assert "is lost and isn't exported" in caplog.text
    with zipfile.ZipFile(tmp_path / "all.rag") as file:
        assert sorted(file.namelist()) == ["catalog.sqlite3", "index.json"]


@pytest.mark.parametrize("content", [TABLE.replace(b"Ida", b"Ada"), TABLE + b"x", TABLE[:-1], None])
def test_an_original_that_is_not_as_it_was_exported_is_refused_and_leaves_nothing(
    collection: Collection, table: Path, tmp_path: Path, content: bytes | None
) -> None:
    collection.export(tmp_path / "all.rag")
    rewritten(tmp_path / "all.rag", f"originals/{table.name}", content)
    with pytest.raises(ArchiveError, match=r"all\.rag"):
        imported(tmp_path / "all.rag", tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


@pytest.mark.parametrize("column", ["suffix = '/../../x'", "sha256 = '../x'", "bytes = -1"])
def test_an_exported_index_can_not_write_beside_itself(
    collection: Collection, table: Path, tmp_path: Path, column: str
) -> None:
    collection.export(tmp_path / "all.rag")
    with zipfile.ZipFile(tmp_path / "all.rag") as file:
        note = json.loads(file.read("index.json"))
        file.extract("catalog.sqlite3", tmp_path / "evil")
    catalog = tmp_path / "evil" / "catalog.sqlite3"
    connection = sqlite3.connect(catalog)
    connection.execute(f"UPDATE originals SET {column}")
    connection.commit()
    connection.close()
    raw = catalog.read_bytes()
    note |= {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    rewritten(tmp_path / "all.rag", "catalog.sqlite3", raw)
    rewritten(tmp_path / "all.rag", "index.json", json.dumps(note).encode())
    with pytest.raises(ArchiveError):
        imported(tmp_path / "all.rag", tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_what_an_earlier_format_kept_is_found_again(
    collection: Collection, table: Path, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "index" / "catalog.sqlite3")
    connection.executescript("DROP TABLE originals; UPDATE meta SET value = 3 WHERE key = 'schema'")
    connection.close()
    with Collection.open(tmp_path / "index", embedder=WordHashEmbedder()) as reopened:
        assert kept(reopened) == {"a.csv": table}
