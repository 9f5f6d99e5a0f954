"""SQuAD's JSON, v1.1 and v2.0 (https://rajpurkar.github.io/SQuAD-explorer/)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.datasets.corpus import Contexts
from evals.datasets.files import bare_name
from evals.datasets.records import Refusal, question_of, unique
from evals.errors import DataError
from evals.types import Dataset, Question


def from_json(path: Path, data: Any) -> Dataset:
    """Read a SQuAD file's JSON; each paragraph is a document.

    Raises:
        DataError: names the question (counted from 1 through the file) and what is wrong with it.
    """
    contexts = Contexts()
    questions = unique(_questions(path, data, contexts), origin=str(path))
    return Dataset(bare_name(path), questions, contexts.documents)


def _questions(path: Path, data: Any, contexts: Contexts) -> Iterator[tuple[int, Question]]:
    number = 0
    try:
        for article in data["data"]:
            for paragraph in article["paragraphs"]:
                for item in paragraph["qas"]:
                    number += 1
                    # v2.0 has "plausible_answers" for impossible questions: wrong on purpose, never read.
                    record = {key: item[key] for key in ("id", "question", "answers")}
                    record["is_impossible"] = item.get("is_impossible", False)
                    question = question_of(record, default_id=f"question-{number}")
                    yield (
                        number,
                        contexts.attach(question, paragraph["context"], title=article.get("title", "")),
                    )
    except (KeyError, TypeError, AttributeError, Refusal) as exc:
        raise DataError(f"{path} is not SQuAD's JSON: question {number} lacks or garbles {exc}") from exc
