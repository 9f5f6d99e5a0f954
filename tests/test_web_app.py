import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.types import Answer
from tests.web_fakes import FakeAnswerer, FakeLibrary, abstained, answered, citation, load_text, passage
from ui.web import server, texts
from ui.web.app import build
from ui.web.handlers import Handlers, evidence_for
from ui.web.session import Turn

DAM = passage("The dam was built in 1931.", title="The dam")
ANSWER = answered("In 1931.", citations=[citation(1, DAM, "built in 1931")], passages=[DAM])
INDEX = Path("an-index")


def handlers(answer: Answer = ANSWER) -> Handlers:
    return Handlers(INDEX, FakeAnswerer(answer), FakeLibrary(), load_text)


async def _application() -> FastAPI:
    blocks = build(INDEX, answerer=FakeAnswerer(ANSWER), library=FakeLibrary(), load=load_text)
    return server.application(blocks, max_upload_bytes=1000)


@pytest.fixture(scope="module")
def client() -> TestClient:
    # In a running loop: without one, gradio makes loops that it never closes.
    return TestClient(asyncio.run(_application()), base_url="http://127.0.0.1:7860")


def test_an_answer_arrives_in_steps_and_brings_its_evidence() -> None:
    first, *_, last = handlers().ask("  When?  ", ())
    box, turns, conversation, evidence = first
    assert (box.value, box.submit_btn, box.stop_btn) == ("", False, texts.STOP)
    assert turns == (Turn("When?"),)
    assert texts.STARTING in conversation
    assert evidence == gr.skip()

    box, turns, conversation, evidence = last
    assert (box.submit_btn, box.stop_btn) == (texts.ASK, False)
    assert turns[-1].answer == ANSWER
    assert "In 1931." in conversation
    assert '<mark class="selected" data-markers="1">built in 1931</mark>' in evidence


def test_what_was_typed_during_an_answer_stays_in_the_box() -> None:
    first, *later = handlers().ask("When?", ())
    assert first[0].value == ""
    assert all(values[0] == gr.skip() for values in later[:-1])
    assert later[-1][0].value is None  # a property that gradio doesn't send


@pytest.mark.parametrize("question", ["", " \n "])
def test_an_empty_question_changes_nothing(question: str) -> None:
    assert list(handlers().ask(question, ())) == [(gr.skip(),) * 4]


def test_a_question_asked_while_another_is_answered_stays_in_the_box() -> None:
    assert list(handlers().ask("Who?", (Turn("When?"),))) == [(gr.skip(),) * 4]


def test_an_earlier_turn_keeps_its_evidence() -> None:
    turns = (Turn("When?", answer=ANSWER), Turn("Who?", answer=abstained("Not said.")))
    assert ">built in 1931</mark>" in evidence_for(turns, {"turn": "1", "kind": "citation", "number": "1"})
    assert "built in 1931" not in evidence_for(turns, {"turn": "2", "kind": "citation", "number": "1"})


@pytest.mark.parametrize(
    "clicked",
    [
        None,
        {},
        {"turn": "0", "kind": "citation", "number": "1"},
        {"turn": "3", "kind": "citation", "number": "1"},
        {"turn": "x", "kind": "citation", "number": "1"},
        {"turn": [], "kind": "citation", "number": "1"},
        {"turn": "1", "kind": "<b>", "number": "1"},
        {"turn": "1", "kind": [], "number": "1"},
    ],
)
def test_a_click_that_makes_no_sense_leaves_the_panel_at_the_last_turn(clicked: Any) -> None:
    turns = (Turn("When?", answer=ANSWER), Turn("Who?", answer=abstained("Not said.", [DAM])))
    panel = evidence_for(turns, clicked)
    assert ">Who?</p>" in panel


def test_an_upload_appears_in_the_list_and_on_the_welcome(tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    file.write_text("Some text.")
    *_, (box, uploads, documents, conversation) = handlers().upload([str(file)], ())
    assert box is None
    assert "new.txt: added, 1 passage" in uploads
    assert "new.txt" in documents
    assert "new.txt" in conversation


def test_a_new_conversation_has_neither_turns_nor_evidence() -> None:
    _, turns, conversation, evidence = handlers().reset()
    assert turns == ()
    assert texts.WELCOME in conversation
    assert texts.EVIDENCE_HINT in evidence


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ["/", "/theme.css", "/config", "/nowhere"]:
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "http" not in headers["content-security-policy"]


def test_a_request_for_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400


def test_files_of_the_machine_are_not_served(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for name in [str(secret), __file__, "../../../../etc/passwd"]:
        assert client.get(f"/gradio_api/file={name}").status_code in {403, 404}


def test_an_upload_beyond_the_limit_is_refused(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("big.txt", b"x" * 1001)}).status_code == 413


def config(client: TestClient) -> Any:
    return client.get("/config").json()


@pytest.mark.parametrize(
    "wanted",
    [
        lambda config: config["analytics_enabled"] is False,
        lambda config: config["footer_links"] == [],
        lambda config: not config.get("run_history"),
        lambda config: all(event["api_visibility"] == "private" for event in config["dependencies"]),
        lambda config: all("html_template" not in of["props"] or of["props"]["html_template"] == "${value}"
                           for of in config["components"]),
    ],
)  # fmt: skip
def test_gradio_is_set_up_to_tell_nobody_and_to_evaluate_nothing(
    client: TestClient, wanted: Callable[[Any], bool]
) -> None:
    assert wanted(config(client))


def test_nothing_in_the_page_is_fetched_from_elsewhere(client: TestClient) -> None:
    assert "fonts.g" not in client.get("/theme.css").text
    assert "http" not in json.dumps(config(client)["stylesheets"])
