"""What a command works with: three streams and the services."""

import io
import sys
from dataclasses import dataclass, field
from typing import Self, TextIO

from ui.screen import write_note
from ui.services import Services


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every command. Answers go to ``stdout``, all else to ``stderr``."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    services: Services = field(default_factory=Services)

    @classmethod
    def of_process(cls) -> Self:
        """Return the process's own streams, made to take any character, and the real services."""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return cls(sys.stdin, sys.stdout, sys.stderr)

    def note(self, message: str) -> None:
        """Tell the user something that isn't an answer."""
        write_note(message, self.stderr)
