"""Whose conversations are whose: each account has its own, over the same documents."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

from ui.web.talks import Talks

NOBODY = ""
"""Who asks where no name is asked for."""


class Accounts:
    """The talks of everybody who asks.

    Args:
        open_talks: Makes the talks that are kept in a folder.
        folder: Of all conversations; each account's are in a folder in it, and nobody's in it itself.
    """

    def __init__(self, open_talks: Callable[[Path], Talks], folder: Path) -> None:
        self._open = open_talks
        self._folder = folder
        self._opened: dict[str, Talks] = {}
        self._opening = threading.Lock()

    def talks(self, account: str) -> Talks:
        """Return the conversations of an account."""
        with self._opening:
            if account not in self._opened:
                self._opened[account] = self._open(self._folder / _folder_name(account))
            return self._opened[account]


def _folder_name(account: str) -> str:
    """Return a name that leads nowhere else, whatever the account is called."""
    return hashlib.sha256(account.encode()).hexdigest()[:16] if account else ""
