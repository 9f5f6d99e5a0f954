"""The real clients of providers, at a server on this machine that misbehaves as theirs may."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index import Collection
from index.loaders import text_document
from rag.llm.calling import Patience
from rag.llm.choosing import open_chat_model
from rag.llm.types import Writing
from rag.llm.writer import ChatWriter
from rag.pipeline import Pipeline
from rag.types import Answer
from tests.rag_fakes import PLAIN, FakeStore, ScriptedReader
from ui.cli import main

RACE = text_document("It rained. Anna Berg won the race.", source="race.txt", published="2024-05-01")
HURRIED = Patience(first_seconds=20.0, pause_seconds=0.0)
MODEL = "openai:gpt-4o-mini"


@dataclass(frozen=True)
class Reply:
    """What the server answers to every request."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"


def failing(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": {"message": message, "code": "x"}}))


def streaming(*pieces: str) -> Reply:
    """Return a reply in OpenAI's form of a stream."""
    chunks = [
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]}
        for piece in pieces
    ]  # fmt: skip
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return Reply(body="".join([*lines, "data: [DONE]\n\n"]), content_type="text/event-stream")


@dataclass
class Provider:
    """A server that counts requests."""

    reply: Reply = Reply()
    asked: list[str] = field(default_factory=list)
    """The paths of the requests."""
    release: threading.Event | None = None
    """Where there is one, nothing is answered before it is set."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    said = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            said.asked.append(self.path)
            if said.release:
                said.release.wait(30)
            content = said.reply.body.encode()
            self.send_response(said.reply.status)
            self.send_header("Content-Type", said.reply.content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - part of the interface
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    point_clients_at(f"http://127.0.0.1:{server.server_port}", monkeypatch)
    yield said
    if said.release:
        said.release.set()
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
    point_clients_at(address, monkeypatch)


def point_clients_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{address}/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", address)
    monkeypatch.setenv("OLLAMA_HOST", address)
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key")


def answer_by(name: str, patience: Patience = HURRIED) -> Answer:
    pipeline = Pipeline(FakeStore(RACE), ScriptedReader({"Anna Berg": 8.0}), calibration=PLAIN)
    writer = ChatWriter(name, lambda: open_chat_model(name), patience=patience)
    return pipeline.answer("Who won the race?", writing=Writing(writer))


def assert_quoted(answer: Answer, because: str) -> None:
    assert (answer.text, answer.mode) == ("Anna Berg won the race.", "extractive")
    assert because in answer.notice
    assert "\n" not in answer.notice


def test_a_server_that_speaks_openais_protocol_words_the_answer(provider: Provider) -> None:
    provider.reply = streaming("Anna Berg won. ", "[1]")
    answer = answer_by(MODEL)
    assert (str(answer), answer.mode, answer.notice) == ("Anna Berg won. [1]", "model", "")
    assert provider.asked == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (failing(401, "Incorrect API key provided"), "refuses the key"),
        (failing(400, "This model's maximum context length is 128 tokens"), "too long for"),
        (failing(404, "The model does not exist"), "isn't known to its provider"),
        (streaming(), "empty reply"),
        (streaming("", " "), "empty reply"),
        (Reply(body="<html>Welcome</html>", content_type="text/html"), "empty reply"),
        (Reply(body="data: {not json\n\n", content_type="text/event-stream"), "malformed reply"),
    ],
)
def test_what_another_attempt_would_not_mend_is_told_at_once(
    provider: Provider, reply: Reply, because: str
) -> None:
    provider.reply = reply
    assert_quoted(answer_by(MODEL), because)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (failing(429, "Slow down"), "rate limit"),
        (failing(503, "Busy"), "Error code: 503 - Busy"),
        (Reply(body='data: {"error": {"message": "Busy"}}\n\n', content_type="text/event-stream"), "Busy"),
    ],
)
def test_what_may_pass_is_tried_three_times_in_all(provider: Provider, reply: Reply, because: str) -> None:
    provider.reply = reply
    assert_quoted(answer_by(MODEL), because)
    assert len(provider.asked) == 3


def test_a_server_that_never_answers_is_given_up(provider: Provider) -> None:
    provider.release = threading.Event()
    assert_quoted(answer_by(MODEL, replace(HURRIED, first_seconds=0.2)), "sent nothing for 0.2 seconds")


@pytest.mark.parametrize("name", [MODEL, "anthropic:claude-x", "ollama:llama3.2"])
@pytest.mark.usefixtures("dead_server")
def test_a_server_that_is_not_there_is_told(name: str) -> None:
    assert_quoted(answer_by(name), "can't be reached; is its server running?")


@pytest.mark.parametrize("name", ["anthropic:claude-x", "ollama:llama3.2"])
def test_every_client_tells_what_the_server_said(provider: Provider, name: str) -> None:
    provider.reply = failing(404, "no such model")
    assert_quoted(answer_by(name), "isn't known to its provider")


def test_a_missing_key_is_told_with_the_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert_quoted(answer_by(MODEL), f"no key is set for the language model {MODEL}; set OPENAI_API_KEY;")


def test_the_command_line_quotes_the_documents_and_says_why_on_one_line(
    provider: Provider, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Collection.create(tmp_path / "index") as collection:
        collection.add([RACE])
    provider.reply = failing(401, "Incorrect API key provided")
    asked = ["ask", "Who won the race?", "--index", str(tmp_path / "index"), "--llm", MODEL]
    assert main(asked) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("Anna Berg won the race. [1]")
    assert shown.err == (
        "rag: the language model refuses the key; set the right one; the documents are quoted instead\n"
    )


def test_a_missing_package_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who won?", "--llm", "groq:llama3"]) == 2
    assert "run: pip install langchain-groq" in capsys.readouterr().err
