"""Whatever happens to process, disk or files: nothing acknowledged is lost, nothing gone comes back."""

import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Collection, SearchFilter
from index.collection import Retriever
from index.errors import IndexDamagedError, IndexNotFoundError, IndexNotWritableError
from index.loaders import text_document
from tests.crash_worker import NAMES, SMALL, content
from tests.index_fakes import WordHashEmbedder

ROOT = Path(__file__).parent.parent
QUESTION = "harbours and pears in version"
EVERYTHING = SearchFilter(source="*")
"""With a filter, however wide, a clustered segment is searched in all its lists."""
RETRIEVERS: tuple[Retriever, ...] = ("dense", "lexical", "fused")
FLIPS = 100


def opened(folder: Path) -> Collection:
    return Collection.open(folder, embedder=WordHashEmbedder(), sizes=SMALL)


def version_of(text: str) -> int:
    return int(text.partition(" in version ")[2].partition(",")[0])


# Killed


class Oracle:
    """What may stand in the index, going by the lines that a worker printed."""

    def __init__(self) -> None:
        self.allowed: dict[str, set[int | None]] = {name: {None} for name in NAMES}
        """For each name the versions that may be found; None stands for its absence."""
        self.latest = 0

    def take(self, line: str) -> None:
        words = line.split()
        match words:
            case ["try", "put", name, version]:
                self.allowed[name].add(int(version))
                self.latest = max(self.latest, int(version))
            case ["try", "gone", name]:
                self.allowed[name].add(None)
            case ["put", name, version]:
                self.allowed[name] = {int(version)}
            case ["gone", name]:
                self.allowed[name] = {None}

    def settle(self, found: dict[str, int]) -> None:
        """Go on from what is there."""
        self.allowed = {name: {found.get(name)} for name in NAMES}


def run_and_kill(folder: Path, oracle: Oracle, *, seed: int, seconds: float) -> None:
    """Let a worker change the index, kill it after some time, and tell the oracle what it printed."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash_worker", str(folder), str(seed), str(oracle.latest)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline() == "open\n"
        threading.Timer(seconds, worker.kill).start()
        for line in worker.stdout:
            if line.endswith("\n"):
                oracle.take(line)
    worker.wait()


def versions_in(collection: Collection) -> dict[str, int]:
    """Return the version that each source holds, having made sure that no part holds another."""
    documents = {info.doc_id: collection.document(info.doc_id) for info in collection.documents()}
    for name, document in ((document.source, document) for document in documents.values()):
        assert document.text == content(name, version_of(document.text))
    for retriever in RETRIEVERS[:2]:
        hits = collection.search(QUESTION, k=500, where=EVERYTHING, retriever=retriever)
        assert {hit.chunk.doc_id for hit in hits} == set(documents)
        for hit in hits:
            text = documents[hit.chunk.doc_id].text
            assert text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
    return {document.source: version_of(document.text) for document in documents.values()}


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_killed_writer_loses_nothing_and_leaves_nothing(tmp_path: Path, kills: int) -> None:
    folder, oracle, draw = tmp_path / "index", Oracle(), random.Random(7)
    for seed in range(kills):
        run_and_kill(folder, oracle, seed=seed, seconds=draw.uniform(0.05, 2.5))
        with opened(folder) as collection:
            assert collection.check() == []
            found = versions_in(collection)
        for name in NAMES:
            assert found.get(name) in oracle.allowed[name], f"{name} after kill {seed}"
        oracle.settle(found)


@pytest.mark.slow
def test_a_kill_while_an_index_is_made_leaves_one_that_can_be_used(tmp_path: Path) -> None:
    program = (
        "import sys, index.collection; from tests.index_fakes import WordHashEmbedder\n"
        "print('ready', flush=True)\n"
        "index.collection.Collection.create(sys.argv[1], embedder=WordHashEmbedder())\n"
        "print('made', flush=True); sys.stdin.read()"
    )
    draw = random.Random(11)
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        worker = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            time.sleep(draw.uniform(0, 0.05))
            worker.kill()
            made = worker.stdout.read() == "made\n"
        if made:
            assert opened(folder).check() == []
        with Collection.create(folder, embedder=WordHashEmbedder(), sizes=SMALL) as collection:
            collection.add([text_document(content("note-1", 1), source="note-1")])
            assert versions_in(collection) == {"note-1": 1}


# Refused by the disk


def in_a_process(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    begin = (
        "import sys; from pathlib import Path; from index import Collection\n"
        "from index.errors import SearchIndexError\n"
        "from index.loaders import text_document; from tests.crash_worker import SMALL, content\n"
        "from tests.index_fakes import WordHashEmbedder\n"
        "from tests.test_crash import *\n"
    )
    return subprocess.run(
        [sys.executable, "-c", begin + program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def be_an_ordinary_user() -> None:
    """Give up root's right to write wherever it likes."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Data(ctypes.Structure):
        _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))

    if os.geteuid() == 0:
        done = ctypes.CDLL(None).capset(ctypes.byref(Header(0x20080522, 0)), (Data * 2)())
        assert done == 0


def filled(folder: Path, *, documents: int = 12) -> Collection:
    collection = Collection.create(folder, embedder=WordHashEmbedder(), sizes=SMALL)
    for start in range(0, documents, 4):
        collection.add(
            [text_document(content(f"note-{n}", n), source=f"note-{n}") for n in range(start, start + 4)]
        )
    return collection


@pytest.mark.parametrize("kilobytes", [8, 64, 200, 400])
def test_a_full_disk_is_named_and_the_old_state_stays_whole(tmp_path: Path, kilobytes: int) -> None:
    folder = tmp_path / "index"
    with filled(folder) as collection:
        before = versions_in(collection)
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "limit = int(sys.argv[2]) * 1024; resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "text = 'This is big in version 1, it is. ' + ' '.join(f'word{n}' for n in range(200_000))\n"
        "try:\n"
        " collection = Collection.open(sys.argv[1], embedder=WordHashEmbedder(), sizes=SMALL)\n"
        " collection.add([text_document(text, source='big')])\n"
        "except SearchIndexError as exc: print(type(exc).__name__, exc)\n"
    )
    done = in_a_process(program, folder, kilobytes)
    assert done.stdout.startswith("IndexNotWritableError"), done.stderr
    assert "can't be written" in done.stdout
    with opened(folder) as collection:
        assert collection.check() == []
        assert versions_in(collection) == before


def test_a_folder_that_cannot_be_written_is_read_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with filled(folder) as collection:
        expected = [hit.chunk.chunk_id for hit in collection.search(QUESTION)]
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)
    program = (
        "import json; be_an_ordinary_user()\n"
        "collection = Collection.create(sys.argv[1], embedder=WordHashEmbedder(), sizes=SMALL)\n"
        "print(json.dumps([hit.chunk.chunk_id for hit in collection.search(QUESTION)]))\n"
        "print(collection.check())\n"
        "try: collection.add([text_document('More.', source='more')])\n"
        "except SearchIndexError as exc: print(type(exc).__name__, exc)\n"
    )
    try:
        done = in_a_process(program, folder)
    finally:
        folder.chmod(0o755)
        for path in folder.rglob("*"):
            path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    found, checked, refused = done.stdout.splitlines()
    assert json.loads(found) == expected
    assert checked == "[]"
    assert refused.startswith("IndexNotWritableError")
    assert str(folder) in refused


# Damaged


def sealed_files(folder: Path) -> list[Path]:
    return sorted(
        path for path in (folder / "derived").rglob("*") if path.is_file() and path.suffix != ".lock"
    )


def answers(collection: Collection) -> list[float]:
    """Return ids and scores in turn, of all retrievers."""
    return [
        number
        for retriever in RETRIEVERS
        for hit in collection.search(QUESTION, k=50, where=EVERYTHING, retriever=retriever)
        for number in (hit.chunk.chunk_id, hit.score)
    ]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[float]]:
    """An index with flat and clustered segments and an unsealed rest, and what it answers."""
    folder = tmp_path_factory.mktemp("sound") / "index"
    with filled(folder) as collection:
        with collection._catalog.read() as reader:
            collection._files.drop_unnamed(reader)  # those of the state before, which a reader may be opening
        return folder, answers(collection)


def replaced(path: Path, content: bytes) -> None:
    path.unlink()  # a new file: the old one may be mapped into this process
    path.write_bytes(content)


def damages(path: Path, other: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield what may become of a file."""
    whole = path.read_bytes()
    draw = random.Random(len(whole))
    yield "deleted", None
    yield "emptied", b""
    yield "truncated", whole[: len(whole) // 2]
    yield "swapped", other if other != whole else whole + b"x"
    for _ in range(FLIPS):
        place = draw.randrange(len(whole))
        flipped = whole[place] ^ 1 << draw.randrange(8)
        yield f"flipped at {place}", whole[:place] + bytes([flipped]) + whole[place + 1 :]


def test_every_damage_to_every_file_is_noticed(sound: tuple[Path, list[float]], tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound[0], folder)
    with filled(tmp_path / "other", documents=4) as other_index:
        other = sealed_files(other_index.folder)[0].read_bytes()
    with opened(folder) as collection:
        for path in sealed_files(folder):
            whole = path.read_bytes()
            for what, content_ in damages(path, other):
                path.unlink()
                if content_ is not None:
                    path.write_bytes(content_)
                # What check asks before all else, without its readings of the catalog, which doesn't change.
                with collection._catalog.read() as reader:
                    unusable = collection._files.unusable(reader)
                assert unusable, f"{path.name} {what}"
                path.unlink(missing_ok=True)
                path.write_bytes(whole)
        assert collection.check() == []


@pytest.mark.parametrize("what", ["deleted", "emptied", "truncated", "swapped", "flipped"])
def test_damaged_files_are_rebuilt_with_the_same_answers(
    sound: tuple[Path, list[float]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    what: str,
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound[0], folder)
    contents = [path.read_bytes() for path in sealed_files(folder)]
    for path, other in zip(sealed_files(folder), [*contents[1:], contents[0]], strict=True):
        harm = next(harm for name, harm in damages(path, other) if name.startswith(what))
        path.unlink()
        if harm is not None:
            path.write_bytes(harm)
    with opened(folder) as collection:
        assert any(finding.startswith("search files") for finding in collection.check())
        assert answers(collection) == pytest.approx(sound[1])
        assert "are built again" in caplog.text
        assert collection.check() == []


def test_repair_builds_everything_anew(sound: tuple[Path, list[float]], tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound[0], folder)
    shutil.rmtree(folder / "derived")
    with opened(folder) as collection:
        collection.repair()
        assert collection.check() == []
        assert answers(collection) == pytest.approx(sound[1])


def test_a_damaged_catalog_is_refused_and_repair_does_not_trust_it(
    sound: tuple[Path, list[float]], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound[0], folder)
    catalog = folder / "catalog.sqlite3"
    whole = catalog.read_bytes()
    place = whole.index(b"of harbours and pears")
    replaced(catalog, whole[:place] + b"X" + whole[place + 1 :])
    with opened(folder) as collection:
        assert collection.check() != []
        with pytest.raises(IndexDamagedError, match="catalog"):
            collection.repair()
    replaced(catalog, b"SQLite format 3\0" + bytes(5000))
    with pytest.raises(IndexDamagedError):
        opened(folder)
    replaced(catalog, b"")
    with pytest.raises(IndexNotFoundError):
        opened(folder)


# Read while it is written


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_four_readers_see_whole_states_while_one_writer_replaces(tmp_path: Path, seconds: int) -> None:
    folder = tmp_path / "index"
    filled(folder).close()
    end = time.monotonic() + seconds
    wrong: list[object] = []

    def read() -> None:
        try:
            with opened(folder) as collection:
                while time.monotonic() < end:
                    hits = collection.search(QUESTION, k=500, where=EVERYTHING)
                    seen: dict[str, set[int]] = {}
                    for hit in hits:
                        name = hit.chunk.text.partition("This is ")[2].partition(" ")[0]
                        seen.setdefault(name, set()).add(version_of(hit.chunk.text))
                    if sorted(seen) != sorted(NAMES) or any(len(versions) > 1 for versions in seen.values()):
                        wrong.append(seen)
        except Exception as exc:  # noqa: BLE001 - whatever it is, it fails the test
            wrong.append(exc)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    version = 12
    with opened(folder) as collection:
        while time.monotonic() < end:
            version += 1
            collection.add([text_document(content(name, version), source=name) for name in NAMES])
    for reader in readers:
        reader.join()
    assert wrong == []
    with opened(folder) as collection:
        assert collection.check() == []


def test_what_an_unwritable_log_holds_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(100))
    (tmp_path / "catalog.sqlite3-wal").write_bytes(b"changes")
    tmp_path.chmod(0o555)
    program = (
        "be_an_ordinary_user()\n"
        "try: Collection.open(sys.argv[1])\n"
        "except SearchIndexError as exc: print(type(exc).__name__, exc)\n"
    )
    try:
        done = in_a_process(program, tmp_path)
    finally:
        tmp_path.chmod(0o755)
    assert done.stdout.startswith(IndexNotWritableError.__name__), done.stderr
