"""What a process that parses files may use, kept by the kernel: nothing in a file gets around it."""

import importlib
import os
import signal
import sys
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

    def cpu(self, size: int) -> float:
        """Return the seconds of computing for a file of so many bytes."""
        return self.cpu_seconds + self.seconds_per_mb * size / _MB

    def wall(self, size: int) -> float:
        """Return the seconds by the clock for a file of so many bytes."""
        return self.wall_seconds + self.seconds_per_mb * size / _MB


DEFAULT_LIMITS = Limits()


def limit_memory(limits: Limits) -> str | None:
    """Limit this process's memory from now on; return why that can't be done where it can't."""
    resource = _resource()
    if resource is None or sys.platform == "darwin":
        return f"{sys.platform} can't limit the memory of a process"
    most = _address_space() + limits.memory
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError) as exc:
        return f"the memory of a process can't be limited: {exc}"
    return None


def limit_time(limits: Limits, size: int) -> str | None:
    """Let the kernel end this process if it computes or waits too long from now on.

    Returns:
        Why that can't be done, where it can't.
    """
    resource = _resource()
    if resource is None or not hasattr(signal, "setitimer"):
        return f"{sys.platform} can't limit the time of a process"
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + limits.cpu(size)) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.setitimer(signal.ITIMER_REAL, limits.wall(size))
    return None


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
    return f"can't be read: it is damaged, made to do harm or takes too much memory (the parser ended: {how})"


def _resource() -> ModuleType | None:
    try:
        return importlib.import_module("resource")
    except ModuleNotFoundError:
        return None


def _address_space() -> int:
    return _pages(0) or 1 << 30


def _pages(field: int) -> int:
    """Return a field of what Linux tells of a process's memory, in bytes; 0 elsewhere."""
    try:
        return int(_STATM.read_text("ascii").split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
