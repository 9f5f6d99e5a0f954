"""The process that parses files, one after the other, in place of the one that was asked to add them.

It is told a file a line, in JSON, and tells a line for whatever it finds. ``index.parsing`` is the other
end.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from index.errors import LoadError
from index.limits import (
    Limits,
    held_memory,
    lift_time_limit,
    limit_memory,
    limit_time,
    picture_room,
    picture_time,
)
from index.loaders import LoadOptions, Ocr, Part, Refusal, formats, installed_ocr, open_parts
from index.loaders.ocr import SeenLine
from index.reading import read_part
from index.wire import packed_document, packed_refusal, unpacked_options

if TYPE_CHECKING:
    from PIL.Image import Image
else:
    Image = Any

MOST_FILES = 200
"""Libraries that parse lose a little memory with every file."""


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Parse the files that are asked for, until there are no more or this process has grown old."""

    def tell(**message: Any) -> None:
        replies.write(json.dumps(message).encode("ascii") + b"\n")
        replies.flush()

    limits = Limits(**json.loads(requests.readline()))
    tell(unlimited=[why for why in (limit_memory(limits), limit_time(limits, 0)) if why])
    lift_time_limit()
    installed = installed_ocr()
    ocr = _LimitedOcr(installed, limits) if installed is not None else None
    for served, line in enumerate(requests, start=1):
        task = json.loads(line)
        _import_libraries(task["path"])
        for message in _messages(task, limits, ocr):
            tell(**message)
        lift_time_limit()
        much = limits.memory if ocr is not None and ocr.used else limits.memory // 2
        last = served >= MOST_FILES or held_memory() > much
        tell(done=True, last=last)
        if last:
            break


class _LimitedOcr:
    """Gives pictures limits of their own: reading one takes longer than parsing most files."""

    def __init__(self, ocr: Ocr, limits: Limits) -> None:
        self.used = False
        self._ocr = ocr
        self._limits = limits

    def lines(self, picture: Image) -> Sequence[SeenLine]:
        self.used = True
        with picture_room(self._limits), picture_time(self._limits):
            return self._ocr.lines(picture)


def _messages(task: dict[str, Any], limits: Limits, ocr: Ocr | None) -> Iterator[dict[str, Any]]:
    """Yield which part is at work, so that it is known if it ends this process, and what became of it."""
    path, source = Path(task["path"]), task["source"]
    options = unpacked_options(task["options"])
    keep_in = Path(task["keep_in"]) if task["keep_in"] is not None else None
    skip = task["skip"]
    size = path.stat().st_size if path.exists() else 0
    parts = open_parts(path, source=source, options=options)
    number = -1
    while True:
        number += 1
        if number >= skip:
            yield {"part": number, "source": source}
        limit_time(limits, size)
        try:
            part = next(parts, None)
        except LoadError as exc:
            part = Refusal(source, str(exc))
        if part is None:
            return
        if number >= skip:
            yield {"part": number, "source": part.source}
            yield _read(part, options, keep_in, ocr)


def _read(
    part: Part | Refusal, options: LoadOptions, keep_in: Path | None, ocr: Ocr | None
) -> dict[str, Any]:
    if isinstance(part, Part):
        _import_libraries(part.name)
    read = read_part(part, options, keep_in=keep_in, ocr=ocr)
    if isinstance(read.found, Refusal):
        return {"refusal": packed_refusal(read.found)}
    draft = os.fspath(read.draft) if read.draft is not None else None
    return {"document": packed_document(read.found), "draft": draft}


def _import_libraries(name: str) -> None:
    """Import what a format needs before the clock runs: on a busy machine that takes seconds."""
    for library in formats.LIBRARIES.get(formats.suffix_of(name), ()):
        importlib.import_module(library)


def main() -> None:
    """Serve over the process's own input and output."""
    # Whatever a library prints must not get among the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, replies)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
