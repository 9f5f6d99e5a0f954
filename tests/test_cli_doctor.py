import re
import tomllib
from pathlib import Path

from tests.ui_fakes import Rag
from ui.commands.doctor import CORE, EXTRAS, core_package, optional_package

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def _names(requirements: list[str]) -> set[str]:
    return {match[0] for requirement in requirements if (match := re.match(r"[\w.-]+", requirement))}


def test_the_doctor_looks_at_every_package_the_product_depends_on() -> None:
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    assert set(CORE) == _names(project["dependencies"])
    for distribution, (extra, _) in EXTRAS.items():
        assert distribution in _names(project["optional-dependencies"][extra])


def test_the_doctor_finds_what_is_shipped(tmp_path: Path) -> None:
    result = Rag()("doctor", "--index", str(tmp_path))
    assert result.code == 0
    assert result.err == ""
    assert "ok    embedder: all-MiniLM-L6-v2.int8.onnx, as shipped\n" in result.out
    assert "ok    reader: reader.int8.onnx, as shipped\n" in result.out
    assert f"ok    index: {tmp_path}: 1 document, 1 chunk, embedder mini\n" in result.out


def test_an_index_that_is_not_made_yet_is_no_failure(tmp_path: Path) -> None:
    result = Rag()("doctor", "--index", str(tmp_path / "none"))
    assert result.code == 0
    assert f"warn  index: none at {tmp_path / 'none'} yet; make it with: rag add PATH\n" in result.out


def test_an_index_that_cannot_be_opened_is_a_failure(tmp_path: Path) -> None:
    result = Rag(exists=False)("doctor", "--index", str(tmp_path))
    assert result.code == 1
    assert "fail  index: there is no index at" in result.out
    assert result.err == "rag: 1 check failed\n"


def test_a_package_that_cannot_be_imported_is_a_failure_with_a_remedy() -> None:
    check = core_package("no-such-package", "no_such_package")
    assert check.level == "fail"
    assert check.detail == (
        "No module named 'no_such_package'; mend it with: pip install --force-reinstall no-such-package"
    )


def test_a_missing_extra_is_a_warning_with_a_remedy() -> None:
    check = optional_package("no-such-package", "extra", "miracles")
    assert check.level == "warn"
    assert check.detail == "not installed; for miracles: pip install 'rag[extra]'"
