"""``rag.answer`` over a real index, with the shipped models."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import get_type_hints

import pytest

from index import Collection
from index.errors import IndexNotFoundError, InvalidFilterError
from index.loaders import text_document
from rag import Answer, DoneEvent, StageEvent, answer, answer_many, stream
from rag.config import INDEX_VARIABLE, index_path
from rag.errors import OptionError, QuestionError
from rag.options import AnswerOptions, StreamOptions

TEXTS = {
    "bridge.txt": "The old bridge over the Arno was closed. It fell in 1944 when troops blew it up.",
    "club.txt": "The chess club of Lund has 214 members. Its president is Karin Holm, who took over in 2019.",
    "bees.txt": "Honey bees visit up to a hundred flowers in one flight. A hive holds about 40,000 workers.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answer") / ".rag"
    with Collection.create(path) as collection:
        collection.add(text_document(text, source=source) for source, text in TEXTS.items())
    return path


def test_a_question_is_answered_with_its_exact_quote(folder: Path) -> None:
    result = answer("Who is the president of the chess club?", index=folder)
    assert result.short == "Karin Holm"
    (citation,) = result.citations
    assert citation.source == "club.txt"
    with Collection.open(folder) as collection:
        assert collection.document(citation.doc_id).text[citation.start : citation.end] == citation.quote
    assert "Karin Holm" in citation.quote


def test_what_the_documents_do_not_say_is_not_answered(folder: Path) -> None:
    result = answer("What is the capital of Mongolia?", index=folder)
    assert result.abstained
    assert result.passages


def test_a_document_added_under_two_names_is_cited_once_with_both(tmp_path: Path) -> None:
    with Collection.create(tmp_path) as collection:
        collection.add(text_document(TEXTS["club.txt"], source=name) for name in ("club.txt", "copy.txt"))
    result = answer("Who is the president of the chess club?", index=tmp_path)
    assert [(cited.source, cited.also_in) for cited in result.citations] == [("club.txt", ("copy.txt",))]
    assert [(passage.source, passage.also_in) for passage in result.passages] == [("club.txt", ("copy.txt",))]
    assert Answer.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_questions_are_answered_in_order(folder: Path) -> None:
    questions = ["When did the bridge fall?", "How many members does the club have?"]
    assert [result.short for result in answer_many(questions, index=folder)] == ["1944", "214"]


def test_threads_get_the_answers_they_asked_for(folder: Path) -> None:
    questions = ["When did the bridge fall?", "How many members does the club have?"] * 4
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda question: answer(question, index=folder), questions))
    assert [result.short for result in results] == ["1944", "214"] * 4


def test_an_index_that_was_deleted_and_made_anew_is_noticed(tmp_path: Path) -> None:
    question = "How many members does the chess club of Lund have?"
    for text, expected in ((TEXTS["club.txt"], "214"), (TEXTS["club.txt"].replace("214", "305"), "305")):
        with Collection.create(tmp_path / "index") as collection:
            collection.add([text_document(text, source="club.txt")])
        assert answer(question, index=tmp_path / "index").short == expected
        shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexNotFoundError):
        answer(question, index=tmp_path / "index")


def test_a_newer_state_of_the_index_is_noticed(tmp_path: Path) -> None:
    with Collection.create(tmp_path) as collection:
        collection.add([text_document(TEXTS["bees.txt"], source="bees.txt")])
        assert answer("Who is the president of the chess club?", index=tmp_path).abstained
        collection.add([text_document(TEXTS["club.txt"], source="club.txt")])
        assert answer("Who is the president of the chess club?", index=tmp_path).short == "Karin Holm"


def test_a_stream_tells_its_stages_and_ends_with_the_answer(folder: Path) -> None:
    *stages, done = stream("When did the bridge fall?", index=folder)
    assert [event.stage for event in stages if isinstance(event, StageEvent)] == ["search", "read", "answer"]
    assert isinstance(done, DoneEvent)


def test_filters_hold(folder: Path) -> None:
    assert answer("When did the bridge fall?", index=folder, source="club*").abstained
    with pytest.raises(InvalidFilterError):
        answer("When did the bridge fall?", index=folder, after="soon")


@pytest.mark.parametrize(("function", "options"), [(answer, AnswerOptions), (stream, StreamOptions)])
def test_what_is_asked_otherwise_takes_the_same_options(
    function: Callable[..., object], options: type[AnswerOptions]
) -> None:
    named = {name for name, of in signature(function).parameters.items() if of.kind is of.KEYWORD_ONLY}
    assert set(get_type_hints(options)) == named


def test_what_cannot_be_asked_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        answer(" ", index=folder)
    with pytest.raises(OptionError, match="no model file"):
        answer("Who?", index=folder, llm="nowhere.gguf")
    with pytest.raises(IndexNotFoundError):
        answer("Who?", index=tmp_path / "none")


def test_the_index_is_the_one_given_or_that_of_the_environment_or_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(INDEX_VARIABLE, raising=False)
    assert index_path() == Path(".rag")
    monkeypatch.setenv(INDEX_VARIABLE, "elsewhere")
    assert index_path() == Path("elsewhere")
    assert index_path("here") == Path("here")
