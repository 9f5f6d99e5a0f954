"""Find the passages that an exported reader takes for an answer, and that are none.

    python -m training.mine_negatives DATA/train --reader rag/models --out .work/training

Appends to ``mined.jsonl``, one line a question, and goes on where it was stopped. Questions come in a fixed
random order, so that any beginning of the file is a sample of them. Passages that hold none of a question's
answers are read as the product would read them; those that score highest are what the next reader must learn
to refuse. A passage found at random among the best is refused already nine times in ten.
"""

import argparse
import json
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.metrics.squad import f1
from index.embedding import OnnxEmbedder
from rag.reader import OnnxReader, Reader
from training.evaluate_reader import passage_score
from training.examples import make_header
from training.rows import Row
from training.sources import MIX, Pool

log = logging.getLogger(__name__)

READ = 7
"""Wrong passages read for a question, the best found ones."""
KEPT = 3
"""Of those, the ones kept, by score."""
LEAST = -12.0
"""A passage that scores less is refused as it is: the threshold lies near 0, answers near 20."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A passage that doesn't hold the answer, and how much the reader took it for one that does."""

    passage: int
    """Its number in the pool."""
    score: float
    said: str
    """The words it would have answered with."""


@dataclass(frozen=True, slots=True)
class Mined:
    """What was found for one question."""

    question: str
    own: int
    """The number of its own passage."""
    own_score: float
    taken: tuple[Taken, ...]
    """Highest score first."""

    def negatives(self, answers: Sequence[str]) -> list[int]:
        """The passages to learn from: near enough to matter, and no answer in other words.

        Left out is a passage that scores above the question's own, for about half of those do answer it, and
        one whose answer has a word of the right ones.

        Args:
            answers: what is right.
        """
        return [
            each.passage
            for each in self.taken
            if LEAST <= each.score <= self.own_score and not f1(each.said, answers)
        ]


def read_mined(path: Path) -> dict[tuple[str, int], Mined]:
    """What ``mine`` wrote, by question and number of its own passage."""
    found: dict[tuple[str, int], Mined] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            each = Mined(**raw | {"taken": tuple(Taken(**taken) for taken in raw["taken"])})
            found[each.question, each.own] = each
    return found


def mine_one(row: Row, pool: Pool, reader: Reader) -> Mined:
    """Read the row's own passage and the best wrong ones."""
    passages = [row.context, *pool.wrong_passages(row)[:READ]]
    headers = [make_header(pool.titles[each].replace("_", " "), None, None) for each in passages]
    readings = reader.read(row.question, passages, headers=headers)
    taken = []
    for passage, reading in zip(passages, readings, strict=True):
        best = reading.spans[0] if reading.spans else None
        said = passage[best.start : best.end] if best else ""
        taken.append(Taken(pool.numbers[passage], round(passage_score(reading), 2), said))
    own, *wrong = taken
    wrong.sort(key=lambda each: -each.score)
    return Mined(row.question, own.passage, own.score, tuple(wrong[:KEPT]))


def in_order(pool: Pool, seed: int) -> list[Row]:
    """Every row whose question stands alone, shuffled."""
    rows = [row for source in MIX if source.stands_alone for row in pool.rows[source.file]]
    random.Random(seed).shuffle(rows)
    return rows


def mine(pool: Pool, reader: Reader, path: Path, *, seed: int) -> Iterator[Mined]:
    """Mine the questions that ``path`` doesn't have yet, writing each as it is done."""
    done = _whole_lines(path) if path.exists() else 0
    with path.open("a", encoding="utf-8", buffering=1) as file:
        for row in in_order(pool, seed)[done:]:
            mined = mine_one(row, pool, reader)
            file.write(json.dumps(asdict(mined)) + "\n")
            yield mined


def _whole_lines(path: Path) -> int:
    """How many lines the file has, once a last one that was cut off is taken away."""
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if whole != text:
        path.write_bytes(whole)
    return whole.count(b"\n")


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description="Find passages that the reader wrongly takes for answers.")
    parser.add_argument("data", type=Path, help="folder of question sets, one NAME.jsonl.gz each")
    parser.add_argument("--reader", type=Path, required=True, help="folder of an exported reader")
    parser.add_argument("--out", type=Path, required=True, help="folder for mined.jsonl and the vector cache")
    parser.add_argument("--questions", type=int, help="how many to mine at most; all if left out")
    parser.add_argument("--seed", type=int, default=16)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    pool = Pool(arguments.data, arguments.out, embedder=OnnxEmbedder())
    path = arguments.out / "mined.jsonl"
    for count, _ in enumerate(mine(pool, OnnxReader(arguments.reader), path, seed=arguments.seed), start=1):
        if count % 1000 == 0:
            log.info("%d questions", count)
        if count == arguments.questions:
            break


if __name__ == "__main__":
    main()
