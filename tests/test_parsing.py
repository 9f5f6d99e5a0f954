import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.limits import Limits, what_ended
from index.loaders import LoadOptions, Refusal
from index.parsing import SMALL, Parser, Reading
from index.types import Document
from tests import hostile_files

OPTIONS = LoadOptions()
STRICT = Limits(memory=200 << 20, cpu_seconds=3, wall_seconds=12)


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(OPTIONS, limits=STRICT, processes=1) as parser:
        yield parser


def read(parser: Parser, path: Path) -> Reading:
    size = path.stat().st_size if path.is_file() else 0
    return parser.begin(path, source=str(path), size=size)()


def reason(reading: Reading) -> str:
    (refusal,) = reading.found
    assert isinstance(refusal, Refusal)
    return refusal.reason


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_another_process_reads_is_what_this_one_would(parser: Parser, tmp_path: Path) -> None:
    page = written(tmp_path / "a.html", "<h1>Dam – “now”</h1><p>It broke.<p>Nobody fell.".encode())
    (document,) = read(parser, page).found
    assert isinstance(document, Document)
    assert document.text == "Dam – “now”\n\nIt broke.\n\nNobody fell."
    assert [(block.kind, block.heading) for block in document.blocks] == [
        ("heading", None),
        ("paragraph", "Dam – “now”"),
        ("paragraph", "Dam – “now”"),
    ]


def test_a_file_name_that_is_no_utf8_gets_there_and_back(parser: Parser, tmp_path: Path) -> None:
    path = written(tmp_path / os.fsdecode(b"caf\xe9.csv"), b"Name,Post\nIda,master\n")
    (document,) = read(parser, path).found
    assert isinstance(document, Document)
    assert document.source == str(path)


def test_a_large_text_is_read_in_another_process_too(parser: Parser, tmp_path: Path) -> None:
    (document,) = read(parser, written(tmp_path / "a.txt", b"One line.\n" * (SMALL // 10 + 1))).found
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        (
            "flate.pdf",
            lambda: hostile_files.nested_flate_pdf(300, 3),
            "can't be read|takes too long|holds no text",
        ),
        ("bomb.zip", lambda: hostile_files.zip_bomb(40), "would unpack into [0-9,]+ times its size"),
        ("recursive.zip", hostile_files.recursive_zip, "archive in another file"),
        ("laughs.docx", hostile_files.laughing_word, "damaged|no text"),
        ("laughs.epub", hostile_files.laughing_book, "damaged|no content"),
        ("line.txt", lambda: b"x" * 10_000_000, "a line of 10,000,000 characters"),
        ("wide.csv", lambda: hostile_files.wide_sheet(10_000), "10,000 columns"),
        ("deep.html", lambda: hostile_files.deep_page(200_000), "nested too deeply|can't be read|no text"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_bomb_is_refused_and_the_next_file_read(
    parser: Parser, tmp_path: Path, name: str, make: Callable[[], bytes], why: str
) -> None:
    refused = reason(read(parser, written(tmp_path / name, make())))
    assert re.search(why, refused), refused
    (document,) = read(parser, written(tmp_path / "next.csv", b"Name,Post\nIda,master\n")).found
    assert isinstance(document, Document)


def test_a_sheet_of_ten_thousand_columns_is_refused(parser: Parser, tmp_path: Path) -> None:
    hostile_files.wide_workbook(tmp_path / "wide.xlsx", 10_000)
    assert "10,000 columns in Sheet; at most 1,000" in reason(read(parser, tmp_path / "wide.xlsx"))


@pytest.mark.parametrize("name", ["pipe.txt", "pipe.pdf"])
def test_a_pipe_is_refused_unopened(parser: Parser, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "is a pipe or a device" in reason(read(parser, tmp_path / name))


def test_a_link_to_itself_is_refused(parser: Parser, tmp_path: Path) -> None:
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    assert "loop.pdf" in reason(read(parser, tmp_path / "loop.pdf"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that holds more than its size says")
@pytest.mark.parametrize("name", ["grows.txt", "grows.csv"])
def test_a_file_that_grows_while_it_is_read_is_refused(parser: Parser, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/proc/self/status")
    assert f"{name} changed while it was read" in reason(read(parser, tmp_path / name))


def test_a_part_that_ends_the_parser_is_named_and_the_others_are_read(parser: Parser, tmp_path: Path) -> None:
    archive = hostile_files.zipped(
        {
            "a.csv": "Name,Post\nIda,master\n",
            "b.pdf": hostile_files.nested_flate_pdf(300, 3),
            "c.csv": "Name,Post\nOlaf,mate\n",
        }
    )
    first, bad, last = read(parser, written(tmp_path / "three.zip", archive)).found
    assert isinstance(first, Document)
    assert isinstance(bad, Refusal)
    assert bad.source == str(tmp_path / "three.zip" / "b.pdf")
    assert isinstance(last, Document)


def test_a_process_that_ends_while_it_waits_is_replaced_and_blamed_on_no_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"Name,Post\nIda,master\n")
    with Parser(OPTIONS, processes=1) as parser:
        read(parser, path)
        (first,) = parser._running
        first._popen.send_signal(signal.SIGKILL)
        first._popen.wait()
        (document,) = read(parser, path).found
        (second,) = parser._running
    assert isinstance(document, Document)
    assert first is not second


def test_a_process_makes_room_for_another_after_200_files(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"Name,Post\nIda,master\n")
    with Parser(OPTIONS, processes=1) as parser:
        read(parser, path)
        (first,) = parser._running
        for _ in range(200):
            read(parser, path)
        (second,) = parser._running
    assert first is not second


def test_the_bytes_of_what_is_read_are_kept_if_so_wished(parser: Parser, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    archive = written(
        tmp_path / "a.zip", hostile_files.zipped({"a.csv": "Name,Post\nIda,master\n", "b": "?"})
    )
    for path, raw in (
        (archive, b"Name,Post\nIda,master\n"),
        (written(tmp_path / "a.txt", b"The dam broke."), b"The dam broke."),
    ):
        reading = parser.read(path, source=str(path), keep_in=drafts)
        (document,) = (one for one in reading.found if isinstance(one, Document))
        (draft,) = reading.originals.values()
        assert list(reading.originals) == [document.doc_id]
        assert (draft.parent, draft.read_bytes()) == (drafts, raw)
    assert parser.read(archive, source="a").originals == {}


def test_what_can_not_be_kept_is_refused_with_the_reason(parser: Parser, tmp_path: Path) -> None:
    for path in (written(tmp_path / "a.csv", b"Name,Post\n"), written(tmp_path / "a.txt", b"The dam.")):
        refused = reason(parser.read(path, source=path.name, keep_in=tmp_path / "nowhere"))
        assert refused.startswith(f"{path.name} can't be kept: No such file")


def test_nothing_is_left_running(tmp_path: Path) -> None:
    with Parser(OPTIONS, processes=2) as parser:
        jobs = [
            parser.begin(written(tmp_path / f"{n}.csv", b"Name,Post\nIda,master\n"), source=f"{n}", size=30)
            for n in range(4)
        ]
        jobs[0]()
        processes = list(parser._running)
    assert processes
    assert all(process._popen.poll() is not None for process in processes)


@pytest.mark.skipif(sys.platform != "linux", reason="the signals are those of Linux")
def test_why_a_parser_ended_is_said_in_words() -> None:
    assert "takes too long" in what_ended(-signal.SIGXCPU)
    assert "takes too long" in what_ended(-signal.SIGALRM)
    assert "SIGSEGV" in what_ended(-signal.SIGSEGV)
    assert "exit code 1" in what_ended(1)
