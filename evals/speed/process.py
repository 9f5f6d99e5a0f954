"""Measuring in processes of their own, so that neither side finds the other's modules loaded."""

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class PeerError(Exception):
    """A process that was to be measured failed."""


def seconds_of(command: Sequence[str | Path], *, allowed: Sequence[int] = (0,)) -> float:
    """Return how long a command runs.

    Raises:
        PeerError: it ended with a status that isn't ``allowed``; the message holds its last line.
    """
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in allowed:
        raise PeerError(_failure(command, done))
    return seconds


def json_of(command: Sequence[str | Path]) -> dict[str, Any]:
    """Return the JSON object that a command prints as its last line, with its whole ``process_seconds``.

    Raises:
        PeerError: it failed, or printed something else.
    """
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise PeerError(_failure(command, done))
    try:
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError) as exc:
        raise PeerError(f"{command[0]} printed no figures: {done.stdout[-200:]!r}") from exc
    return found | {"process_seconds": seconds}


def _failure(command: Sequence[str | Path], done: "subprocess.CompletedProcess[str]") -> str:
    last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
    return f"{' '.join(map(str, command[:3]))} … ended with {done.returncode}: {last}"
