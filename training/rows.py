"""Question sets as they lie on disk: gzipped JSON lines."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Span:
    """An answer: ``context[start : start + len(text)] == text``."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Row:
    """A question over one passage; without answers the passage doesn't hold one."""

    row_id: str
    question: str
    context: str
    title: str
    answers: tuple[Span, ...]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a ``.jsonl.gz`` question set, in file order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield Row(
                row_id=raw["id"],
                question=raw["question"],
                context=raw["context"],
                title=raw["title"] or "",
                answers=tuple(Span(each["text"], each["start"]) for each in raw["answers"]),
            )
