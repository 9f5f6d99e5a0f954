"""The commands over a real index and the shipped models, as a user has them."""

import json
from pathlib import Path

import pytest

from ui.cli import main

ARTICLE = (
    "date 2024-05-06 The Lac Noir dam was built in 1931 by the engineer Marie Duval. 🏞\r\n\r\n"
    "It holds back nine million cubic metres of water and supplies the town of Orbey.\r\n"
)


@pytest.fixture
def index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "dam.txt").write_bytes(ARTICLE.encode())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "film.mp4").write_bytes(b"\x00\x00")
    path = str(tmp_path / "index")
    assert main(["add", str(folder), "--index", path]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"added {folder / 'dam.txt'} (1 chunk)\n" in captured.err
    assert f"failed {folder / 'empty.txt'}: " in captured.err
    assert "1 added, 1 failed, 1 skipped in " in captured.err
    return path


def test_an_answer_quotes_exactly_what_show_prints(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who built the dam?", "--json", "--index", index]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "Marie Duval" in answer["short"]
    assert main(["show", "dam.txt", "--index", index]) == 0
    text = capsys.readouterr().out
    (citation,) = answer["citations"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_what_the_documents_do_not_say_ends_with_3(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who won the football match in Paris?", "--index", index]) == 3
    assert capsys.readouterr().out.startswith("The documents do not say.\n")


def test_a_removed_document_is_gone_from_list_and_search(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["remove", "dam.txt", "--index", index]) == 0
    assert main(["list", "--index", index]) == 0
    assert main(["search", "dam", "--index", index]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "the index is empty" in captured.err


def test_questions_an_answerer_refuses_are_wrong_usage(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "a" * 100_000, "--index", index]) == 2
    assert main(["ask", "Who?", "-k", "999", "--index", index]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 2
