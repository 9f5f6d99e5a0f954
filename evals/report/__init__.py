"""A run for people to read: in the terminal, as Markdown, and as one page of HTML."""

from collections.abc import Sequence
from pathlib import Path

from evals.errors import RunError
from evals.gates import Verdict
from evals.report.markdown import render as as_markdown
from evals.report.page import render as as_page
from evals.types import Comparison, Run

MARKDOWN = "report.md"
HTML = "report.html"


def write_reports(
    folder: str | Path, run: Run, *, comparison: Comparison | None = None, verdicts: Sequence[Verdict] = ()
) -> None:
    """Write ``report.md`` and ``report.html`` into the folder of a run.

    Raises:
        RunError: the folder can't be written.
    """
    folder = Path(folder)
    try:
        (folder / MARKDOWN).write_text(as_markdown(run, comparison, verdicts), encoding="utf-8")
        (folder / HTML).write_text(as_page(run, comparison, verdicts), encoding="utf-8")
    except OSError as exc:
        raise RunError(f"can't write to {folder}: {exc.strerror or exc}") from exc
