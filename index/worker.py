"""The process that parses files, one after the other, in place of the one that was asked to add them.

It is told a file a line, in JSON, and tells a line for whatever it finds. ``index.parsing`` is the other
end.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index.errors import LoadError
from index.limits import Limits, held_memory, lift_time_limit, limit_memory, limit_time
from index.loaders import LoadOptions, Part, Refusal, formats, load_part, open_parts
from index.wire import packed_document, packed_refusal, unpacked_options

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
    for served, line in enumerate(requests, start=1):
        task = json.loads(line)
        _import_libraries(task["path"])
        for message in _messages(task, limits):
            tell(**message)
        lift_time_limit()
        last = served >= MOST_FILES or held_memory() > limits.memory // 2
        tell(done=True, last=last)
        if last:
            break


def _messages(task: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield which part is at work, so that it is known if it ends this process, and what became of it."""
    path, source = Path(task["path"]), task["source"]
    options = unpacked_options(task["options"])
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
            yield _read(part, options)


def _read(part: Part | Refusal, options: LoadOptions) -> dict[str, Any]:
    if isinstance(part, Refusal):
        return {"refusal": packed_refusal(part)}
    _import_libraries(part.name)
    try:
        return {"document": packed_document(load_part(part, options))}
    except LoadError as exc:
        return {"refusal": packed_refusal(Refusal(part.source, str(exc)))}


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
