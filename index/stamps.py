"""What a file looks like from outside: enough to tell that it hasn't changed, without reading it."""

import os

_SETTLING_SECONDS = 2.0
"""Some file systems tell times no finer than that: a file may change again without a trace."""


def stamp(status: os.stat_result) -> str:
    """Return a text that changes whenever the file does.

    The time of the inode's last change is part of it, since the other one can be set at will.
    """
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def settled_stamp(status: os.stat_result, now: float) -> str | None:
    """Return the stamp to remember for a file that is about to be read.

    Args:
        status: Taken before it is read.
        now: The time, in seconds since the epoch.

    Returns:
        None if the file changed so shortly before that another change might not show.
    """
    changed = max(status.st_mtime, status.st_ctime)
    return stamp(status) if now - changed > _SETTLING_SECONDS else None
