"""Our own format: one JSON object a line.

``{"id", "question", "answers", "quotes"?, "source"?, "answerable", "tags", "history"?}``, or the names that
ragas and other tools use (``records`` lists them). A row may bring its ``context``, as exports of SQuAD do:
the distinct contexts are then the documents.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evals.datasets.corpus import Contexts
from evals.datasets.files import bare_name, json_lines
from evals.datasets.records import Refusal, question_of, unique
from evals.errors import DataError
from evals.types import Dataset, Question


def load(path: Path) -> Dataset:
    """Read a file of questions.

    Raises:
        DataError: names the line and what is wrong with it.
    """
    return _dataset(path, json_lines(path))


def from_list(path: Path, items: list[Any]) -> Dataset:
    """Read a file that holds the same objects as one JSON list; they count as lines from 1.

    Raises:
        DataError: names the item and what is wrong with it.
    """
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise DataError(f"{path}, line {number}: {type(item).__name__}, not a JSON object")
    return _dataset(path, enumerate(items, start=1))


def _dataset(path: Path, records: Iterable[tuple[int, dict[str, Any]]]) -> Dataset:
    contexts = Contexts()
    questions = unique(_questions(path, records, contexts), origin=str(path))
    return Dataset(bare_name(path), questions, contexts.documents)


def _questions(
    path: Path, records: Iterable[tuple[int, dict[str, Any]]], contexts: Contexts
) -> Iterator[tuple[int, Question]]:
    for number, record in records:
        try:
            question = question_of(record, default_id=f"line-{number}")
            yield number, _with_context(question, record, contexts)
        except Refusal as exc:
            raise DataError(f"{path}, line {number}: {exc}") from exc


def _with_context(question: Question, record: dict[str, Any], contexts: Contexts) -> Question:
    context = record.get("context")
    if not isinstance(context, str) or not context.strip():
        return question
    return contexts.attach(question, context, title=str(record.get("title") or ""))
