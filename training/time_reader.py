"""Time the shipped reader against the same weights in fp32 torch, on the same passages, in one run.

    python -m training.time_reader WEIGHTS.safetensors --questions squad_v11_dev.jsonl.gz --index FOLDER

Each question's passages are those that the product would read. torch gets them as one padded batch, which is
how cross-encoders are usually run. Rounds alternate; medians over questions are printed.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from index import Collection
from index.model_files import EMBEDDER_FOLDER, ShippedModel
from rag.config import DEFAULT_K
from rag.reader import OnnxReader
from training.batches import collate
from training.examples import Encoded, Pair, encode, reader_tokenizer
from training.reader_model import Reader, load_reader
from training.rows import read_rows


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description="Time the reader against fp32 torch.")
    parser.add_argument("weights", type=Path, help="the shipped reader's weights, safetensors")
    parser.add_argument("--questions", type=Path, required=True, help="a question set, .jsonl.gz")
    parser.add_argument("--index", type=Path, required=True, help="index in which they are searched")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--passages", type=int, default=DEFAULT_K, help="read for a question")
    arguments = parser.parse_args()

    rows = random.Random(1).sample(list(read_rows(arguments.questions)), arguments.sample)
    ours, other = OnnxReader(), load_reader(arguments.weights).eval()
    tokenizer = reader_tokenizer(ShippedModel.read(EMBEDDER_FOLDER).tokenizer())
    seconds: list[tuple[float, float]] = []
    with Collection.open(arguments.index) as index:
        for row in rows:
            texts = [hit.chunk.text for hit in index.search(row.question, k=arguments.passages)]
            pairs = [Pair(row.question, "", text, None, "") for text in texts]
            encoded = [each for each in encode(pairs, tokenizer) if each]
            seconds.append(
                (_seconds(lambda: ours.read(row.question, texts)), _seconds(lambda: _run(other, encoded)))  # noqa: B023
            )
    ratios = [mine / torchs for mine, torchs in seconds[1:]]
    mine, torchs = (statistics.median(each) for each in zip(*seconds[1:], strict=True))
    print(f"{arguments.passages} passages: {1000 * mine:.0f} ms, fp32 torch {1000 * torchs:.0f} ms, "
          f"ratio {statistics.median(ratios):.2f}, {len(ratios)} questions")  # fmt: skip


def _run(reader: Reader, encoded: Sequence[Encoded]) -> None:
    batch = collate(encoded, [0] * len(encoded))
    with torch.inference_mode():
        reader(batch.input_ids, batch.attention_mask, batch.token_type_ids)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
