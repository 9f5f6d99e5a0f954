import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from tests.web_fakes import (
    FakeAnswerer,
    answered,
    citation,
    collected,
    document,
    library_of,
    passage,
    read_text,
    talks,
)
from ui.web import serving, texts
from ui.web.accounts import NOBODY, Accounts
from ui.web.atlas import Cartographer
from ui.web.examples import Examples
from ui.web.handlers import Handlers, Values
from ui.web.models import Models
from ui.web.serving import Place, application
from ui.web.talks import Talks

TEXT = "The dam was built in 1931."
FILE = document(TEXT, source="dam.txt", title="The dam")
DAM = passage(TEXT, title="The dam", doc_id=FILE.doc_id)
ANSWER = answered("In 1931.", citations=[citation(1, DAM, "built in 1931")], passages=[DAM])
MODELS = Models(("known:model",), ask=lambda name: None)
NO_PASSWORDS: Mapping[str, str] = {}


def handlers(folder: Path) -> Handlers:
    library = library_of(FILE)
    return Handlers(
        Accounts(lambda kept: talks(kept, ANSWER, models=MODELS), folder),
        library,
        MODELS,
        Examples(library, lambda question: ANSWER),
        Cartographer(library),
        lambda: None,
    )


def talks_of(of: Handlers) -> Talks:
    return of.accounts.talks(NOBODY)


def event(**sent: object) -> gr.EventData:
    return gr.EventData(None, sent)


def asked(of: Handlers, question: str = "When?") -> str:
    """Ask, and return the conversation's id."""
    collected(of.ask(question, "", question))
    return talks_of(of).summaries()[0].conversation_id


def opened(folder: Path, *, passwords: Mapping[str, str] = NO_PASSWORDS) -> TestClient:
    uploads = folder / "uploads"
    uploads.mkdir()

    async def app() -> Any:
        return application(
            folder / "index",
            Place(passwords=passwords),
            answerer=FakeAnswerer(ANSWER),
            library=library_of(),
            read_file=read_text,
            uploads=uploads,
            runs=folder / "runs",
            models=MODELS,
            max_upload_bytes=1000,
        )

    # In a running loop: without one, gradio makes loops that it never closes.
    return TestClient(asyncio.run(app()), base_url="http://127.0.0.1:7860")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return opened(tmp_path_factory.mktemp("page"))


# Handlers


def test_an_answer_arrives_in_steps_and_brings_its_evidence(tmp_path: Path) -> None:
    first, *between, last = collected(handlers(tmp_path).ask("When?", "", "k"))
    assert (first[0].value, first[0].submit_btn, first[0].stop_btn) == ("", False, texts.STOP)
    assert all(values[:-1] == (gr.skip(),) * 5 for values in between)
    box, conversation, evidence, sidebar, tools, _ = last
    assert (box.submit_btn, box.stop_btn) == (texts.ASK, False)
    assert "In 1931." in conversation
    assert '<mark class="selected" data-markers="1">built in 1931</mark>' in evidence
    assert "When?" in sidebar
    assert ".md" in tools


def test_what_was_typed_during_an_answer_stays_in_the_box(tmp_path: Path) -> None:
    *_, last = collected(handlers(tmp_path).ask("When?", "", "k"))
    assert last[0].value is None  # a property that gradio doesn't send


@pytest.mark.parametrize("question", ["", " \n "])
def test_an_empty_question_changes_nothing(question: str, tmp_path: Path) -> None:
    assert collected(handlers(tmp_path).ask(question, "", "k")) == [(gr.skip(),) * 6]


def test_news_of_an_answer_goes_only_to_a_page_that_still_shows_its_conversation(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    first, second = (gr.Request(session_hash=name) for name in ("one", "two"))

    async def scenario() -> list[Values]:
        asking = of.ask("When?", "", "k", first)
        told = [await anext(asking)]
        await of.new(event(conversation=""), first)
        await of.new(event(conversation=""), second)
        return told + [values async for values in asking]

    assert len(asyncio.run(scenario())) == 1
    assert len(collected(of.ask("When?", "", "again", first))) > 1


def test_a_reopened_page_shows_the_conversation_again(tmp_path: Path) -> None:
    talk = asked(handlers(tmp_path))
    _, conversation, *_ = handlers(tmp_path).opened(talk)
    assert "In 1931." in conversation
    _, conversation, *_ = handlers(tmp_path).opened("unknown")
    assert texts.WELCOME in conversation


def test_a_question_can_be_edited_and_asked_again(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    talk = asked(of)
    collected(of.again(event(conversation=talk, turn="1", question="Who?", key="e")))
    collected(of.again(event(conversation=talk, turn="1", key="r")))
    assert [turn.question for turn in talks_of(of).get(talk).turns] == ["Who?"]


def test_a_click_shows_the_passage_and_then_the_whole_document(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    talk = asked(of)
    shown = of.pick(event(conversation=talk, turn="1", kind="citation", number="1"))
    assert texts.WHOLE_DOCUMENT in str(shown)
    whole = str(of.pick(event(conversation=talk, turn="1", kind="citation", number="1", whole="true")))
    assert texts.BACK_TO_PASSAGES in whole
    assert 'was <mark class="selected" data-markers="1">built in 1931</mark>.' in whole


def test_a_document_that_is_gone_says_so(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    talk = asked(of)
    of.remove(event(id=FILE.doc_id))
    shown = of.pick(event(conversation=talk, turn="1", kind="citation", number="1", whole="true"))
    assert texts.DOCUMENT_GONE in str(shown)


@pytest.mark.parametrize(
    "clicked",
    [
        {},
        {"turn": "0", "kind": "citation", "number": "1"},
        {"turn": "3", "kind": "citation", "number": "1"},
        {"turn": "x", "kind": "citation", "number": "1"},
        {"turn": [], "kind": "citation", "number": "1"},
    ],
)
def test_a_click_that_makes_no_sense_changes_nothing(clicked: dict[str, object], tmp_path: Path) -> None:
    of = handlers(tmp_path)
    assert of.pick(event(conversation=asked(of), **clicked)) == gr.skip()


def test_a_vote_is_shown_and_a_senseless_one_is_none(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    talk = asked(of)
    sent = event(conversation=talk, turn="1", vote="down", fault="<b>", right=" 1932 ")
    assert texts.THANKS in str(asyncio.run(of.vote(sent)))
    vote = talks_of(of).get(talk).turns[0].vote
    assert vote is not None
    assert (vote.up, vote.fault, vote.right) == (False, "", "1932")


def test_a_conversation_can_be_limited_and_the_limit_is_told(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    _, tools = asyncio.run(of.limit(event(conversation="", after="2025-01-01", documents=["nowhere"])))
    assert "Only documents from 1 January 2025 on" in tools


def test_a_document_opens_at_a_place_or_at_its_beginning(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    start = TEXT.index("1931")
    shown = str(of.read(event(id=FILE.doc_id, start=str(start), end=str(start + 4))))
    assert 'built in <mark class="selected" data-markers="0">1931</mark>.' in shown
    assert "<mark" not in str(of.read(event(id=FILE.doc_id)))
    assert texts.DOCUMENT_REMOVED in str(of.read(event(id="gone", start=[], end=None)))


def test_who_words_the_answers_can_be_chosen_among_what_is_offered(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    assert "Answers are quoted" in asyncio.run(of.word(event(conversation="", model="")))
    assert "Written by model" in asyncio.run(of.word(event(conversation="", model="/etc/other.gguf")))


def test_the_map_lights_up_the_last_answer(tmp_path: Path) -> None:
    of = handlers(tmp_path)
    of.library.add([document(f"Text {number}.", source=f"{number}.txt") for number in range(3)])
    assert "lit-cited" in of.explore(asked(of))
    assert "lit-cited" not in of.explore("")


# Server


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ["/", "/theme.css", "/config", "/nowhere", "/state", "/gradio_api/upload"]:
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "http" not in headers["content-security-policy"]


def test_a_request_for_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400


def test_what_another_site_sends_is_refused(client: TestClient) -> None:
    foreign = {"origin": "https://attacker.example"}
    assert client.post("/documents?name=a.txt", content=b"x", headers=foreign).status_code == 403
    assert client.post("/gradio_api/queue/join", json={}, headers=foreign).status_code == 403


def test_files_of_the_machine_are_not_served(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for name in [str(secret), __file__, "../../../../etc/passwd"]:
        assert client.get(f"/gradio_api/file={name}").status_code == 404
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404


def test_an_upload_is_told_of_line_by_line_and_leaves_no_copy(tmp_path: Path) -> None:
    client = opened(tmp_path)
    response = client.post("/documents?name=notes/a.txt", content=b"Some text.")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["status"] for line in lines] == ["waiting", "reading", "chunking", "embedding", "added"]
    assert lines[-1]["text"] == "added, 1 passage"
    assert list((tmp_path / "uploads").rglob("*.txt")) == []


@pytest.mark.parametrize(
    ("name", "size", "status"), [("big.txt", 1001, 413), ("a.exe", 1, 415), ("..", 1, 415), ("txt", 1, 415)]
)
def test_what_is_too_large_or_of_no_known_kind_is_refused(
    name: str, size: int, status: int, client: TestClient
) -> None:
    response = client.post("/documents", params={"name": name}, content=b"x" * size)
    assert response.status_code == status
    assert json.loads(response.text)["status"] == "failed"


@pytest.mark.parametrize("name", ["0123456789abcdef.md", "..%2f..%2fsecret.json", "x.exe"])
def test_only_a_conversation_that_is_there_is_exported(name: str, client: TestClient) -> None:
    assert client.get(f"/conversations/{name}").status_code == 404


def test_without_the_password_nothing_is_answered(tmp_path: Path) -> None:
    client = opened(tmp_path, passwords={"ada": "sécret:x"})
    for path in ["/", "/config", "/state", "/conversations/x.md", "/gradio_api/info", "/theme.css"]:
        assert client.get(path).status_code == 401
    assert client.post("/documents?name=a.txt", content=b"x").status_code == 401
    assert client.get("/state", auth=("ada", "wrong")).status_code == 401
    assert client.get("/state", headers={"authorization": "Basic !"}).status_code == 401
    assert client.get("/state", auth=("ada", "sécret:x")).status_code == 200


def test_each_account_has_its_own_conversations(tmp_path: Path) -> None:
    of = serving.handlers(
        tmp_path / "index",
        answerer=FakeAnswerer(ANSWER),
        library=library_of(),
        runs=tmp_path,
        models=MODELS,
    )
    ada, bob = gr.Request(username="ada"), gr.Request(username="bob")
    collected(of.ask("When?", "", "k", ada))
    talk = of.accounts.talks("ada").summaries()[0].conversation_id
    assert "In 1931." in of.opened(talk, ada)[1]
    assert texts.WELCOME in of.opened(talk, bob)[1]
    assert "When?" not in of.opened("", bob)[3]
    client = opened(tmp_path, passwords={"ada": "x", "bob": "y"})
    export = f"/conversations/{talk}.md"
    assert "In 1931" in client.get(export, auth=("ada", "x")).text
    assert client.get(export, auth=("bob", "y")).status_code == 404
    assert client.get(export, auth=("ada", "y")).status_code == 401


@pytest.mark.parametrize(
    ("name", "good", "said"),
    [
        ("known:model", True, "Connected: it replied in 0.0 s."),
        ("", False, texts.CONNECT_NOTHING),
        ("/etc/other.gguf", False, texts.CONNECT_REFUSED),
    ],
)
def test_a_connection_is_tried_only_to_a_model_that_is_offered(
    name: str, good: bool, said: str, client: TestClient
) -> None:
    response = client.post("/model", params={"name": name})
    assert response.json() == {"good": good, "text": said}


@pytest.mark.parametrize(
    ("place", "shared"),
    [
        (Place(), False),
        (Place("localhost"), False),
        (Place("0.0.0.0"), True),
        (Place(passwords={"ada": "x"}), True),
    ],
)
def test_a_page_is_shared_where_others_are_meant_to_open_it(place: Place, shared: bool) -> None:
    assert place.shared == shared


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
