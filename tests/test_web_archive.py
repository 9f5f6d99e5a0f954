from dataclasses import replace
from pathlib import Path

import pytest

from rag.types import StageEvent, Version
from tests.web_fakes import ATTACKS, abstained, answered, citation, passage
from ui.web.archive import Archive, is_id, new_id
from ui.web.session import Conversation, Scope, Turn, Vote

DAM = passage("The dam was built in 1931.", page=4)
ANSWER = replace(
    answered("In 1931.", short="1931", citations=[citation(1, DAM, "built in 1931")], passages=[DAM]),
    versions=(Version("1931", "2025-02-12", 0, 8, (1,)),),
    timings={"total": 0.5},
)
TALK = Conversation(
    "0123456789abcdef",
    (
        Turn("When?", stages=(StageEvent("search", 214),), answer=ANSWER, vote=Vote(up=True)),
        Turn("Who?", answer=abstained("Not said.", [DAM]), scope=Scope(("d1",), "2025-01-01")),
        Turn("Why?", error="it is too long"),
        Turn("How?", stopped=True),
    ),
    Scope(before="2025-02-01"),
    "2025-02-12T00:00:00+00:00",
)


def test_what_is_read_back_is_what_was_kept(tmp_path: Path) -> None:
    Archive(tmp_path).save(TALK)
    loaded = Archive(tmp_path).load(TALK.conversation_id)
    assert loaded == TALK
    assert loaded is not None
    assert loaded.changed == TALK.changed


@pytest.mark.parametrize("text", [*ATTACKS, "half a pair \ud800", "line\u2028separator", "\x00"])
def test_any_text_can_be_kept(text: str, tmp_path: Path) -> None:
    Archive(tmp_path).save(Conversation("0" * 16, (Turn(text, stopped=True),)))
    loaded = Archive(tmp_path).load("0" * 16)
    assert loaded is not None
    assert loaded.title == text


def test_a_turn_that_was_pending_when_the_server_ended_counts_as_stopped(tmp_path: Path) -> None:
    Archive(tmp_path).save(Conversation("0" * 16, (Turn("Who?"),)))
    loaded = Archive(tmp_path).load("0" * 16)
    assert loaded is not None
    assert loaded.turns[0].stopped


@pytest.mark.parametrize("name", ["", "../secret", "0123456789ABCDEF", "0123456789abcde", "a/b", "x" * 16])
def test_no_other_name_than_an_id_leads_to_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    archive = Archive(tmp_path / "conversations")
    assert not is_id(name)
    assert archive.load(name) is None
    archive.delete(name)
    assert (tmp_path / "secret.json").exists()


def test_a_new_id_is_one() -> None:
    assert is_id(new_id())
    assert new_id() != new_id()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"turns": 1}', "\udcff"])
def test_a_damaged_file_is_passed_over(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"{'0' * 16}.json").write_bytes(content.encode("utf-8", errors="surrogateescape"))
    archive = Archive(tmp_path)
    archive.save(TALK)
    assert archive.load("0" * 16) is None
    assert [summary.conversation_id for summary in archive.summaries()] == [TALK.conversation_id]
    assert "can't be read" in caplog.text


def test_the_list_has_the_newest_first_and_what_to_search_in(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.save(TALK)
    archive.save(Conversation("f" * 16, (Turn("Newer?", stopped=True),), changed="2025-03-01"))
    newer, older = archive.summaries()
    assert (newer.title, older.title) == ("Newer?", "When?")
    assert "in 1931." in older.words
    assert "who?" in older.words


def test_the_list_follows_what_changes_on_the_disk(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.summaries() == []
    Archive(tmp_path).save(TALK)
    assert len(archive.summaries()) == 1
    archive.delete(TALK.conversation_id)
    assert archive.summaries() == []


def test_only_this_user_can_read_a_conversation(tmp_path: Path) -> None:
    Archive(tmp_path).save(TALK)
    assert (tmp_path / f"{TALK.conversation_id}.json").stat().st_mode & 0o077 == 0
