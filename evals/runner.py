"""Asks every question, scores what comes back, and keeps it as it comes."""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from evals import provenance, store
from evals.datasets import load
from evals.datasets.records import unique
from evals.errors import RunError
from evals.metrics.citation import Judge
from evals.rows import RowWriter, read_rows, rewrite_rows
from evals.sample import sample as sample_of
from evals.scoring import outcome, score
from evals.subject import Subject, of_index
from evals.summary import summarize, summarize_groups
from evals.types import Answerer, Dataset, Question, Row, Run
from index.errors import SearchIndexError
from rag.config import index_path
from rag.errors import ModelError

log = logging.getLogger(__name__)

Questions = str | Path | Dataset | Iterable[Question]


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come."""

    done: int
    total: int
    """Of the questions still to ask when the run was started or continued."""
    seconds: float
    """Since then."""
    row: Row
    """The question that was just answered."""

    @property
    def seconds_left(self) -> float:
        """At the pace so far."""
        return self.seconds / self.done * (self.total - self.done)


def evaluate(
    questions: Questions,
    *,
    index: str | Path | None = None,
    answerer: Answerer | Subject | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    sample: int | None = None,
    seed: int = 0,
    resume: bool = False,
    judge: Judge | None = None,
    on_progress: Callable[[RunProgress], None] | None = None,
) -> Run:
    """Ask the questions and return what they scored.

    Args:
        questions: A file or folder in any format of ``evals.datasets``, or questions.
        index: The index to ask. Default: ``RAG_INDEX``, else ``.rag``.
        answerer: What answers instead of ``rag.answer`` over ``index``.
        out: A folder for ``rows.jsonl`` and ``summary.json``; ``write_reports`` adds the reports. Default:
            nothing is written.
        jobs: Questions asked at a time; latencies are then those under that load.
        sample: How many of the questions to ask, drawn with ``seed``. Default: all.
        seed: Of the sample.
        resume: Continue the run in ``out``: only questions that are missing or failed are asked.
        judge: Whether cited words support a statement. Default: they hold one of the right answers.
        on_progress: Called after each question, in the calling thread.

    Raises:
        DataError: the questions can't be read, or two of them share an id.
        RunError: ``out`` holds a run already, or one that differs from the one to be continued.
        SearchIndexError: there is no index to ask, or it can't be asked any more.
        ModelError: the shipped models are missing or damaged.
    """
    if jobs < 1:
        raise RunError(f"jobs is {jobs}; at least one question must be asked at a time")
    dataset = _dataset(questions)
    asked = sample_of(dataset.questions, sample, seed=seed)
    subject = _subject(index, answerer)
    settings = _settings(dataset, asked, subject, sample=sample, seed=seed)
    folder = None if out is None else Path(out)
    done = {} if folder is None else _prepare(folder, settings, resume=resume)
    # Before the first question: a checkout can change under a long run.
    origin = {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "jobs": jobs,
        "machine": provenance.machine(),
        "versions": provenance.versions(),
        "commit": provenance.commit(Path.cwd()),
        **subject.facts,
    }
    clock = time.perf_counter()

    with ExitStack() as stack:
        writer = None if folder is None else stack.enter_context(RowWriter(folder / store.ROWS))
        remaining = [question for question in asked if question.id not in done]
        answered = stack.enter_context(closing(_ask_all(remaining, subject, judge, jobs)))
        for number, row in enumerate(answered, start=1):
            done[row.question.id] = row
            if writer is not None:
                writer.write(row)
            if on_progress is not None:
                on_progress(RunProgress(number, len(remaining), time.perf_counter() - clock, row))

    took = {"seconds": round(time.perf_counter() - clock, 3)}
    rows = [done[question.id] for question in asked]
    run = Run(dataset.name, tuple(rows), summarize(rows), summarize_groups(rows), settings, origin | took)
    if folder is not None:
        store.write_summary(folder, run)
    return run


def ask(question: Question, subject: Subject, judge: Judge | None = None) -> Row:
    """Ask one question; a failure becomes a row, so that it costs one question only.

    Raises:
        SearchIndexError, ModelError: every other question would meet them too.
    """
    start = time.perf_counter()
    try:
        answer = subject.answer(question)
    except (SearchIndexError, ModelError):
        raise
    except Exception as exc:  # noqa: BLE001 - whatever an answerer raises
        log.warning("question %s failed: %s", question.id, exc)
        failed = {"em": 0.0, "f1": 0.0} if question.answers or not question.answerable else {}
        seconds = time.perf_counter() - start
        return Row(question, None, "error", failed, seconds, f"{type(exc).__name__}: {exc}")
    seconds = time.perf_counter() - start
    scores = score(question, answer, judge=judge, read=subject.read)
    return Row(question, answer, outcome(question, answer), scores, seconds)


def _ask_all(
    questions: Sequence[Question], subject: Subject, judge: Judge | None, jobs: int
) -> Generator[Row]:
    """Yield the rows as they are done; closing it early waits only for the questions at work."""
    if jobs == 1:
        yield from (ask(question, subject, judge) for question in questions)
        return
    waiting = iter(questions)
    with ThreadPoolExecutor(jobs) as pool:
        running: set[Future[Row]] = set()
        while True:
            # No more than are at work at once: an interrupt then finds nothing queued.
            free = islice(waiting, jobs - len(running))
            running |= {pool.submit(ask, question, subject, judge) for question in free}
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in finished)


def _dataset(questions: Questions) -> Dataset:
    if isinstance(questions, Dataset):
        return questions
    if isinstance(questions, str | Path):
        return load(Path(questions))
    return Dataset("questions", unique(enumerate(questions, start=1), origin="the list of questions"))


def _subject(index: str | Path | None, answerer: Answerer | Subject | None) -> Subject:
    if isinstance(answerer, Subject):
        return answerer
    if answerer is not None:
        return Subject(answerer)
    return of_index(index_path(index))


def _settings(
    dataset: Dataset, asked: Sequence[Question], subject: Subject, *, sample: int | None, seed: int
) -> dict[str, Any]:
    return {
        "questions": {
            "name": dataset.name,
            "asked": len(asked),
            "of": len(dataset.questions),
            "sample": sample,
            "seed": seed,
            "hash": provenance.fingerprint([asdict(question) for question in asked]),
        },
        **subject.settings,
        "hash": provenance.fingerprint(subject.settings),
    }


def _prepare(folder: Path, settings: Mapping[str, Any], *, resume: bool) -> dict[str, Row]:
    """Make the folder ready for writing and return the rows that stand there already, by question."""
    if not resume:
        store.start(folder, settings)
        return {}
    store.check_continues(folder, settings)
    rows = read_rows(folder / store.ROWS)
    kept = {row.question.id: row for row in rows if row.outcome != "error"}
    # Also cuts off a line torn by a crash, so that the next one starts on its own.
    rewrite_rows(folder / store.ROWS, kept.values())
    return kept
