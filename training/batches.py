"""Examples in batches: groups stay together, lengths are alike, and any step can be found again."""

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch

from training.examples import Encoded, ExampleSet
from training.reader_model import Batch


def epoch_batches(
    examples: ExampleSet, *, size: int, epoch: int, seed: int, pool: int = 40
) -> list[list[int]]:
    """Positions of the examples of each batch, for one pass over all of them; depends on nothing else.

    Groups are shuffled, ``pool`` batches' worth of them sorted by their longest example, and cut into
    batches; those are shuffled again. A batch may exceed ``size`` by what its last group brings.
    """
    rng = random.Random(f"{seed}/{epoch}")
    lengths = examples.lengths()
    bounds = [*np.flatnonzero(np.diff(examples.groups, prepend=-1)).tolist(), len(examples)]
    groups = [list(range(begin, end)) for begin, end in pairwise(bounds)]
    rng.shuffle(groups)
    batches: list[list[int]] = []
    for pooled in _cut(groups, size * pool):
        pooled.sort(key=lambda group: int(max(lengths[at] for at in group)))
        cut = [[at for group in part for at in group] for part in _cut(pooled, size)]
        rng.shuffle(cut)
        batches += cut
    return batches


def _cut(groups: Sequence[list[int]], examples: int) -> list[list[list[int]]]:
    parts: list[list[list[int]]] = []
    count = examples
    for group in groups:
        if count >= examples:
            parts.append([])
            count = 0
        parts[-1].append(group)
        count += len(group)
    return parts


def collate(examples: Sequence[Encoded], groups: Sequence[int]) -> Batch:
    """Pad examples to the longest of them."""
    longest = max(len(example.ids) for example in examples)
    ids = np.zeros((len(examples), longest), np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, example in enumerate(examples):
        length = len(example.ids)
        ids[row, :length] = example.ids
        mask[row, :length] = 1
        types[row, example.question_pieces : length] = 1
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(types),
        torch.tensor([example.start for example in examples]),
        torch.tensor([example.end for example in examples]),
        torch.tensor(list(groups)),
    )
