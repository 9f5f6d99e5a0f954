"""``rag check``, ``repair``, ``export``, ``import`` and ``add --prune``."""

import json
from pathlib import Path

from index.types import FileOutcome
from tests.ui_fakes import FakeLibrary, Rag


def test_check_of_a_sound_index_is_done() -> None:
    result = Rag()("check")
    assert result.code == 0
    assert result.err.endswith("is sound\n")


def test_check_names_every_finding_and_fails() -> None:
    result = Rag(library=FakeLibrary(findings=("a is wrong", "b is missing")))("check")
    assert result.code == 1
    assert result.err == "a is wrong\nb is missing\n2 findings; `rag repair` mends what can be mended\n"


def test_check_json_lists_the_findings() -> None:
    result = Rag(library=FakeLibrary(findings=("a is wrong",)))("check", "--json")
    assert result.code == 1
    assert json.loads(result.out)["findings"] == ["a is wrong"]


def test_repair_repairs() -> None:
    library = FakeLibrary()
    assert Rag(library=library)("repair").code == 0
    assert library.repaired


def test_repair_names_what_is_lost() -> None:
    result = Rag(library=FakeLibrary(lost=("the original of a.pdf is lost",)))("repair")
    assert result.code == 0
    assert result.err.startswith("the original of a.pdf is lost\nthe search files")


def test_export_writes_where_it_is_told() -> None:
    library = FakeLibrary()
    assert Rag(library=library)("export", "there.rag").code == 0
    assert library.exported == [Path("there.rag")]


def test_import_says_what_came() -> None:
    result = Rag()("import", "there.rag", "--index", "here")
    assert result.code == 0
    assert result.err == "imported there.rag into here: 1 document, 1 chunk\n"


def test_add_prunes_only_when_told_to(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Something.")
    removed = FileOutcome(str(tmp_path / "b.txt"), "removed")
    kept, pruned = FakeLibrary(outcomes=(removed,)), FakeLibrary(outcomes=(removed,))
    Rag(library=kept)("add", str(tmp_path))
    result = Rag(library=pruned)("add", str(tmp_path), "--prune")
    assert (kept.pruned, pruned.pruned) == (False, True)
    assert result.err.startswith(f"removed {tmp_path / 'b.txt'}\n1 removed in ")
