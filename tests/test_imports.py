"""What the packages may import, and when."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "rag", "evals", "ui")
SOURCES = sorted(
    path.relative_to(ROOT) for package in (*PACKAGES, "training") for path in (ROOT / package).rglob("*.py")
)
HEAVY = {"torch", "transformers", "sentence_transformers", "langchain", "langchain_core", "gradio"}
UNSAFE = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level name of each package that a file imports, at any depth of its code."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def reads_the_environment(path: Path) -> bool:
    """Setting a variable isn't reading: some libraries take an option in no other way."""
    set_here = {
        node.value
        for node in nodes(path)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    }
    used = {node.attr for node in nodes(path) if isinstance(node, ast.Attribute) and node not in set_here}
    used |= {node.name for node in nodes(path) if isinstance(node, ast.alias)}
    return not used.isdisjoint({"environ", "environb", "getenv", "getenvb"})


def switched_on(node: ast.AST) -> str | None:
    """Return the name of a keyword argument that is given anything but a constant like False or None."""
    if not isinstance(node, ast.keyword) or (isinstance(node.value, ast.Constant) and not node.value.value):
        return None
    return node.arg


def importers(package: str) -> set[str]:
    """Return the files of the product that import a package; benchmarks against others aside."""
    own = [path for path in SOURCES if path.parts[0] in {"index", "rag", "ui"}]
    return {str(path) for path in own if package in imported(path)}


@pytest.mark.parametrize("module", ["rag", "index", "evals", "ui.cli"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_packages_import_in_one_direction() -> None:
    # In a process of its own, because import-linter switches off every logger that is there already.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("library", "importer"),
    [
        ("faiss", "index/dense.py"),
        ("tantivy", "index/lexical.py"),
        ("tiktoken", "index/tokens.py"),
        ("sentence_transformers", "index/embedding.py"),
        ("langchain", "rag/llm/choosing.py"),
        ("xllamacpp", "rag/llm/gguf.py"),
        ("trafilatura", "index/loaders/html.py"),
        ("pypdfium2", "index/loaders/pdf.py"),
        ("docx", "index/loaders/docx.py"),
        ("pptx", "index/loaders/pptx.py"),
        ("openpyxl", "index/loaders/xlsx.py"),
        ("rapidocr", "index/loaders/rapid.py"),
    ],
)
def test_a_library_has_one_importer(library: str, importer: str) -> None:
    assert importers(library) == {importer}


def test_what_is_offered_to_langchain_is_made_of_it_in_two_modules() -> None:
    assert importers("langchain_core") == {"rag/langchain.py", "rag/llm/gguf.py"}


def test_only_the_configuration_reads_the_environment() -> None:
    readers = [path for path in SOURCES if reads_the_environment(path)]
    assert readers == [Path("rag/config.py")]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_that_is_loaded_can_run_code(path: Path) -> None:
    assert UNSAFE.isdisjoint(imported(path))
    assert {"trust_remote_code", "allow_pickle"}.isdisjoint(map(switched_on, nodes(path)))
