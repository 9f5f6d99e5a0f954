"""BEIR's folders: ``corpus.jsonl``, ``queries.jsonl`` and the judgements (https://github.com/beir-cellar/beir).

The judgements are ``qrels.tsv``, or ``qrels/test.tsv``, else ``dev``, else ``train``. A query may carry
``answers``, as sets for question answering do. Files may be gzipped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.datasets.files import json_lines
from evals.datasets.records import Refusal, question_of, unique
from evals.datasets.trec import Qrels, read_qrels
from evals.errors import DataError
from evals.types import Dataset, Question, SourceText

QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv")


def is_beir(folder: Path) -> bool:
    """Whether the folder holds ``queries.jsonl``, gzipped or not."""
    return _find(folder, "queries.jsonl") is not None


def load(folder: Path) -> Dataset:
    """Read a folder; queries without a judgement are left out.

    Raises:
        DataError: a file is missing, or a line of one can't be read.
    """
    queries = _required(folder, "queries.jsonl")
    qrels_path = next((folder / name for name in QRELS if (folder / name).is_file()), None)
    if qrels_path is None:
        raise DataError(f"{folder} holds no judgements; expected one of {', '.join(QRELS)}")
    qrels = read_qrels(qrels_path)
    questions = unique(_questions(queries, qrels), origin=str(queries))
    return Dataset(folder.resolve().name, questions, tuple(_documents(_required(folder, "corpus.jsonl"))))


def _questions(path: Path, qrels: Qrels) -> Iterator[tuple[int, Question]]:
    for number, record in json_lines(path):
        query_id = str(record.get("_id", ""))
        if query_id not in qrels:
            continue
        kept: dict[str, Any] = {
            key: record[key] for key in ("_id", "text", "answers", "type") if key in record
        }
        try:
            question = question_of({**kept, "sources": dict(qrels[query_id])}, default_id=query_id)
        except Refusal as exc:
            raise DataError(f"{path}, line {number}: {exc}") from exc
        yield number, question


def _documents(path: Path) -> Iterator[SourceText]:
    for number, record in json_lines(path):
        if not isinstance(record.get("_id"), str) or not isinstance(record.get("text"), str):
            raise DataError(f"{path}, line {number}: a document needs the texts _id and text")
        yield SourceText(record["_id"], record["text"], record.get("title") or None, _date(record))


def _date(record: dict[str, Any]) -> str | None:
    date = str(record.get("date") or "").replace("/", "-")[:10]
    return date if len(date) == 10 and date.replace("-", "").isdigit() else None


def _find(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _required(folder: Path, name: str) -> Path:
    path = _find(folder, name)
    if path is None:
        raise DataError(
            f"{folder} holds no {name}; a BEIR folder has corpus.jsonl, queries.jsonl and qrels.tsv"
        )
    return path
