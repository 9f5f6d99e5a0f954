"""What ``test_crash`` kills: changes an index by a script and tells of every change that is safe.

Run as ``python -m tests.crash_worker INDEX SEED STARTED``. A line ``put NAME VERSION`` or ``gone NAME`` on
standard output is an acknowledgement; ``try …`` comes before the attempt.
"""

import random
import sys
from functools import partial

from index import Collection
from index.loaders import text_document
from index.segments import Sizes
from index.types import FileOutcome
from tests.index_fakes import WordHashEmbedder

SMALL = Sizes(seal=6, flat=18)
"""So that a few seconds of work seal, cluster and merge."""
NAMES = [f"note-{number}" for number in range(12)]


def content(name: str, version: int) -> str:
    """Return a text of a few chunks, of which every sentence says which version it is."""
    paragraph = f"This is {name} in version {version}, of harbours and pears. " * 15
    return "\n\n".join(f"Part {part}. {paragraph}" for part in range(1 + version % 4))


def tell(*words: object) -> None:
    """Print a line at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def acknowledge(version: int, outcome: FileOutcome) -> None:
    """Tell that a version of a document is safe."""
    tell("put", outcome.source, version)


def main(index: str, seed: int, first_version: int) -> None:
    draw = random.Random(seed)
    version = first_version
    with Collection.create(index, embedder=WordHashEmbedder(), sizes=SMALL) as collection:
        tell("open")
        while True:
            version += 1
            names = draw.sample(NAMES, draw.randint(1, 3))
            if draw.random() < 0.3:
                there = {info.source for info in collection.documents()}
                for name in [name for name in names if name in there]:
                    tell("try gone", name)
                    collection.remove([name])
                    tell("gone", name)
                continue
            for name in names:
                tell("try put", name, version)
            collection.add(
                [text_document(content(name, version), source=name) for name in names],
                on_outcome=partial(acknowledge, version),
            )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
