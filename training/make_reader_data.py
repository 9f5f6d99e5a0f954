"""Make the reader's training examples from question sets.

    python -m training.make_reader_data DATA/train --out .work/training

Writes ``examples.npz``. The same seed and files give the same bytes. Every group of examples belongs to one
question: a passage that answers it and passages that were found for it and don't, or, in a good share of
groups, only passages that don't.
"""

import argparse
import collections
import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.embedding import OnnxEmbedder
from index.model_files import EMBEDDER_FOLDER, ShippedModel
from index.sentences import sentence_spans
from training.appositions import office_questions
from training.examples import ExampleSet, Pair, encode, random_header, reader_tokenizer
from training.near_miss import NearMissMaker
from training.rows import Row, Span
from training.sources import MIX, Pool, Source, holds_an_answer, title_of

log = logging.getLogger(__name__)


RETRIEVED, SAME_ARTICLE, NEAR_MISS, CUT = 0.50, 0.10, 0.25, 0.10
"""The chance that a question gets negatives of each kind."""
RETRIEVED_EACH = 2
"""How many passages found for a question are read beside its own, as they will be."""
WITHOUT_ANSWER = 0.12
"""The share of questions, among those with a negative, whose answering passage is left out."""
WAYS_OF_ASKING = 3
"""How often each office is asked after."""


def best_answer(row: Row) -> Span:
    """The span to learn where people gave several: the commonest, then the shortest, then the first."""
    votes = collections.Counter(answer.text.casefold() for answer in row.answers)
    return min(row.answers, key=lambda each: (-votes[each.text.casefold()], len(each.text), each.start))


def answering_sentences(row: Row) -> str:
    """The sentences of the row's passage that hold an answer, joined."""
    sentences = (row.context[start:end] for start, end in sentence_spans(row.context))
    return " ".join(each for each in sentences if holds_an_answer(each, row))


def without_answers(row: Row) -> str:
    """The row's passage less the sentences that hold an answer; "" if under two sentences are left."""
    sentences = [row.context[start:end] for start, end in sentence_spans(row.context)]
    kept = [each for each in sentences if not holds_an_answer(each, row)]
    left = " ".join(kept)
    return left if len(kept) > 1 and not holds_an_answer(left, row) else ""


class NegativeMaker:
    """Finds passages that look as if they answered a question, and don't.

    Args:
        pool: what is searched.
        near_misses: changes questions.
        rng: decides what there is to decide.
    """

    def __init__(self, pool: Pool, near_misses: NearMissMaker, rng: random.Random) -> None:
        self._pool = pool
        self._by_title: dict[str, list[str]] = {}
        for passage, title in pool.titles.items():
            self._by_title.setdefault(title, []).append(passage)
        self._near_misses = near_misses
        self._rng = rng

    def retrieved(self, row: Row, source: str) -> Iterator[Pair]:
        """Some of the best passages found for the question that don't hold its answer."""
        wrong = self._pool.wrong_passages(row)
        for _ in range(min(RETRIEVED_EACH, len(wrong))):
            # The first places are the likeliest to be read, and the hardest.
            chosen = wrong.pop(min(int(self._rng.expovariate(0.25)), len(wrong) - 1))
            yield self._negative(row.question, chosen, f"{source}:retrieved")

    def same_article(self, row: Row, source: str) -> Iterator[Pair]:
        """Another passage of the same article that shares words with the question, without its answer."""
        others = [each for each in self._by_title.get(row.title, []) if each != row.context]
        wrong = [each for each in others if not holds_an_answer(each, row)]
        if wrong:
            words = set(row.question.casefold().split())
            some = self._rng.sample(wrong, min(8, len(wrong)))
            nearest = max(some, key=lambda each: len(words & set(each.casefold().split())))
            yield self._negative(row.question, nearest, f"{source}:same article")

    def near_miss(self, row: Row, source: str) -> Iterator[Pair]:
        """The question with one detail changed, for the passage that answered it."""
        miss = self._near_misses.make(
            row.question, row.context, self._rng, topic=row.title, answering=answering_sentences(row)
        )
        if miss:
            yield self._negative(miss.question, row.context, f"{source}:near miss", title=row.title)

    def cut(self, row: Row, source: str) -> Iterator[Pair]:
        """The answering passage without the sentences that answer: all that is near, and not the thing."""
        left = without_answers(row)
        if left:
            yield self._negative(row.question, left, f"{source}:cut", title=row.title)

    def _negative(self, question: str, passage: str, source: str, *, title: str | None = None) -> Pair:
        title = self._pool.titles[passage] if title is None else title
        return Pair(question, random_header(title, self._rng), passage, None, source)


def make_group(row: Row, source: Source, maker: NegativeMaker, rng: random.Random) -> list[Pair]:
    """The pairs of one question: its own passage first, unless that is left out."""
    negatives: list[Pair] = []
    if source.stands_alone:
        if rng.random() < RETRIEVED:
            negatives += maker.retrieved(row, source.file)
        if rng.random() < SAME_ARTICLE:
            negatives += maker.same_article(row, source.file)
        if rng.random() < CUT:
            negatives += maker.cut(row, source.file)
    if "policyqa" not in source.file and rng.random() < NEAR_MISS:
        negatives += maker.near_miss(row, source.file)
    if negatives and rng.random() < WITHOUT_ANSWER:
        return negatives
    own = Pair(
        row.question, random_header(title_of(row, source), rng), row.context, best_answer(row), source.file
    )
    return [own, *negatives]


def make_office_groups(passages: dict[str, str], rng: random.Random) -> Iterator[list[Pair]]:
    """Questions about offices that passages give as titles, each with its rival."""
    for passage, title in passages.items():
        for found in office_questions(passage, rng):
            header = random_header(title, rng)
            yield [
                Pair(found.question, header, passage, found.answer, "office"),
                Pair(found.rival, header, passage, None, "office:near miss"),
            ]


def starter_questions(count: int, total: int) -> set[int]:
    """Rows of the first question set that the model trained from here has seen already."""
    return set(random.Random(7).sample(range(total), count)) if count else set()


def draw(rows: Sequence[Row], share: float, seen: Iterable[int], rng: random.Random) -> list[Row]:
    """A share of the rows, unseen ones first."""
    skip = set(seen)
    fresh = [row for at, row in enumerate(rows) if at not in skip]
    wanted = round(share * len(rows))
    if wanted <= len(fresh):
        return rng.sample(fresh, wanted)
    return fresh + rng.sample([rows[at] for at in sorted(skip)], wanted - len(fresh))


def make(pool: Pool, out: Path, *, seed: int, scale: float = 1.0, seen: int = 0) -> None:
    """Write ``out/examples.npz``.

    Args:
        pool: where questions and passages come from.
        out: the folder to write to.
        seed: decides what there is to decide.
        scale: multiplies every share of the mix.
        seen: how many questions the starting weights have seen.
    """
    rng = random.Random(seed)
    maker = NegativeMaker(pool, NearMissMaker(pool.questions), rng)
    groups: list[list[Pair]] = []
    for source in MIX:
        rows = pool.rows[source.file]
        used = starter_questions(seen, len(rows)) if source is MIX[0] else set()
        drawn = draw(rows, min(1.0, source.share * scale), used, rng)
        groups += [make_group(row, source, maker, rng) for row in drawn]
        log.info("%s: %d groups so far", source.file, len(groups))
    short = [source for source in MIX if source.file.startswith("qamr")]
    sentences = {row.context: "" for source in short for row in pool.rows[source.file]}
    for _ in range(WAYS_OF_ASKING):
        groups += make_office_groups(pool.titles | sentences, rng)
    rng.shuffle(groups)
    _write(groups, ShippedModel.read(EMBEDDER_FOLDER).tokenizer(), out / "examples.npz")


def _write(groups: Sequence[Sequence[Pair]], tokenizer_file: Path, path: Path) -> None:
    tokenizer = reader_tokenizer(tokenizer_file)
    counts: collections.Counter[str] = collections.Counter()
    kept = []
    for group in groups:
        encoded = encode(group, tokenizer)
        counts.update(pair.source for pair, each in zip(group, encoded, strict=True) if each)
        kept.append([each for each in encoded if each])
    examples = ExampleSet.pack(group for group in kept if group)
    examples.save(path)
    for name, count in sorted(counts.items()):
        log.info("%7d %s", count, name)
    answered = float((examples.spans[:, 0] > 0).mean())
    log.info(
        "%d examples in %d groups, %.0f%% answered", len(examples), examples.groups[-1] + 1, 100 * answered
    )


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description="Make the reader's training examples.")
    parser.add_argument("data", type=Path, help="folder of question sets, one NAME.jsonl.gz each")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for examples.npz and the vector cache"
    )
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies every share of the mix")
    parser.add_argument("--seen", type=int, default=37_000, help="questions the starting weights have seen")
    parser.add_argument("--embed", type=int, help="passages with a vector; the rest is found by words alone")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    make(
        Pool(arguments.data, arguments.out, embedder=OnnxEmbedder(), embed=arguments.embed),
        arguments.out,
        seed=arguments.seed,
        scale=arguments.scale,
        seen=arguments.seen,
    )


if __name__ == "__main__":
    main()
