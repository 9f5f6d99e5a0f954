"""One record (a line of JSON, a row of a table) -> a question, under the names that various tools use."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from evals.errors import DataError
from evals.types import Question
from rag.types import Message

ID = ("id", "_id", "qid", "query_id", "question_id", "sample_id")
QUESTION = ("question", "user_input", "query", "input", "prompt", "text")
ANSWERS = (
    "answers", "answer", "reference", "references", "ground_truth", "ground_truths", "expected_output",
    "expected", "target", "ideal", "golden_answers", "short_answers", "reference_answer",
)  # fmt: skip
QUOTES = ("quotes", "quote", "reference_contexts", "evidence", "gold_contexts", "expected_context")
SOURCES = ("sources", "source", "reference_context_ids", "relevant_docs", "relevant_ids", "expected_sources")
TAGS = ("tags", "tag", "type", "category", "synthesizer_name")
HISTORY = ("history", "chat_history", "conversation")


class Refusal(ValueError):  # noqa: N818 - becomes a DataError where the line number is known
    """Why a record is no question."""


def question_of(record: Mapping[str, Any], *, default_id: str) -> Question:
    """Read a record under our own field names or another tool's.

    Raises:
        Refusal: a field is missing or of another type than it should be.
    """
    text, history = _question_and_history(record)
    answers = _texts(record, ANSWERS)
    answerable = _answerable(record, answers)
    if not answerable and answers:
        raise Refusal("answerable is false, yet there are answers; drop one of the two")
    return Question(
        id=str(_first(record, ID, default_id)),
        question=text,
        answers=tuple(answer for answer in answers if answer.strip()),
        answerable=answerable,
        quotes=_texts(record, QUOTES),
        sources=_sources(record),
        tags=_texts(record, TAGS),
        history=history,
        all_answers=bool(record.get("all_answers", record.get("all_spans_required", False))),
    )


def unique(questions: Iterable[tuple[int, Question]], *, origin: str) -> tuple[Question, ...]:
    """Return the questions of (line number, question) pairs.

    Raises:
        DataError: two have the same id, or there is none at all.
    """
    seen: dict[str, int] = {}
    kept: list[Question] = []
    for number, question in questions:
        if question.id in seen:
            raise DataError(
                f"{origin}, line {number}: the id {question.id!r} stands in line {seen[question.id]} "
                "already; give each question its own"
            )
        seen[question.id] = number
        kept.append(question)
    if not kept:
        raise DataError(f"{origin} holds no question")
    return tuple(kept)


def _first(record: Mapping[str, Any], names: Iterable[str], default: Any = None) -> Any:
    return next((record[name] for name in names if record.get(name) not in (None, "")), default)


def _question_and_history(record: Mapping[str, Any]) -> tuple[str, tuple[Message, ...]]:
    asked = _first(record, QUESTION)
    if asked is None:
        raise Refusal(f"no question; expected one of the fields {', '.join(QUESTION)}")
    history = _history(_first(record, HISTORY, []))
    if isinstance(asked, list):  # ragas: a conversation as the input, the question its last turn
        *earlier, last = _history(asked) or ({"role": "user", "content": ""},)
        return _nonempty(last["content"]), (*history, *earlier)
    if not isinstance(asked, str):
        raise Refusal(f"the question is {type(asked).__name__}, not text")
    return _nonempty(asked), history


def _nonempty(question: str) -> str:
    if not question.strip():
        raise Refusal("the question is empty")
    return question.strip()


def _history(value: Any) -> tuple[Message, ...]:
    """Read OpenAI's messages, LangChain's (type human / ai), or [question, answer] pairs."""
    if isinstance(value, str):
        value = _json_list(value)
    if not isinstance(value, list):
        raise Refusal(f"history is {type(value).__name__}, not a list of messages")
    messages: list[Message] = []
    for turn in value:
        match turn:
            case {"content": str(content), **rest}:
                speaker = str(rest.get("role", rest.get("type", "user")))
                role = "assistant" if speaker in ("assistant", "ai") else "user"
                messages.append(cast("Message", {"role": role, "content": content}))
            case [str(question), str(answer)]:
                messages.append({"role": "user", "content": question})
                if answer:
                    messages.append({"role": "assistant", "content": answer})
            case _:
                raise Refusal(f"a turn of the history is {json.dumps(turn, default=str)[:80]}, not a message")
    return tuple(messages)


def _texts(record: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """Return the first field of ``names`` that is there, as texts; duplicates go."""
    value = _first(record, names, [])
    if isinstance(value, Mapping) and isinstance(value.get("text"), list):  # Hugging Face's SQuAD
        value = value["text"]
    if isinstance(value, str):
        value = _json_list(value)
    if not isinstance(value, list):
        value = [value]
    texts = []
    for item in value:
        if isinstance(item, Mapping) and "text" in item:
            item = item["text"]
        if isinstance(item, bool) or not isinstance(item, str | int | float):
            raise Refusal(f"{json.dumps(item, default=str)[:80]} in {_name(record, names)} is not text")
        texts.append(str(item))
    return tuple(dict.fromkeys(texts))


def _name(record: Mapping[str, Any], names: Iterable[str]) -> str:
    return next(name for name in names if record.get(name) not in (None, ""))


def _json_list(value: str) -> list[Any]:
    """A table's cell may hold a list as JSON; any other text is one item."""
    if value.lstrip().startswith("["):
        try:
            parsed = json.loads(value)
        except ValueError:
            return [value]
        if isinstance(parsed, list):
            return parsed
    return [value]


def _sources(record: Mapping[str, Any]) -> dict[str, int]:
    value = _first(record, SOURCES, [])
    if isinstance(value, Mapping):
        if not all(isinstance(grade, int) for grade in value.values()):
            raise Refusal("sources must map each name to a whole number, its grade of relevance")
        return {str(name): int(grade) for name, grade in value.items()}
    return dict.fromkeys(_texts(record, SOURCES), 1)


def _answerable(record: Mapping[str, Any], answers: tuple[str, ...]) -> bool:
    if "answerable" in record and record["answerable"] not in (None, ""):
        return _boolean("answerable", record["answerable"])
    if "is_impossible" in record and record["is_impossible"] not in (None, ""):
        return not _boolean("is_impossible", record["is_impossible"])
    # SQuAD's convention: a list of answers that is there but empty means that there is none.
    return bool(answers) or not any(record.get(name) == [] for name in ANSWERS)


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in ("true", "yes", "1"):
        return True
    if text in ("false", "no", "0"):
        return False
    raise Refusal(f"{name} is {value!r}; expected true or false")
