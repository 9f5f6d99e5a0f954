"""TREC's judgements (qrels) and runs, in and out (https://github.com/usnistgov/trec_eval)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from evals.datasets.files import bare_name, read_text
from evals.errors import DataError
from evals.types import Dataset, Question

Qrels = Mapping[str, Mapping[str, int]]
"""Question id -> document -> grade; 0 or less means not relevant."""

Ranking = Sequence[tuple[str, float]]
"""(document, score), best first."""


def load(path: Path) -> Dataset:
    """Read judgements as questions that are known by their ids alone, to measure a run file with.

    Raises:
        DataError: a line can't be read, or there is none.
    """
    qrels = read_qrels(path)
    if not qrels:
        raise DataError(f"{path} holds no judgement")
    return Dataset(bare_name(path), tuple(Question(q, q, sources=grades) for q, grades in qrels.items()))


def read_qrels(path: Path) -> Qrels:
    """Read ``qid 0 doc grade``, or BEIR's table ``query-id corpus-id score`` with its heading.

    Raises:
        DataError: a line has another number of fields, or a grade that is no whole number.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, fields in _lines(path):
        if fields[0] in ("query-id", "query_id", "qid") and number == 1:
            continue
        match fields:
            case [query, _, document, grade] | [query, document, grade]:
                qrels.setdefault(query, {})[document] = int(_number(grade, path, number, whole=True))
            case _:
                raise DataError(
                    f"{path}, line {number}: {len(fields)} fields; expected `qid 0 document grade`"
                )
    return qrels


def write_qrels(path: Path, qrels: Qrels) -> None:
    """Write judgements as ``qid 0 doc grade``."""
    lines = (
        f"{_field(query)} 0 {_field(document)} {grade}\n"
        for query, grades in qrels.items()
        for document, grade in grades.items()
    )
    path.write_text("".join(lines), encoding="utf-8")


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Read ``qid Q0 doc rank score tag`` and return question id -> ranking.

    Ordered as trec_eval orders: by score, ties by document, both downwards; the rank field is not looked at.

    Raises:
        DataError: a line has another number of fields, a score that is no number, or a document twice.
    """
    scores: dict[str, dict[str, float]] = {}
    for number, fields in _lines(path):
        if len(fields) != 6:
            raise DataError(
                f"{path}, line {number}: {len(fields)} fields; expected `qid Q0 document rank score tag`"
            )
        query, _, document, _, score, _ = fields
        if document in scores.setdefault(query, {}):
            raise DataError(f"{path}, line {number}: {document!r} is ranked twice for {query!r}")
        scores[query][document] = _number(score, path, number)
    return {
        query: sorted(found.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)
        for query, found in scores.items()
    }


def write_run(path: Path, rankings: Mapping[str, Ranking], *, tag: str) -> None:
    """Write rankings, best first, as ``qid Q0 doc rank score tag``."""
    path.write_text("".join(_run_lines(rankings, tag)), encoding="utf-8")


def _run_lines(rankings: Mapping[str, Ranking], tag: str) -> Iterator[str]:
    for query, ranking in rankings.items():
        for rank, (document, score) in enumerate(ranking, start=1):
            yield f"{_field(query)} Q0 {_field(document)} {rank} {score!r} {_field(tag)}\n"


def _field(name: str) -> str:
    """White space ends a field, so that in a name it is written as ``%20``."""
    return "%20".join(name.split()) or "%20"


def _lines(path: Path) -> Iterable[tuple[int, list[str]]]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        # BEIR's table is split at tabs, since its names may hold spaces.
        fields = line.rstrip("\r").split("\t") if "\t" in line else line.split()
        if any(field.strip() for field in fields):
            yield number, [field.strip() for field in fields]


def _number(text: str, path: Path, line: int, *, whole: bool = False) -> float:
    try:
        return int(text) if whole else float(text)
    except ValueError as exc:
        kind = "a whole number" if whole else "a number"
        raise DataError(f"{path}, line {line}: {text!r} is not {kind}") from exc
