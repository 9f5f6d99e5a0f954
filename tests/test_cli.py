import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import EmbedderMismatchError, IndexBusyError, InvalidFilterError
from index.loaders import LoadOptions
from index.types import FileOutcome
from rag.errors import ModelError, QuestionError
from tests.ui_fakes import (
    ABSTENTION,
    ANSWER,
    INFO,
    QUOTE,
    TEXT,
    FakeAnswerer,
    FakeLibrary,
    Rag,
    pipe,
    terminal,
)
from ui.cli import main
from ui.render import clean

ADDED = FileOutcome("/docs/a.txt", "added", doc_id="a" * 16, chunks=12)
FAILED = FileOutcome("/docs/b.pdf", "failed", "it is encrypted; save it without a password")


# ask


def test_ask_prints_the_answer_then_its_sources() -> None:
    result = Rag()("ask", "When was the dam built?")
    assert result.code == 0
    assert result.out == (
        "The dam was built in 1931 [1].\n"
        "\n"
        "[1] The dam — 2024-05-06, p. 3 · /docs/dam.txt\n"
        "    The dam was built in 1931.\n"
        "\n"
        "confidence 83% (very likely)\n"
    )
    assert result.err == ""


def test_ask_exits_with_3_when_the_documents_do_not_say() -> None:
    result = Rag(answerer=FakeAnswerer(ABSTENTION))("ask", "Who owns it?")
    assert result.code == 3
    assert result.out.startswith("The documents do not say.\nno passage answers it well enough\n")


def test_ask_json_is_the_answer_under_its_field_names() -> None:
    rag = Rag()
    result = rag("ask", "When?", "--json")
    assert json.loads(result.out) == json.loads(json.dumps(ANSWER.to_dict()))
    assert "“Lac Noir” 🏞" in result.out


def test_ask_json_keeps_letters_readable_and_controls_inert() -> None:
    answer = replace(ANSWER, short="é \x9b31m \x1b]0;x\x07 \u202e")
    result = Rag(answerer=FakeAnswerer(answer))("ask", "When?", "--json")
    assert '"short": "é \\u009b31m \\u001b]0;x\\u0007 \\u202e"' in result.out
    assert json.loads(result.out)["short"] == answer.short


def test_ask_json_survives_half_a_character_and_a_narrow_encoding() -> None:
    answer = replace(ANSWER, short="\udc80 🏞")
    result = Rag(answerer=FakeAnswerer(answer))("ask", "When?", "--json")
    assert json.loads(result.out)["short"] == answer.short


def test_piped_output_is_neither_wrapped_nor_read_as_markup() -> None:
    text = "[red]not markup[/red] :smile: " + "word " * 60
    answer = replace(ANSWER, text=text, claims=())
    result = Rag(answerer=FakeAnswerer(answer))("ask", "When?")
    assert result.out.splitlines()[0] == text


def test_a_terminal_gets_wrapped_lines_and_still_no_markup() -> None:
    answer = replace(ANSWER, text="[red]not markup[/red] :smile: " + "word " * 60, claims=())
    lines = clean(Rag(stdout=terminal(), answerer=FakeAnswerer(answer))("ask", "When?").out).splitlines()
    assert lines[0].startswith("[red]not markup[/red] :smile: word ")
    assert lines[1].startswith("word ")
    assert all(line == line.rstrip() for line in lines)
    assert lines[-5:] == [
        "",
        "[1] The dam — 2024-05-06, p. 3 · /docs/dam.txt",
        "    The dam was built in 1931.",
        "",
        "confidence 83% (very likely)",
    ]


def test_ask_passes_on_which_language_model_is_to_write() -> None:
    rag = Rag()
    rag("ask", "who", "called", "--llm", "ollama:llama3.2", "--strict", "--always-ask")
    (question,) = rag.answerer.questions
    assert (question.llm, question.strict, question.always_ask) == ("ollama:llama3.2", True, True)


def test_why_a_language_model_did_not_write_goes_to_standard_error_on_one_line() -> None:
    answerer = FakeAnswerer(replace(ANSWER, notice="no key is set;\nquoted\x1b[31m instead"))
    result = Rag(answerer=answerer)("ask", "who called")
    assert (result.code, result.err) == (0, "rag: no key is set; quoted instead\n")
    assert "key" not in result.out


def test_ask_passes_its_options_on() -> None:
    rag = Rag()
    rag(
        "ask", "When?", "-k", "5", "--after", "2025-01-01", "--before", "2025-02-01", "--source", "*.pdf",
        "--index", "there",
    )  # fmt: skip
    (question,) = rag.answerer.questions
    assert question.text == "When?"
    assert question.index == Path("there")
    assert (question.k, question.after, question.before, question.source) == (
        5,
        "2025-01-01",
        "2025-02-01",
        "*.pdf",
    )


def test_words_without_quotes_are_one_question() -> None:
    rag = Rag()
    rag("ask", "When", "was", "it?")
    assert rag.answerer.questions[0].text == "When was it?"


def test_a_dash_reads_the_question_from_standard_input() -> None:
    rag = Rag(stdin=pipe("When was\nit built?\n"))
    rag("ask", "-")
    assert rag.answerer.questions[0].text == "When was\nit built?"


def test_a_question_in_a_broken_encoding_still_is_text() -> None:
    rag = Rag()
    rag("ask", "caf\udce9?")
    assert rag.answerer.questions[0].text == "caf??"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ask",), "the following arguments are required: QUESTION"),
        (("ask", "  "), "the question is empty"),
        (("ask", "-"), "the question is empty"),
        (("ask", "When?", "-k", "0"), "'0' is not a whole number from 1 to 50"),
        (("ask", "When?", "-k", "51"), "'51' is not a whole number from 1 to 50"),
        (("ask", "When?", "-k", "1.5"), "'1.5' is not a whole number"),
        (("ask", "When?", "-k", "²"), "'²' is not a whole number"),
        (("ask", "When?", "--after", "2025-02-30"), "'2025-02-30' is not a date; write it as YYYY-MM-DD"),
        (("ask", "When?", "--after", "2025-02-02", "--before", "2025-01-01"), "swap them"),
        (("ask", "When?", "--jsn"), "unrecognized arguments: --jsn"),
        (("search", " "), "nothing to search for"),
        (("serch", "dam"), "did you mean `rag search`?"),
        (("Who built the dam?",), 'to ask something, say: rag ask "…"'),
        (("ui", "--port", "70000"), "'70000' is not a whole number from 1 to 65535"),
        (("remove",), "the following arguments are required: SOURCE"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments: tuple[str, ...], complaint: str) -> None:
    result = Rag()(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("rag: ")
    assert result.err.count("\n") == 1
    assert complaint in result.err


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (QuestionError("the question is too long"), 2, "the question is too long"),
        (InvalidFilterError("no such date"), 2, "no such date"),
        (ModelError("the model file is damaged"), 1, "the model file is damaged"),
        (IndexBusyError("another process is writing"), 1, "another process is writing"),
        (EmbedderMismatchError("another embedder"), 1, "another embedder"),
        (PermissionError(13, "Permission denied", "/x"), 1, "/x: Permission denied"),
        (OSError("the port is gone"), 1, "the port is gone"),
        (
            ModuleNotFoundError("No module named 'faiss'"),
            1,
            "No module named 'faiss'; `rag doctor` says what is missing",
        ),
    ],
)
def test_an_error_is_one_line(error: Exception, code: int, line: str) -> None:
    result = Rag(answerer=FakeAnswerer(error=error))("ask", "When?")
    assert (result.code, result.out, result.err) == (code, "", f"rag: {line}\n")


def test_an_error_message_cannot_drive_the_terminal() -> None:
    result = Rag(answerer=FakeAnswerer(error=ModelError("a\x1b[2J\nb")))("ask", "When?")
    assert result.err == "rag: a b\n"


def test_ctrl_c_ends_with_a_line_and_130() -> None:
    result = Rag(answerer=FakeAnswerer(error=KeyboardInterrupt()))("ask", "When?")
    assert (result.code, result.err) == (130, "rag: stopped\n")


def test_a_closed_pipe_is_quiet() -> None:
    result = Rag(answerer=FakeAnswerer(error=BrokenPipeError()))("ask", "When?")
    assert (result.code, result.out, result.err) == (141, "", "")


# add


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("words")
    return tmp_path


def test_add_tells_of_every_file_on_standard_error(folder: Path) -> None:
    warned = replace(ADDED, source="/docs/c.txt", chunks=1, reason="it isn't English, which the models read")
    unchanged = FileOutcome("/docs/d.txt", "unchanged")
    rag = Rag(library=FakeLibrary(outcomes=(ADDED, warned, unchanged), skipped=2))
    result = rag("add", str(folder))
    assert result.code == 0
    assert result.out == ""
    *lines, summary = result.err.splitlines()
    assert lines == [
        "added /docs/a.txt (12 chunks)",
        "added /docs/c.txt (1 chunk); it isn't English, which the models read",
        "unchanged /docs/d.txt",
    ]
    assert summary.startswith("2 added, 1 unchanged, 2 skipped in ")
    assert rag.library.added == [folder]


def test_add_fails_when_a_file_does_but_keeps_the_rest(folder: Path) -> None:
    result = Rag(library=FakeLibrary(outcomes=(ADDED, FAILED)))("add", str(folder))
    assert result.code == 1
    assert "failed /docs/b.pdf: it is encrypted; save it without a password\n" in result.err
    assert "1 added, 1 failed in " in result.err


def test_add_shows_a_bar_on_a_terminal_and_leaves_the_lines(folder: Path) -> None:
    hostile = replace(ADDED, source="/docs/[red]\x1b[2J.txt")
    result = Rag(stderr=terminal(), library=FakeLibrary(outcomes=(hostile,)))("add", str(folder))
    assert "added /docs/[red].txt (12 chunks)" in result.err
    assert "\x1b[2J" not in result.err


def test_add_makes_no_index_for_a_path_that_is_not_there(tmp_path: Path) -> None:
    rag = Rag()
    result = rag("add", str(tmp_path / "nowhere"))
    assert result.code == 1
    assert result.err.startswith("rag: ")
    assert str(tmp_path / "nowhere") in result.err
    assert rag.created == []


def test_add_makes_no_index_for_a_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"film")
    rag = Rag()
    result = rag("add", str(tmp_path))
    assert result.code == 1
    assert result.err.startswith(f"rag: no documents in {tmp_path} (1 file skipped); ")
    assert rag.created == []


def test_add_makes_the_index_with_the_embedder_asked_for(folder: Path) -> None:
    rag = Rag(library=FakeLibrary(outcomes=(ADDED,)))
    rag("add", str(folder), "--embedder", "other", "--index", "there")
    assert rag.created == [(Path("there"), "other")]


def test_add_stopped_by_ctrl_c_says_what_is_kept(folder: Path) -> None:
    library = FakeLibrary(outcomes=(ADDED,), error=KeyboardInterrupt())
    result = Rag(library=library)("add", str(folder))
    assert result.code == 130
    assert result.err.splitlines()[-1] == "rag: stopped: 1 added so far; run it again for the rest"


def test_add_passes_on_what_is_said_about_the_files(folder: Path) -> None:
    rag = Rag(library=FakeLibrary(outcomes=(ADDED,)))
    rag("add", str(folder), "--password", "sesame", "--field", "story", "--fail-fast", "--keep-originals")
    assert rag.library.options == LoadOptions(password="sesame", json_field="story")
    assert rag.library.fail_fast
    assert rag.library.keep_originals


def test_add_takes_a_password_from_the_environment_or_asks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rag = Rag(library=FakeLibrary(outcomes=(ADDED,)), secret="typed")
    monkeypatch.setenv("RAG_PASSWORD", "sesame")
    rag("add", str(folder))
    assert rag.library.options == LoadOptions(password="sesame")
    rag("add", str(folder), "--password", "other")
    assert rag.library.options == LoadOptions(password="other")
    rag("add", str(folder), "--password", "-")
    assert rag.library.options == LoadOptions(password="typed")


def test_add_takes_text_from_standard_input_and_web_addresses() -> None:
    rag = Rag(stdin=pipe("The dam broke."))
    assert rag("add", "-", "https://lake.example/a", "--title", "A call").code == 0
    (document,) = rag.library.documents_added
    assert (document.source, document.title, document.text) == ("stdin:A call", "A call", "The dam broke.")
    assert rag.library.fetched == ["https://lake.example/a"]
    assert rag.library.added == []


def test_add_has_a_title_for_standard_input_alone(folder: Path) -> None:
    assert Rag()("add", str(folder), "--title", "A call").code == 2


def test_failures_are_told_again_when_much_came_between(folder: Path) -> None:
    outcomes = (FAILED, *(replace(ADDED, source=f"/docs/{n}.txt") for n in range(10)))
    result = Rag(library=FakeLibrary(outcomes=outcomes))("add", str(folder))
    *_, told_again, summary = result.err.splitlines()
    assert told_again == "failed /docs/b.pdf: it is encrypted; save it without a password"
    assert summary.startswith("10 added, 1 failed in ")


# search, list, show, status, remove


def test_search_prints_passages_best_first() -> None:
    result = Rag()("search", "dam")
    assert result.code == 0
    assert result.out == f"1. The dam — 2024-05-06 · /docs/dam.txt · /docs/copy of dam.txt\n    {QUOTE}\n"


def test_search_json_names_its_fields_as_an_answer_does() -> None:
    result = json.loads(Rag()("search", "the", "dam", "--json").out)
    assert result["query"] == "the dam"
    (passage,) = result["passages"]
    assert passage == {
        "doc_id": INFO.doc_id,
        "source": "/docs/dam.txt",
        "title": "The dam",
        "published": "2024-05-06",
        "page": None,
        "heading": None,
        "start": 0,
        "end": 26,
        "text": QUOTE,
        "score": 0.5,
        "also_in": ["/docs/copy of dam.txt"],
        "place": None,
    }


def test_search_without_a_find_is_done_and_says_so() -> None:
    result = Rag()("search", "zebra")
    assert (result.code, result.out, result.err) == (0, "", "no passage was found\n")


def test_list_is_tab_separated_when_piped() -> None:
    result = Rag()("list")
    assert result.out == "0123456789abcdef\t2024-05-06\t1\tThe dam\t/docs/dam.txt\n"


def test_list_is_a_table_on_a_terminal() -> None:
    out = Rag(stdout=terminal())("list").out
    assert "published" in out
    assert "/docs/dam.txt" in out


def test_list_json_gives_all_that_is_known() -> None:
    (document,) = json.loads(Rag()("list", "--json").out)["documents"]
    assert document["source"] == "/docs/dam.txt"
    assert document["sources"] == ["/docs/dam.txt", "/docs/copy of dam.txt"]
    assert document["characters"] == len(TEXT)


def test_show_prints_exactly_the_stored_text_when_piped() -> None:
    assert Rag()("show", "/docs/dam.txt").out_bytes == TEXT.encode()


def test_show_is_safe_and_ends_its_line_on_a_terminal() -> None:
    assert Rag(stdout=terminal())("show", "/docs/dam.txt").out == TEXT.replace("\r\n", "\n")


def test_show_of_an_unknown_document_fails() -> None:
    result = Rag()("show", "nothing.txt")
    assert (result.code, result.out) == (1, "")
    assert "nothing.txt" in result.err


def test_status_is_a_line_a_figure() -> None:
    assert Rag()("status").out == (
        "index       /here/.rag\n"
        "documents   1\n"
        "sources     2\n"
        "chunks      1\n"
        "size        1.2 MB\n"
        "embedder    mini\n"
        "generation  4\n"
    )


def test_status_json_has_exactly_these_names() -> None:
    assert json.loads(Rag()("status", "--json").out) == {
        "index": "/here/.rag",
        "documents": 1,
        "sources": 2,
        "chunks": 1,
        "bytes": 1_234_567,
        "embedder": "mini",
        "generation": 4,
    }


def test_remove_names_the_sources_that_went() -> None:
    rag = Rag()
    result = rag("remove", "/docs/copy of dam.txt")
    assert (result.code, result.out) == (0, "")
    assert result.err == "removed /docs/copy of dam.txt\n"


@pytest.mark.parametrize(
    "arguments", [("list",), ("search", "x"), ("show", "x"), ("status",), ("remove", "x"), ("chat",)]
)
def test_without_an_index_a_command_says_how_to_make_one(arguments: tuple[str, ...]) -> None:
    result = Rag(exists=False)(*arguments)
    assert (result.code, result.out) == (1, "")
    assert result.err == "rag: there is no index at here.rag; make one with `rag add PATH`\n"


# the rest


def test_version_is_one_line() -> None:
    result = Rag()("--version")
    assert result.code == 0
    assert result.out.startswith("rag ")


def test_rag_alone_shows_the_help_and_is_wrong_usage() -> None:
    result = Rag()()
    assert (result.code, result.out) == (2, "")
    assert "rag ask" in result.err


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    overview = capsys.readouterr().out
    for command in (
        "add",
        "ask",
        "search",
        "list",
        "show",
        "status",
        "remove",
        "doctor",
        "chat",
        "ui",
        "eval",
    ):
        assert f"\n    {command} " in overview
        assert main([command, "--help"]) == 0
        assert f"usage: rag {command}" in capsys.readouterr().out


def test_nothing_heavy_is_imported_before_a_command_needs_it() -> None:
    heavy = {
        "faiss", "gradio", "importlib.metadata", "index", "langchain", "logging", "numpy", "onnxruntime",
        "rag", "rich", "tiktoken", "tokenizers", "torch", "trafilatura",
    }  # fmt: skip
    code = "import sys; from ui.cli import main; main(['ask', '--help']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy.isdisjoint(run.stdout.splitlines()[-1].split())
