"""``rag eval``. Exit codes: 0 passed, 1 a gate failed, 2 it couldn't be measured."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from evals.errors import DataError, EvalError, GateError, RunError
from evals.gates import Gate, Kind, check_gates, parse_gate
from evals.metrics.known import METRICS
from evals.provenance import fingerprint
from evals.subject import Subject
from evals.types import Dataset, Run
from index.errors import SearchIndexError
from index.types import FileOutcome
from rag.errors import RagError

PASSED, GATE_FAILED, UNUSABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``rag eval``."""
    parser.add_argument(
        "questions",
        metavar="QUESTIONS",
        type=Path,
        help="JSONL (ours, ragas), SQuAD's JSON, CSV, TREC's .qrels, or a BEIR folder",
    )
    parser.add_argument(
        "--index",
        metavar="DIR",
        type=Path,
        help="the index to ask; default: the questions' own documents, else $RAG_INDEX, else .rag",
    )
    parser.add_argument(
        "--corpus",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="documents to index for this run instead; may be repeated",
    )
    parser.add_argument(
        "--ranking",
        metavar="FILE",
        type=Path,
        help="measure the ranking of a TREC run instead of answers",
    )
    parser.add_argument("--out", metavar="RUN", type=Path, help="folder for rows, summary and reports")
    parser.add_argument("--baseline", metavar="RUN", type=Path, help="an earlier run to compare with")
    for flag, meaning in (
        ("min", "fail if METRIC is below X"),
        ("max", "fail if METRIC (one that is better when lower) is above X"),
        ("max-drop", "fail if METRIC got worse than in the baseline by more than X"),
    ):
        parser.add_argument(f"--{flag}", metavar="METRIC=X", action="append", default=[], help=meaning)
    parser.add_argument("--sample", metavar="N", type=_positive, help="ask only N of the questions")
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="which N; default 0")
    parser.add_argument(
        "--jobs", metavar="N", type=_positive, default=1, help="questions at a time; default 1"
    )
    parser.add_argument("--resume", action="store_true", help="continue the run in --out")
    parser.epilog = "\n\n".join(filter(None, [parser.epilog, f"metrics: {', '.join(METRICS)}"]))


def run(args: argparse.Namespace) -> int:
    """Measure, report and judge; return the exit code."""
    try:
        return _run(args)
    except (EvalError, SearchIndexError, RagError) as exc:
        _note(f"rag eval: {exc}")
        return UNUSABLE
    except KeyboardInterrupt:
        if args.out is not None:
            _note(f"\nrag eval: stopped; the answers so far are kept, go on with --out {args.out} --resume")
        raise


@dataclass(frozen=True, slots=True)
class _Plan:
    """What was asked for, checked before anything is measured."""

    dataset: Dataset
    gates: tuple[Gate, ...]
    baseline: Run | None
    ranking: Subject | None


def _run(args: argparse.Namespace) -> int:
    from evals.comparison import compare
    from evals.progress import progress_bar
    from evals.report import write_reports
    from evals.report.text import gate_lines, summary_lines
    from evals.runner import evaluate

    plan = _plan(args)
    with ExitStack() as stack:
        index = None if plan.ranking else _index(args, plan.dataset, stack)
        on_progress = stack.enter_context(progress_bar(sys.stderr))
        result = evaluate(
            plan.dataset,
            index=index,
            answerer=plan.ranking,
            out=args.out,
            jobs=args.jobs,
            sample=args.sample,
            seed=args.seed,
            resume=args.resume,
            on_progress=on_progress,
        )
    comparison = None if plan.baseline is None else compare(result, plan.baseline)
    verdicts = check_gates(plan.gates, result, comparison)
    if args.out is not None:
        write_reports(args.out, result, comparison=comparison, verdicts=verdicts)
    for line in (*summary_lines(result, comparison), *gate_lines(verdicts)):
        print(_printable(line))
    if args.out is not None:
        _note(f"the report: {args.out / 'report.html'}")
    return PASSED if all(verdict.passed for verdict in verdicts) else GATE_FAILED


def _plan(args: argparse.Namespace) -> _Plan:
    from evals.datasets import load
    from evals.store import read_run

    bounds: dict[Kind, list[str]] = {"min": args.min, "max": args.max, "max-drop": args.max_drop}
    gates = tuple(parse_gate(kind, text) for kind, texts in bounds.items() for text in texts)
    if args.max_drop and args.baseline is None:
        raise GateError("--max-drop needs a --baseline to compare with")
    if args.resume and args.out is None:
        raise RunError("--resume needs the --out of the run to continue")
    if args.corpus and args.index is not None:
        raise RunError("give --index or --corpus, not both")
    if args.ranking is not None and (args.corpus or args.index is not None):
        raise RunError("--ranking needs neither --index nor --corpus: nothing is searched")
    baseline = None if args.baseline is None else read_run(args.baseline)
    ranking = None if args.ranking is None else _ranking(args.ranking)
    dataset = load(args.questions)
    if baseline is not None and not {row.question.id for row in baseline.rows} & {
        question.id for question in dataset.questions
    }:
        # Said before minutes of asking rather than behind them.
        raise RunError(f"the baseline {args.baseline} asked none of these questions: no id is in both")
    return _Plan(dataset, gates, baseline, ranking)


def _ranking(path: Path) -> Subject:
    from evals.datasets.trec import read_run as read_ranking
    from evals.rankings import ranked_by

    rankings = read_ranking(path)
    return ranked_by(rankings, settings={"ranking": fingerprint(rankings)})


def _index(args: argparse.Namespace, dataset: Dataset, stack: ExitStack) -> Path | None:
    """Return the index to ask; documents given with the run, or with the questions, are indexed for it."""
    from evals.corpus import index_files, index_texts

    if args.index is not None or not (args.corpus or dataset.corpus):
        return cast("Path | None", args.index)
    path = _index_folder(args, stack)
    if not args.corpus:
        _note(f"indexing the {len(dataset.corpus)} documents that come with {dataset.name}")
        index_texts(path, dataset.corpus)
        return path
    summary = index_files(path, args.corpus, on_outcome=_tell_failed)
    _note(
        f"indexed {len(summary.outcomes) - len(summary.failed)} files from {', '.join(map(str, args.corpus))}"
    )
    if len(summary.failed) == len(summary.outcomes):
        raise DataError(f"no document could be read from {', '.join(map(str, args.corpus))}")
    return path


def _index_folder(args: argparse.Namespace, stack: ExitStack) -> Path:
    """A run that is kept keeps its index, so that its quotes can be looked up."""
    if args.out is not None:
        return Path(args.out) / "index"
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rag-eval-"))) / "index"


def _tell_failed(outcome: FileOutcome) -> None:
    if outcome.status == "failed":
        _note(f"failed {outcome.source}: {outcome.reason}")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _printable(line: str) -> str:
    """Ids come from the user's file: none of them may steer the terminal."""
    return "".join(character if character.isprintable() else "�" for character in line)


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
