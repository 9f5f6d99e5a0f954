"""Average readers weight by weight: the one training began from, and those it led to.

    python -m training.average_readers STARTER.safetensors RUN/reader.safetensors --out AVERAGE.safetensors

Along the way from one to the other the loss stays low, and in the middle each one's whims cancel out:
Wortsman et al. 2022, Robust fine-tuning of zero-shot models, and Model soups. It costs nothing at run time.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor


def average(readers: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each tensor over the readers, as float32; all have the same names and shapes."""
    return {name: torch.stack([reader[name].float() for reader in readers]).mean(0) for name in readers[0]}


def main() -> None:
    """Read the command line and do as it says."""
    from safetensors.torch import load_file, save_file

    parser = argparse.ArgumentParser(description="Average readers of one shape, weight by weight.")
    parser.add_argument("weights", nargs="+", type=Path, help="safetensors, each counting alike")
    parser.add_argument("--out", type=Path, required=True, help="safetensors to write, float16")
    arguments = parser.parse_args()
    mean = average([load_file(path) for path in arguments.weights])
    save_file({name: tensor.half() for name, tensor in mean.items()}, arguments.out)


if __name__ == "__main__":
    main()
