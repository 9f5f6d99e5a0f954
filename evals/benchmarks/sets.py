"""Finding a set in its folder."""

from pathlib import Path

from evals.datasets import load
from evals.datasets.beir import is_beir
from evals.errors import DataError
from evals.types import Dataset


def load_set(folder: Path) -> Dataset:
    """Read the set of a folder: BEIR's files, or the one file of questions named like the folder.

    Raises:
        DataError: there is none, or it can't be read.
    """
    if is_beir(folder):
        return load(folder)
    for ending in (".jsonl", ".jsonl.gz", ".json", ".json.gz"):
        path = folder / f"{folder.name}{ending}"
        if path.is_file():
            return load(path)
    raise DataError(f"{folder} holds neither queries.jsonl nor {folder.name}.jsonl[.gz]")
