"""How good the answers are, and whether a change made them worse.

from evals import compare, evaluate, read_run, write_reports

run = evaluate("questions.jsonl", index=".rag", out="runs/today")
comparison = compare(run, read_run("runs/yesterday"))
write_reports("runs/today", run, comparison=comparison)
"""

from evals.comparison import compare
from evals.errors import DataError, EvalError, RunError, UnknownMetricError
from evals.report import write_reports
from evals.runner import RunProgress, evaluate
from evals.store import read_run
from evals.subject import Subject
from evals.types import Answerer, Comparison, Dataset, Question, Row, Run

__all__ = [
    "Answerer", "Comparison", "DataError", "Dataset", "EvalError", "Question", "Row", "Run", "RunError",
    "RunProgress", "Subject", "UnknownMetricError", "compare", "evaluate", "read_run", "write_reports",
]  # fmt: skip
