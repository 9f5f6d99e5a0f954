"""The index as its users see it: what goes in comes out, and what is gone stays gone."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Collection, Document, SearchFilter
from index.derived import build_in_memory
from index.errors import (
    DocumentNotFoundError,
    EmbedderMismatchError,
    IndexBusyError,
    IndexDamagedError,
    IndexNotFoundError,
    IndexNotWritableError,
    LoadError,
)
from index.loaders import text_document
from index.segments import Sizes
from index.stamps import stamp
from index.types import FileOutcome, Progress
from tests.index_fakes import WordHashEmbedder

GARDEN = "The garden has apples.\n\nIn autumn the pears are ripe, and wasps come for them."
HARBOUR = "The harbour was built in 1887 by engineers from Glasgow."


@pytest.fixture
def embedder() -> WordHashEmbedder:
    return WordHashEmbedder()


@pytest.fixture
def collection(tmp_path: Path, embedder: WordHashEmbedder) -> Collection:
    return Collection.create(tmp_path / "index", embedder=embedder)


def text(content: str, source: str, published: str | None = None) -> Document:
    return text_document(content, source=source, published=published)


def sources_found(collection: Collection, query: str, where: SearchFilter | None = None) -> list[str]:
    hits = collection.search(query, where=where or SearchFilter())
    infos = collection.infos({hit.chunk.doc_id for hit in hits})
    return [infos[hit.chunk.doc_id].source for hit in hits]


def test_what_was_added_is_found_with_its_place(collection: Collection) -> None:
    collection.add([text(GARDEN, "garden"), text(HARBOUR, "harbour")])
    best = collection.search("Who built the harbour?", k=1)[0]
    document = collection.document(best.chunk.doc_id)
    assert document.source == "harbour"
    assert document.text[best.chunk.start : best.chunk.end] == best.chunk.text
    assert "1887" in best.chunk.text
    assert best.retriever == "fused"


def test_a_stored_document_comes_back_whole(collection: Collection) -> None:
    document = text("# Kopf\r\n\r\nGrüße 👩‍👩‍👧 aus مصر", "x.md", "2025-02-12")
    collection.add([document])
    assert collection.document(document.doc_id) == document


def test_a_new_collection_reads_what_another_wrote(
    collection: Collection, tmp_path: Path, embedder: WordHashEmbedder
) -> None:
    collection.add([text(GARDEN, "garden")])
    again = Collection.open(tmp_path / "index", embedder=embedder)
    assert sources_found(again, "pears") == ["garden"]
    assert again.search("pears") == collection.search("pears")


def test_an_open_collection_notices_what_is_added_and_removed_elsewhere(
    collection: Collection, tmp_path: Path, embedder: WordHashEmbedder
) -> None:
    reader = Collection.open(tmp_path / "index", embedder=embedder)
    assert reader.search("harbour") == []
    collection.add([text(HARBOUR, "harbour")])
    assert sources_found(reader, "harbour") == ["harbour"]
    collection.remove(["harbour"])
    assert reader.search("harbour") == []


def test_the_same_source_again_replaces_what_stood_there(collection: Collection) -> None:
    collection.add([text(GARDEN, "notes")])
    summary = collection.add([text(HARBOUR, "notes")])
    assert [outcome.status for outcome in summary.outcomes] == ["replaced"]
    assert collection.status().documents == 1
    assert "apples" not in " ".join(hit.chunk.text for hit in collection.search("apples in the garden"))


def test_the_same_content_again_changes_nothing(collection: Collection, embedder: WordHashEmbedder) -> None:
    collection.add([text(GARDEN, "garden")])
    generation, embedded = collection.generation, len(embedder.embedded)
    summary = collection.add([text(GARDEN, "garden")])
    assert [outcome.status for outcome in summary.outcomes] == ["unchanged"]
    assert collection.generation == generation
    assert len(embedder.embedded) == embedded


def test_one_content_under_two_names_is_stored_once_and_known_under_both(
    collection: Collection, embedder: WordHashEmbedder
) -> None:
    collection.add([text(GARDEN, "one")])
    embedded = len(embedder.embedded)
    summary = collection.add([text(GARDEN, "two")])
    assert [outcome.status for outcome in summary.outcomes] == ["duplicate"]
    assert len(embedder.embedded) == embedded
    status = collection.status()
    assert (status.documents, status.sources) == (1, 2)
    assert collection.resolve("two").sources == ("one", "two")
    collection.remove(["one"])
    assert sources_found(collection, "apples") == ["two"]
    collection.remove(["two"])
    assert collection.search("apples") == []


def test_what_an_archive_held_before_is_forgotten_and_nothing_else(collection: Collection) -> None:
    collection.add(text(name, name) for name in ("a.zip/one", "a.zip/two", "a.zipped", "b"))
    collection.add([text("a.zip/two", "a.zip/two"), text("new", "a.zip/new")], all_of="a.zip")
    sources = {source for info in collection.documents() for source in info.sources}
    assert sources == {"a.zip/two", "a.zip/new", "a.zipped", "b"}


def test_a_removed_document_leaves_nothing_behind(collection: Collection, tmp_path: Path) -> None:
    collection.add([text(GARDEN, "garden"), text(HARBOUR, "harbour")])
    (removed,) = collection.remove(["harbour"])
    assert removed.source == "harbour"
    assert sources_found(collection, "harbour Glasgow 1887 engineers") == ["garden"]
    with pytest.raises(DocumentNotFoundError):
        collection.document(removed.doc_id)
    with collection._catalog.read() as reader:
        ids, vectors = reader.vectors()
        assert len(ids) == len(vectors) == reader.counts().chunks


def test_removing_something_unknown_removes_nothing(collection: Collection) -> None:
    collection.add([text(GARDEN, "garden")])
    with pytest.raises(DocumentNotFoundError, match="rag list"):
        collection.remove(["garden", "nothing"])
    assert collection.status().documents == 1


def test_filters_hold_for_both_retrievers(collection: Collection) -> None:
    collection.add(
        [
            text(f"The pears of {year} were ripe.", f"/news/{year}.txt", f"{year}-10-01")
            for year in (2021, 2022, 2023)
        ]
    )
    assert set(sources_found(collection, "pears", SearchFilter(after="2022-01-01"))) == {
        "/news/2022.txt",
        "/news/2023.txt",
    }
    assert sources_found(collection, "pears", SearchFilter(source="2021*")) == ["/news/2021.txt"]
    assert sources_found(collection, "pears", SearchFilter(source="no such")) == []


def test_generations_count_the_changes(collection: Collection) -> None:
    assert collection.generation == 0
    collection.add([text(GARDEN, "garden")])
    collection.add([text(HARBOUR, "harbour")])
    assert collection.generation == 2
    collection.remove(["garden"])
    assert collection.generation == 3


def test_incremental_search_files_equal_those_built_anew(collection: Collection) -> None:
    for i in range(6):
        collection.add([text(f"Parcel {i} went to town number {i} by train.", f"parcel-{i}")])
    collection.remove(["parcel-2"])
    collection.add([text("Parcel 7 went to the harbour.", "parcel-4")])
    with collection._catalog.read() as reader:
        anew = build_in_memory(reader)
        current = collection._snapshots.indexes(reader)
    for question in ("parcel train", "harbour", "town number 2", "town number 5"):
        assert dict(current.lexical.search(question, 10)) == pytest.approx(
            dict(anew.lexical.search(question, 10))
        )
        vector = collection.embedder.embed_query(question)
        assert current.dense.search(vector, 10) == anew.dense.search(vector, 10)


@pytest.mark.parametrize("harm", ["truncate", "flip", "delete", "delete all"])
def test_damaged_search_files_are_noticed_and_rebuilt(
    collection: Collection, tmp_path: Path, embedder: WordHashEmbedder, harm: str
) -> None:
    collection.add([text(GARDEN, "garden"), text(HARBOUR, "harbour")])
    expected = collection.search("harbour")
    sealed = tmp_path / "index" / "derived"
    for file in [p for p in sealed.rglob("*") if p.is_file()]:
        content = file.read_bytes()
        middle = len(content) // 2
        if harm == "delete" and file.name != "meta.json":
            continue
        file.unlink()  # a new file, since the old one is mapped into this process
        if harm == "truncate":
            file.write_bytes(content[:middle])
        elif harm == "flip" and content:
            file.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])
    assert Collection.open(tmp_path / "index", embedder=embedder).search("harbour") == expected
    collection.add([text("Another day.", "day")])
    assert sources_found(collection, "harbour")[0] == "harbour"


def test_only_the_last_two_states_files_are_kept(collection: Collection, tmp_path: Path) -> None:
    for i in range(4):
        collection.add([text(f"Note {i}.", f"note-{i}")])
    kept = (tmp_path / "index" / "derived" / "lexical").iterdir()
    assert sorted(path.name.partition("-")[0] for path in kept) == ["3", "4"]


def test_opening_nothing_says_how_to_make_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="rag add PATH"):
        Collection.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_catalog_whose_making_was_cut_off_counts_as_none(
    tmp_path: Path, embedder: WordHashEmbedder
) -> None:
    (tmp_path / "catalog.sqlite3").touch()
    with pytest.raises(IndexNotFoundError):
        Collection.open(tmp_path)
    Collection.create(tmp_path, embedder=embedder).add([text(GARDEN, "garden")])


@pytest.mark.parametrize("content", [b"x", b"This is not a database. " * 100])
def test_a_catalog_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="catalog"):
        Collection.open(tmp_path)


def test_an_index_folder_that_is_a_file_is_refused(tmp_path: Path, embedder: WordHashEmbedder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexNotWritableError, match="can't be made"):
        Collection.create(tmp_path / "file", embedder=embedder)


def test_another_embedder_is_refused_and_named(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(EmbedderMismatchError, match="'word-hash', not 'other'"):
        Collection.open(tmp_path / "index", embedder=WordHashEmbedder("other"))


def test_a_second_writer_is_told_who_the_first_is(collection: Collection, tmp_path: Path) -> None:
    holding = (
        "import sys, time; from pathlib import Path; from index.locking import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), wait=0): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(tmp_path / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(IndexBusyError, match=f"process {other.pid}, since 20"):
            collection.add([text(GARDEN, "garden")])
        other.stdin.close()
    collection.add([text(GARDEN, "garden")])


def test_readers_see_whole_states_while_a_writer_replaces(
    collection: Collection, tmp_path: Path, embedder: WordHashEmbedder
) -> None:
    collection.add([text("Version 0 of the pears. It says 0.", "pears")])
    stop = threading.Event()
    mixed: list[object] = []

    def read() -> None:
        reader = Collection.open(tmp_path / "index", embedder=embedder)
        while not stop.is_set():
            hits = reader.search("Version of the pears")
            if len(hits) != 1 or len({word for word in hits[0].chunk.text if word.isdigit()}) != 1:
                mixed.append(hits)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for i in range(1, 10):
        collection.add([text(f"Version {i} of the pears. It says {i}.", "pears")])
    stop.set()
    for thread in readers:
        thread.join()
    assert mixed == []


# Files


def outcomes_of(collection: Collection, *paths: Path) -> dict[str, FileOutcome]:
    summary = collection.add_files(paths)
    return {os.path.basename(outcome.source): outcome for outcome in summary.outcomes}  # noqa: PTH119


def test_a_bad_file_is_named_and_the_rest_is_kept(collection: Collection, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.txt").write_text(GARDEN)
    (folder / "empty.txt").touch()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "program.bin").write_bytes(b"\0" * 10)
    summary = collection.add_files([folder])
    statuses = {Path(outcome.source).name: outcome.status for outcome in summary.outcomes}
    assert statuses == {"good.txt": "added", "empty.txt": "failed", "broken.pdf": "failed"}
    assert summary.skipped == 1
    assert all(outcome.reason for outcome in summary.failed)
    assert sources_found(collection, "apples") == [str(folder / "good.txt")]


def test_files_are_read_again_only_when_their_content_changed(collection: Collection, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(GARDEN)
    assert outcomes_of(collection, file)["note.txt"].status == "added"
    os.utime(file, (0, 0))
    assert outcomes_of(collection, file)["note.txt"].status == "unchanged"
    file.write_text(HARBOUR)
    assert outcomes_of(collection, file)["note.txt"].status == "replaced"
    assert sources_found(collection, "harbour") == [str(file)]


def test_a_missing_path_stops_before_anything_is_done(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(GARDEN)
    with pytest.raises(LoadError, match=r"missing\.txt"):
        collection.add_files([tmp_path / "note.txt", tmp_path / "missing.txt"])
    assert collection.status().documents == 0


def test_progress_counts_files_and_chunks(collection: Collection, tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"{i}.txt").write_text(f"Note number {i} is about the harbour.")
    seen: list[Progress] = []
    collection.add_files([tmp_path], on_progress=seen.append)
    assert [(p.files_done, p.chunks_done) for p in seen] == [(0, 0), (1, 0), (2, 0), (3, 3), (3, 3)]
    assert [p.current for p in seen[-2:]] == ["embedding", "done"]
    assert {p.files_total for p in seen} == {3}


def test_text_in_another_language_is_added_with_a_warning(collection: Collection, tmp_path: Path) -> None:
    german = (
        "Der Hafen wurde im Jahr 1887 von Ingenieuren gebaut, die aus Glasgow kamen und lange blieben. " * 5
    )
    (tmp_path / "hafen.txt").write_text(german)
    outcome = outcomes_of(collection, tmp_path / "hafen.txt")["hafen.txt"]
    assert outcome.status == "added"
    assert "English" in (outcome.reason or "")


def test_a_line_that_says_added_survives_the_process(tmp_path: Path) -> None:
    """What was reported is there for another process, though the writer never closed anything."""
    (tmp_path / "note.txt").write_text(HARBOUR)
    program = (
        "import os, sys, json; from pathlib import Path; from index import Collection\n"
        "from tests.index_fakes import WordHashEmbedder\n"
        "collection = Collection.create(sys.argv[1], embedder=WordHashEmbedder())\n"
        "def report(outcome): print(json.dumps(outcome.status), flush=True); os._exit(9)\n"
        "collection.add_files([Path(sys.argv[2])], on_outcome=report)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "index"), str(tmp_path / "note.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (9, "added")
    again = Collection.open(tmp_path / "index", embedder=WordHashEmbedder())
    assert sources_found(again, "harbour") == [str(tmp_path / "note.txt")]


def test_a_file_that_looks_as_before_is_not_opened(collection: Collection, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(GARDEN)
    outcomes_of(collection, file)
    file.write_text(HARBOUR)
    with collection._catalog.write() as writer:
        # As if the file had looked like this before: only its content would tell.
        writer.stamp(str(file), stamp(file.stat()))
    assert outcomes_of(collection, file)["note.txt"].status == "unchanged"
    os.utime(file, (0, 0))
    assert outcomes_of(collection, file)["note.txt"].status == "replaced"


def test_pruning_forgets_what_vanished_below_the_folder_and_nothing_else(
    collection: Collection, tmp_path: Path
) -> None:
    for name in ("docs/kept.txt", "docs/gone.txt", "docs-too/gone.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"What {name} says.")
    collection.add_files([tmp_path / "docs", tmp_path / "docs-too"])
    (tmp_path / "docs/gone.txt").unlink()
    (tmp_path / "docs-too/gone.txt").unlink()
    assert collection.add_files([tmp_path / "docs"]).count("removed") == 0
    summary = collection.add_files([tmp_path / "docs"], prune_missing=True)
    assert [(one.source, one.status) for one in summary.outcomes] == [
        (str(tmp_path / "docs/kept.txt"), "unchanged"),
        (str(tmp_path / "docs/gone.txt"), "removed"),
    ]
    assert {info.source for info in collection.documents()} == {
        str(tmp_path / "docs/kept.txt"),
        str(tmp_path / "docs-too/gone.txt"),
    }


def test_a_text_is_embedded_once_though_its_document_goes_and_comes_back(
    collection: Collection, embedder: WordHashEmbedder
) -> None:
    collection.add([text(GARDEN, "garden")])
    collection.remove(["garden"])
    embedded = len(embedder.embedded)
    collection.add([text(GARDEN, "garden")])
    assert len(embedder.embedded) == embedded
    collection.remove(["garden"])
    collection.repair()
    collection.add([text(GARDEN, "garden")])
    assert len(embedder.embedded) > embedded


def test_embedding_tells_how_much_there_is_of_how_much(collection: Collection) -> None:
    told: list[tuple[int, int]] = []
    notes = (text(f"Note {number} speaks of the harbour.", f"note-{number}") for number in range(100))
    collection.add(notes, on_embedded=lambda done, total: told.append((done, total)))
    assert told == [(64, 100), (100, 100)]


def test_adding_files_tells_of_chunks_that_are_cut_and_embedded(
    collection: Collection, tmp_path: Path
) -> None:
    told: list[Progress] = []
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"Note {number} speaks of the harbour.")
    collection.add_files([tmp_path / "0.txt", tmp_path / "1.txt"], on_progress=told.append)
    assert told == [
        Progress(0, 2, 0, 0, str(tmp_path / "0.txt")),
        Progress(1, 2, 0, 1, str(tmp_path / "1.txt")),
        Progress(2, 2, 2, 2, "embedding"),
        Progress(2, 2, 2, 2, "done"),
    ]


def test_ctrl_c_keeps_what_is_finished(collection: Collection) -> None:
    told: list[str] = []

    def documents() -> Iterator[Document]:
        for number in range(100):
            yield text(f"Note {number} speaks of the harbour.", f"note-{number}")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection.add(documents(), on_outcome=lambda outcome: told.append(outcome.source))
    # Embedded 64 at a time: what comes after the last full group isn't finished.
    assert told == [f"note-{number}" for number in range(64)]
    assert [info.source for info in collection.documents()] == told
    assert collection.check() == []


def test_what_was_removed_is_not_in_the_file_any_more(collection: Collection, tmp_path: Path) -> None:
    collection.add([text(GARDEN, "garden"), text("Xylophones are secret.", "secret")])
    collection.remove(["secret"])
    collection.close()
    assert b"Xylophones" not in (tmp_path / "index" / "catalog.sqlite3").read_bytes()


def test_segments_are_sealed_and_clustered_as_they_grow(tmp_path: Path, embedder: WordHashEmbedder) -> None:
    sizes = Sizes(seal=10, flat=30)
    collection = Collection.create(tmp_path / "index", embedder=embedder, sizes=sizes)
    kinds = []
    for step in range(8):
        collection.add([text(f"Parcel {step} {i} to the harbour.", f"{step}-{i}") for i in range(7)])
        with collection._catalog.read() as reader:
            kinds.append([(segment.kind, segment.rows) for segment in reader.segments()])
    assert kinds[0] == []
    assert kinds[1] == [("flat", 14)]
    assert kinds[5] == [("clustered", 42)]
    assert kinds[7] == [("clustered", 42), ("flat", 14)]
    assert collection.check() == []
    collection.remove([f"{step}-{i}" for step in range(3) for i in range(7)])
    collection.add([text("One more.", "more")])
    with collection._catalog.read() as reader:
        assert [(segment.kind, segment.rows) for segment in reader.segments()] == [("clustered", 35)]
        assert len(reader.tombstones()) == 0
    assert collection.check() == []


def test_an_index_of_the_first_format_is_brought_up_to_date(
    tmp_path: Path, embedder: WordHashEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    with Collection.create(tmp_path / "index", embedder=embedder) as collection:
        collection.add([text(GARDEN, "garden"), text(HARBOUR, "harbour")])
        expected = collection.search("harbour")
    shutil.rmtree(tmp_path / "index" / "derived")
    (tmp_path / "index" / "derived" / "1").mkdir(parents=True)
    connection = sqlite3.connect(tmp_path / "index" / "catalog.sqlite3")
    connection.executescript(
        "DROP TABLE segments; DROP TABLE lexical; DROP TABLE lexical_files; DROP TABLE originals;"
        "ALTER TABLE documents DROP COLUMN digest; ALTER TABLE sources DROP COLUMN stamp;"
        "ALTER TABLE documents DROP COLUMN title_from; ALTER TABLE documents DROP COLUMN published_from;"
        "ALTER TABLE chunks DROP COLUMN place;"
        "CREATE TABLE manifests (generation INTEGER PRIMARY KEY, sha256 TEXT, last_chunk_id INTEGER);"
        "UPDATE meta SET value = 1 WHERE key = 'schema'"
    )
    connection.close()
    with Collection.open(tmp_path / "index", embedder=embedder) as collection:
        assert "earlier format" in caplog.text
        assert collection.search("harbour") == expected
        collection.add([text("Another day.", "day")])
        assert collection.check() == []
    assert not (tmp_path / "index" / "derived" / "1").exists()
