"""Asking a benchmark's questions, and leaving its rows and report behind."""

from collections.abc import Sequence
from pathlib import Path

from evals.benchmarks.types import Context
from evals.report import write_reports
from evals.runner import evaluate
from evals.store import ROWS
from evals.subject import Subject
from evals.types import Dataset, Question, Run


def ask_all(
    name: str,
    questions: Sequence[Question],
    context: Context,
    *,
    index: Path | None = None,
    answerer: Subject | None = None,
) -> Run:
    """Ask the questions of an index or an answerer; a run that was stopped goes on where it was."""
    out = context.out / name
    run = evaluate(
        Dataset(name, tuple(questions)),
        index=index,
        answerer=answerer,
        out=out,
        resume=context.resume and (out / ROWS).exists(),
        on_progress=context.on_progress,
    )
    write_reports(out, run)
    return run
