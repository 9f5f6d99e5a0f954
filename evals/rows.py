"""``rows.jsonl``: a line a question, written as it is answered, read back to continue or to compare."""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from evals.errors import RunError
from evals.relevance import holds_quote
from evals.types import Question, Row
from rag.types import Answer, Passage, built

PASSAGES_WITH_TEXT = 5
"""Passages further down keep their place and score; of those, the cited and the asked for keep their text."""
_SYNC_SECONDS = 2.0

_T = TypeVar("_T")


class RowWriter:
    """Appends rows to a file; every few seconds, and at the end, they are safe on the disk."""

    def __init__(self, path: Path) -> None:
        # Half a surrogate pair becomes its escape, which JSON reads back as it was.
        self._file = path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n")
        self._synced = time.monotonic()

    def write(self, row: Row) -> None:
        """Append one row as one line."""
        self._file.write(dumps(row) + "\n")
        if time.monotonic() - self._synced >= _SYNC_SECONDS:
            self._sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sync()
        self._file.close()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a file in their order; a last line that was cut off by a crash is passed over.

    Raises:
        RunError: a line in the middle can't be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise RunError(f"can't read the rows at {path}: {exc}") from exc
    rows = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            rows.append(loads(line))
        except (ValueError, KeyError, TypeError) as exc:
            raise RunError(f"{path}, line {number} is damaged ({exc}); start the run anew") from exc
    return rows


def rewrite_rows(path: Path, rows: Iterable[Row]) -> None:
    """Replace the file in one step: a crash leaves the old one or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    with RowWriter(temporary) as writer:
        for row in rows:
            writer.write(row)
    temporary.replace(path)


def dumps(row: Row) -> str:
    """Return a row as one line of JSON."""
    if row.answer is not None:
        row = replace(row, answer=trimmed(row.question, row.answer))
    data = asdict(row)
    data["question"] = {key: value for key, value in data["question"].items() if value not in ((), {}, False)}
    data["question"]["answerable"] = row.question.answerable
    return json.dumps(data, ensure_ascii=False)


def loads(line: str) -> Row:
    """Read what ``dumps`` wrote; fields that another version added are passed over."""
    data = json.loads(line)
    answer = data["answer"]
    return built(
        Row,
        data,
        question=built(
            Question,
            data["question"],
            **{
                name: tuple(data["question"].get(name, ()))
                for name in ("answers", "quotes", "tags", "history")
            },
        ),
        answer=None if answer is None else Answer.from_dict(answer),
    )


def trimmed(question: Question, answer: Answer) -> Answer:
    """Return the answer with the texts of only those passages that are needed to understand it."""
    cited = {(c.doc_id, c.start) for c in answer.citations}

    def keeps_text(rank: int, passage: Passage) -> bool:
        return (
            rank < PASSAGES_WITH_TEXT
            or any(doc == passage.doc_id and passage.start <= at < passage.end for doc, at in cited)
            or holds_quote(passage.text, question.quotes)
        )

    return replace(
        answer,
        passages=tuple(
            passage if keeps_text(rank, passage) else replace(passage, text="")
            for rank, passage in enumerate(answer.passages)
        ),
    )
