import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui_fakes import Rag
from ui.services import Page

RUNS = Path("runs")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def served(*arguments: str) -> tuple[int, str, list[Page]]:
    """Return exit code, standard error and what was served."""
    pages: list[Page] = []
    result = Rag(serve=pages.append)("ui", *arguments)
    return result.code, result.err, pages


def test_ui_makes_an_empty_index_to_upload_to_and_serves_it(free_port: int) -> None:
    pages: list[Page] = []
    rag = Rag(serve=pages.append)
    assert rag("ui", "--port", str(free_port)).code == 0
    assert pages == [Page(Path("here.rag"), "127.0.0.1", free_port, RUNS)]
    assert rag.created == [(Path("here.rag"), None)]


def test_ui_without_gradio_names_the_extra(free_port: int) -> None:
    def serve(page: Page) -> None:
        raise ModuleNotFoundError("No module named 'gradio'", name="gradio")

    result = Rag(serve=serve)("ui", "--port", str(free_port))
    assert result.code == 1
    assert result.err == "rag: the page needs gradio; install it with: pip install 'rag[ui]'\n"


def test_ui_on_a_taken_port_says_so_before_it_begins(taken_port: int) -> None:
    rag = Rag()
    result = rag("ui", "--port", str(taken_port))
    assert result.code == 1
    assert result.err.startswith(f"rag: can't listen on 127.0.0.1:{taken_port} (")
    assert rag.created == []


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost.example", "127.example"])
def test_an_address_that_others_reach_needs_a_password_or_a_word(host: str, free_port: int) -> None:
    code, err, pages = served("--host", host, "--port", str(free_port))
    assert code == 2
    assert "--auth USER:PASSWORD" in err
    assert "--insecure" in err
    assert pages == []


@pytest.mark.parametrize("option", [["--insecure"], ["--auth", "ada:x"]])
def test_with_either_it_is_served_to_others(option: list[str], free_port: int) -> None:
    code, _, pages = served("--host", "0.0.0.0", "--port", str(free_port), *option)
    assert code == 0
    assert pages[0].host == "0.0.0.0"


def test_the_password_may_hold_colons_and_is_never_printed(free_port: int) -> None:
    _, _, pages = served("--auth", "ada:a:b", "--port", str(free_port))
    assert pages[0].passwords == {"ada": "a:b"}
    assert "a:b" not in repr(pages[0])


def test_names_and_passwords_can_be_read_from_a_file(free_port: int, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("ada:secret\n\nbob:other\n")
    _, _, pages = served("--auth", f"@{file}", "--auth", "eve:x", "--port", str(free_port))
    assert pages[0].passwords == {"ada": "secret", "bob": "other", "eve": "x"}


def test_two_passwords_for_one_name_are_refused() -> None:
    code, err, _ = served("--auth", "ada:x", "--auth", "ada:y")
    assert code == 2
    assert "--auth names 'ada' twice" in err


def test_the_first_language_model_named_words_the_answers(free_port: int) -> None:
    _, _, pages = served("--llm", "a:b", "--llm", "c.gguf", "--strict", "--port", str(free_port))
    assert (pages[0].llms, pages[0].strict) == (["a:b", "c.gguf"], True)


def test_without_one_it_is_left_to_the_environment(free_port: int) -> None:
    _, _, pages = served("--port", str(free_port))
    assert pages[0].llms is None


def test_uploads_are_kept_only_if_so_wished(free_port: int) -> None:
    _, _, (plain,) = served("--port", str(free_port))
    _, _, (keeping,) = served("--port", str(free_port), "--keep-originals")
    assert (plain.keep_originals, keeping.keep_originals) == (False, True)


@pytest.mark.parametrize("auth", ["ada", "ada:", ":secret", "", "@/no/such/file"])
def test_half_a_password_is_refused(auth: str) -> None:
    assert served("--auth", auth)[0] == 2
