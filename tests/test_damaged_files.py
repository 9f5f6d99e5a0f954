"""Files of all formats, damaged at random: each is read or refused by name, and in time."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.loaders import LoadOptions, Refusal
from index.parsing import Parser
from tests.test_documents import FOLDER, MANIFEST

SEED = 20260101
FILES = sorted({truth["file"] for truth in MANIFEST})


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(LoadOptions(), processes=2) as parser:
        yield parser


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes changed, a piece cut out or doubled, or its end cut off."""
    content = bytearray(raw)
    at, length = chance.randrange(len(raw)), chance.randrange(1, 1 + len(raw) // 4)
    match chance.choice(("bytes", "cut out", "doubled", "cut off", "zeros")):
        case "bytes":
            for _ in range(chance.randrange(1, 30)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        case "cut out":
            del content[at : at + length]
        case "doubled":
            content[at:at] = content[at : at + length]
        case "cut off":
            del content[at:]
        case "zeros":
            content[at : at + length] = bytes(len(content[at : at + length]))
    return bytes(content)


def test_a_damaged_file_is_read_or_refused_by_name(
    parser: Parser, tmp_path: Path, damaged_files: int
) -> None:
    chance = random.Random(SEED)
    names = [chance.choice(FILES) for _ in range(damaged_files)]
    jobs = []
    for number, name in enumerate(names):
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(damaged((FOLDER / name).read_bytes(), chance))
        jobs.append((path, parser.begin(path, source=str(path), size=path.stat().st_size)))
    for path, read in jobs:
        for found in read().found:
            assert found.source.startswith(str(path))
            if isinstance(found, Refusal):
                assert path.name in found.reason or found.source != str(path), found
            else:
                assert found.text
                assert all(0 <= block.start < block.end <= len(found.text) for block in found.blocks)
