"""``benchmarks.json``: the latest figures of each benchmark, with what they were measured on."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals import provenance
from evals.benchmarks.types import Figure
from evals.errors import DataError
from evals.store import write_json
from evals.types import Interval


@dataclass(frozen=True, slots=True)
class Measured:
    """What one benchmark came to."""

    name: str
    what: str
    origin: dict[str, Any]
    """Day, machine, commit, versions and the hashes of the shipped models."""
    figures: tuple[Figure, ...]


def origin_now() -> dict[str, Any]:
    """Return what is measured from now on: to be taken before a run, since a checkout can change under it."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": provenance.machine(),
        "commit": provenance.commit(Path(__file__).parent),
        "versions": provenance.versions(),
        "models": provenance.model_hashes(),
    }


def merge(path: Path, new: Measured, *, order: Sequence[str]) -> list[Measured]:
    """Put the figures in place of older ones of the same benchmark; return all that the file then holds.

    Raises:
        DataError: what stands there can't be read.
    """
    known = {each.name: each for each in _read(path)} if path.exists() else {}
    known[new.name] = new
    places = {name: place for place, name in enumerate(order)}
    together = sorted(known.values(), key=lambda each: places.get(each.name, len(places)))
    write_json(path, [asdict(each) for each in together])
    return together


def _read(path: Path) -> list[Measured]:
    try:
        return [
            Measured(
                name=each["name"],
                what=each["what"],
                origin=each["origin"],
                figures=tuple(
                    Figure(**{**figure, "interval": figure["interval"] and Interval(**figure["interval"])})
                    for figure in each["figures"]
                ),
            )
            for each in json.loads(path.read_text("utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise DataError(f"{path} holds no figures of benchmarks ({exc}); move it away") from exc
