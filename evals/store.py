"""A run's folder: its settings (``run.json``), answers (``rows.jsonl``) and figures (``summary.json``)."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.errors import RunError
from evals.rankings import write_trec
from evals.rows import read_rows
from evals.summary import summarize, summarize_groups
from evals.types import Group, Run

SETTINGS = "run.json"
ROWS = "rows.jsonl"
SUMMARY = "summary.json"


def start(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make the folder of a new run.

    Raises:
        RunError: it holds a run already, or can't be written.
    """
    if (folder / ROWS).exists():
        raise RunError(f"{folder} holds a run already; continue it with --resume, or choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / SETTINGS, settings)
        (folder / ROWS).touch()
    except OSError as exc:
        raise RunError(f"can't write to {folder}: {exc.strerror or exc}") from exc


def check_continues(folder: Path, settings: Mapping[str, Any]) -> None:
    """See that the run in the folder was asked the same questions of the same index.

    Raises:
        RunError: there is none, or it differs; the message says in what.
    """
    before = _read_json(folder / SETTINGS)
    now = json.loads(json.dumps(settings))
    changed = [name for name in now if before.get(name) != now[name] and name != "hash"]
    if changed:
        raise RunError(
            f"the run in {folder} can't be continued: {', '.join(changed)} differ since it was started; "
            "start a new one in another folder"
        )


def write_summary(folder: Path, run: Run) -> None:
    """Write the figures of a finished run, and its rankings in TREC's form where documents are judged.

    Raises:
        RunError: the folder can't be written.
    """
    try:
        write_json(folder / SUMMARY, summary_dict(run))
        write_trec(folder, run.rows, tag=run.name)
    except OSError as exc:
        raise RunError(f"can't write to {folder}: {exc.strerror or exc}") from exc


def summary_dict(run: Run) -> dict[str, Any]:
    """Return a run without its rows, as ``summary.json`` holds it."""
    return {
        "name": run.name,
        **_group_dict(run.overall),
        "groups": [_group_dict(group) for group in run.groups],
        "settings": dict(run.settings),
        "provenance": dict(run.provenance),
    }


def read_run(folder: str | Path) -> Run:
    """Read a run back from its folder; its figures are counted anew from its rows.

    Raises:
        RunError: there is no finished run.
    """
    folder = Path(folder)
    summary = _read_json(folder / SUMMARY)
    rows = read_rows(folder / ROWS)
    return Run(
        summary["name"],
        tuple(rows),
        summarize(rows),
        summarize_groups(rows),
        summary["settings"],
        summary["provenance"],
    )


def write_json(path: Path, value: object) -> None:
    """Write in one step: a crash leaves the old file or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise RunError(f"{path.parent} holds no {path.name}: no run was {_stage(path)} there") from exc
    except (OSError, ValueError) as exc:
        raise RunError(f"can't read {path}: {exc}") from exc
    return value


def _stage(path: Path) -> str:
    return "finished" if path.name == SUMMARY else "started"


def _group_dict(group: Group) -> dict[str, Any]:
    return {
        "group": group.name,
        "questions": group.n,
        "outcomes": dict(group.outcomes),
        "metrics": {
            name: {"value": s.value, "interval": asdict(s.interval) if s.interval else None, "n": s.n}
            for name, s in group.metrics.items()
        },
    }
