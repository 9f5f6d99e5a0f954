"""What a process that parses files may use, kept by the kernel: nothing in a file gets around it."""

import importlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

_MB = 1 << 20
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file, or one part of an archive."""

    memory: int = 800 * _MB
    """Bytes, beyond what the libraries take."""
    cpu_seconds: float = 8.0
    wall_seconds: float = 15.0
    seconds_per_mb: float = 2.0
    """More of both for each MB of the file."""
    picture_memory: int = 700 * _MB
    """Bytes more, once a picture is to be read: what those libraries and their models take."""
    picture_cpu_seconds: float = 60.0
    picture_wall_seconds: float = 300.0
    """For reading one picture, beside the time of its file: twenty times what a full page takes."""
    seconds_per_picture: float = 2.0
    """More of both for the file, for opening or drawing that picture."""

    def cpu(self, size: int) -> float:
        """Return the seconds of computing for a file of so many bytes."""
        return self.cpu_seconds + self.seconds_per_mb * size / _MB

    def wall(self, size: int) -> float:
        """Return the seconds by the clock for a file of so many bytes."""
        return self.wall_seconds + self.seconds_per_mb * size / _MB


DEFAULT_LIMITS = Limits()


def limit_memory(limits: Limits) -> str | None:
    """Limit this process's memory from now on; return why that can't be done where it can't.

    ``picture_room`` lets it take more.
    """
    resource = _resource()
    if resource is None or sys.platform == "darwin":
        return f"{sys.platform} can't limit the memory of a process"
    most = _address_space() + limits.memory
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most + limits.picture_memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError) as exc:
        return f"the memory of a process can't be limited: {exc}"
    return None


@contextmanager
def picture_room(limits: Limits) -> Iterator[None]:
    """Let what happens inside take the memory that reading pictures needs.

    Afterwards the process may hold as much as before, what those libraries keep included.
    """
    resource = _resource()
    if resource is None or sys.platform == "darwin":
        yield
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        left = max(limits.memory - held_memory(), limits.memory // 4)
        most = _address_space() + left
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def limit_time(limits: Limits, size: int) -> str | None:
    """Let the kernel end this process if it computes or waits too long from now on.

    Returns:
        Why that can't be done, where it can't.
    """
    resource = _resource()
    if resource is None or not hasattr(signal, "setitimer"):
        return f"{sys.platform} can't limit the time of a process"
    _let_compute(resource, _computed(resource) + limits.cpu(size))
    signal.setitimer(signal.ITIMER_REAL, limits.wall(size))
    return None


@contextmanager
def picture_time(limits: Limits) -> Iterator[None]:
    """Give what happens inside the time for a picture, instead of its file's, which stands still."""
    resource = _resource()
    if resource is None or not hasattr(signal, "setitimer"):
        yield
        return
    before = _computed(resource)
    cpu_until, _ = resource.getrlimit(resource.RLIMIT_CPU)
    _let_compute(resource, before + limits.picture_cpu_seconds)
    wall_left, _ = signal.setitimer(signal.ITIMER_REAL, limits.picture_wall_seconds)
    try:
        yield
    finally:
        _let_compute(resource, cpu_until + _computed(resource) - before + limits.seconds_per_picture)
        signal.setitimer(signal.ITIMER_REAL, wall_left + limits.seconds_per_picture)


def lift_time_limit() -> None:
    """Let the process wait for its next file as long as need be."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def held_memory() -> int:
    """Return how many bytes this process holds, 0 where the system doesn't tell.

    The peak that the system counts would be that of the process which started this one.
    """
    return _pages(1)


def what_ended(returncode: int) -> str:
    """Return why a process ended that was parsing a file, for its user."""
    if -returncode in {getattr(signal, "SIGXCPU", 0), getattr(signal, "SIGALRM", 0)}:
        return "takes too long to read: it is damaged, made to do harm, or has to be split"
    how = signal.Signals(-returncode).name if returncode < 0 else f"exit code {returncode}"
    why = "it is damaged, made to do harm or takes too much memory"
    return f"can't be read: {why} (the parser ended: {how}); split it, or save it again from its program"


def _resource() -> ModuleType | None:
    try:
        return importlib.import_module("resource")
    except ModuleNotFoundError:
        return None


def _computed(resource: ModuleType) -> float:
    """Return the seconds for which this process has computed."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return float(used.ru_utime + used.ru_stime)


def _let_compute(resource: ModuleType, until: float) -> None:
    """Have the kernel end this process once it has computed for that many seconds, since its start."""
    soft = int(until) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _address_space() -> int:
    return _pages(0) or 1 << 30


def _pages(field: int) -> int:
    """Return a field of what Linux tells of a process's memory, in bytes; 0 elsewhere."""
    try:
        return int(_STATM.read_text("ascii").split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
