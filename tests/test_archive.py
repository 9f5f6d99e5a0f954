"""An index as one file, there and back."""

import hashlib
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from index import Collection
from index.errors import ArchiveError, IndexNotWritableError
from index.loaders import text_document


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    with Collection.create(tmp_path / "index") as collection:
        collection.add([text_document("The harbour was built in 1887.", source="harbour")])
        collection.add([text_document("Nobody is to read this any more.", source="gone")])
        collection.remove(["gone"])
        collection.export(tmp_path / "all.rag")
    return tmp_path / "all.rag"


def rewritten(archive: Path, *, catalog: bytes | None = None, **changes: object) -> None:
    """Write an archive again with other content, and a note that isn't changed but for ``changes``."""
    with zipfile.ZipFile(archive) as old:
        note = json.loads(old.read("index.json"))
        content = old.read("catalog.sqlite3") if catalog is None else catalog
    with zipfile.ZipFile(archive, "w") as new:
        new.writestr("index.json", json.dumps(note | changes))
        new.writestr("catalog.sqlite3", content)


def test_an_imported_index_answers_as_the_exported_one(exported: Path, tmp_path: Path) -> None:
    with (
        Collection.import_file(exported, tmp_path / "copy") as copy,
        Collection.open(tmp_path / "index") as own,
    ):
        assert copy.search("harbour") == own.search("harbour")
        assert copy.documents() == own.documents()
        assert copy.check() == []


def test_what_was_removed_does_not_travel(exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        assert b"Nobody" not in archive.read("catalog.sqlite3")


def test_neither_side_overwrites(exported: Path, tmp_path: Path) -> None:
    with (
        Collection.open(tmp_path / "index") as collection,
        pytest.raises(IndexNotWritableError, match="there already"),
    ):
        collection.export(exported)
    with pytest.raises(IndexNotWritableError, match="already"):
        Collection.import_file(exported, tmp_path / "index")


def damaged_content(archive: Path) -> None:
    with zipfile.ZipFile(archive) as old:
        rewritten(archive, catalog=old.read("catalog.sqlite3").replace(b"harbour", b"harbous"))


def not_whole(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])


def too_much(archive: Path) -> None:
    with zipfile.ZipFile(archive) as old:
        rewritten(archive, catalog=old.read("catalog.sqlite3") + bytes(10_000_000))


def something_else(archive: Path) -> None:
    archive.write_text("not an archive")


def another_format(archive: Path) -> None:
    rewritten(archive, schema=99)


@pytest.mark.parametrize(
    "harm", [damaged_content, not_whole, too_much, something_else, another_format], ids=lambda f: f.__name__
)
def test_what_is_not_as_it_was_exported_is_refused_and_leaves_nothing(
    exported: Path, tmp_path: Path, harm: object
) -> None:
    assert callable(harm)
    harm(exported)
    with pytest.raises(ArchiveError, match=r"all\.rag"):
        Collection.import_file(exported, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_catalog_that_brings_code_is_refused(exported: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        archive.extract("catalog.sqlite3", tmp_path / "evil")
    catalog = tmp_path / "evil" / "catalog.sqlite3"
    connection = sqlite3.connect(catalog)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM documents; END")
    connection.commit()
    connection.close()
    content = catalog.read_bytes()
    rewritten(exported, catalog=content, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(ArchiveError, match="more than an index"):
        Collection.import_file(exported, tmp_path / "copy")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such file"):
        Collection.import_file(tmp_path / "none.rag", tmp_path / "copy")
