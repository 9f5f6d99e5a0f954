"""A run as the data that the page's script shows: a small list, and blocks of details read when needed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evals.rows import trimmed
from evals.summary import seconds_of
from evals.types import OUTCOMES, Comparison, Question, Row, Run
from rag.types import Answer, Passage

BLOCK = 100
"""Rows whose details are read at once."""


@dataclass(frozen=True, slots=True)
class Payload:
    """JSON values, each for a script element of its own."""

    listing: dict[str, Any]
    details: list[list[dict[str, Any]]]
    """Blocks of ``BLOCK`` rows."""
    passages: list[list[Any]]
    """Each passage once: title, source, page, published, heading, text."""


@dataclass(slots=True)
class _Passages:
    """Numbers passages: the same one is read for many questions."""

    table: list[list[Any]] = field(default_factory=list)
    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def number(self, passage: Passage) -> int:
        key = (passage.doc_id, passage.start, passage.end)
        if key not in self.numbers:
            self.numbers[key] = len(self.table)
            self.table.append(
                [
                    passage.title,
                    passage.source,
                    passage.page,
                    passage.published,
                    passage.heading,
                    passage.text,
                ]
            )
        return self.numbers[key]


def build(run: Run, comparison: Comparison | None) -> Payload:
    """Return what the page shows of each question."""
    earlier = {row.question.id: row for row in comparison.baseline.rows} if comparison else {}
    tags = sorted({tag for row in run.rows for tag in row.question.tags})
    numbers = {tag: number for number, tag in enumerate(tags)}
    passages = _Passages()
    listing = {
        "outcomes": list(OUTCOMES),
        "tags": tags,
        "block": BLOCK,
        "compared": comparison is not None,
        "rows": [_listed(row, earlier.get(row.question.id), numbers) for row in run.rows],
    }
    details = [_details(row, earlier.get(row.question.id), passages) for row in run.rows]
    blocks = [details[start : start + BLOCK] for start in range(0, len(details), BLOCK)]
    return Payload(listing, blocks, passages.table)


def _listed(row: Row, before: Row | None, tags: dict[str, int]) -> list[Any]:
    return [
        row.question.id,
        row.question.question,
        _said(row),
        OUTCOMES.index(row.outcome),
        [tags[tag] for tag in row.question.tags],
        _rounded(row.scores.get("f1")),
        _rounded(row.answer.confidence if row.answer else None),
        _rounded(seconds_of(row)["total"]),
        -1 if before is None else OUTCOMES.index(before.outcome),
    ]


def _said(row: Row) -> str:
    if row.answer is None:
        return row.error or ""
    return row.answer.short or row.answer.text


def _details(row: Row, before: Row | None, passages: _Passages) -> dict[str, Any]:
    question = row.question
    return {
        "wanted": list(question.answers),
        "all": question.all_answers,
        "answerable": question.answerable,
        "quotes": list(question.quotes),
        "sources": [name for name, grade in question.sources.items() if grade > 0],
        "history": [[turn["role"], turn["content"]] for turn in question.history],
        "now": _side(row, passages),
        "before": None if before is None else _side(before, passages),
    }


def _side(row: Row, passages: _Passages) -> dict[str, Any]:
    side: dict[str, Any] = {
        "outcome": OUTCOMES.index(row.outcome),
        "scores": {name: _rounded(score) for name, score in row.scores.items()},
        "timings": {stage: _rounded(seconds) for stage, seconds in seconds_of(row).items()},
        "error": row.error,
    }
    return (
        side
        if row.answer is None
        else side | _answer(row.question, trimmed(row.question, row.answer), passages)
    )


def _answer(question: Question, answer: Answer, passages: _Passages) -> dict[str, Any]:
    standalone = answer.standalone_question
    return {
        "parts": list(_parts(answer)),
        "short": answer.short,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "confidence": _rounded(answer.confidence),
        "mode": answer.mode,
        "standalone": "" if standalone == question.question else standalone,
        "citations": [[c.marker, c.title, c.source, c.page, c.quote] for c in answer.citations],
        "passages": [
            [rank, passages.number(passage), _rounded(passage.score), _cited(answer, passage)]
            for rank, passage in enumerate(answer.passages, start=1)
            if passage.text
        ],
        "read": len(answer.passages),
    }


def _parts(answer: Answer) -> Iterator[list[Any]]:
    """Yield stretches of the text: [words, markers behind them, whether they are supported]."""
    at = 0
    for claim in answer.claims:
        if at < claim.start:
            yield [answer.text[at : claim.start], [], True]
        yield [answer.text[claim.start : claim.end], list(claim.markers), claim.supported]
        at = claim.end
    if at < len(answer.text):
        yield [answer.text[at:], [], True]


def _cited(answer: Answer, passage: Passage) -> list[list[int]]:
    """Return [start, end, marker] of the cited words, counted in UTF-16 units as the page's script counts."""
    found = []
    for citation in answer.citations:
        start, end = citation.start - passage.start, citation.end - passage.start
        if citation.doc_id == passage.doc_id and 0 <= start < end <= len(passage.text):
            found.append([_utf16(passage.text[:start]), _utf16(passage.text[:end]), citation.marker])
    return found


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
