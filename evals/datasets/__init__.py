"""Files of questions -> ``Dataset``. One file a format, one dispatch."""

from pathlib import Path

from evals.datasets import beir, jsonl, squad, table, trec
from evals.datasets.files import json_value
from evals.errors import DataError
from evals.types import Dataset

FORMATS = ".jsonl, .json (SQuAD, or a list), .csv, .tsv, .qrels (TREC), each also gzipped, or a BEIR folder"


def load(path: Path) -> Dataset:
    """Read questions in any known format.

    Raises:
        DataError: no such path, an unknown format, or a bad line, named by its number and reason.
    """
    if not path.exists():
        raise DataError(f"no questions at {path}; expected {FORMATS}")
    if path.is_dir():
        if not beir.is_beir(path):
            raise DataError(f"{path} is a folder without queries.jsonl; expected {FORMATS}")
        return beir.load(path)
    match Path(path.name.removesuffix(".gz")).suffix.lower():
        case ".jsonl" | ".ndjson":
            return jsonl.load(path)
        case ".json":
            data = json_value(path)
            return jsonl.from_list(path, data) if isinstance(data, list) else squad.from_json(path, data)
        case ".csv" | ".tsv":
            return table.load(path)
        case ".qrels" | ".qrel":
            return trec.load(path)
        case ending:
            raise DataError(f"{path}: no reader for {ending or 'a name without ending'}; expected {FORMATS}")
