"""Small encoders on the CPU: each text in a run of its own, as many at a time as there are cores.

Dynamic quantisation takes the range of its numbers from a whole run. In a batch a text's result would depend
on the company it keeps; alone it is always the same. It is faster too: 91 paragraphs a second on two cores
against 60 in batches of 16 padded ones, and 62 one by one with two threads on each.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding


class OnnxEncoder:
    """A BERT-like ONNX model; safe from several threads.

    Args:
        weights: The model's file. Its inputs are input_ids, attention_mask and token_type_ids.
        outputs: Names of the outputs to return.
    """

    def __init__(self, weights: Path, *, outputs: Sequence[str]) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._outputs = list(outputs)
        self._pool = ThreadPoolExecutor(_cores(), thread_name_prefix="onnx")

    def run_each(self, encodings: Sequence["Encoding"]) -> list[list[NDArray[np.float32]]]:
        """Return the outputs for each encoding, in order, without the batch dimension."""
        return list(self._pool.map(self._run, encodings))

    def _run(self, encoding: "Encoding") -> list[NDArray[np.float32]]:
        results = self._session.run(
            self._outputs,
            {
                "input_ids": np.array([encoding.ids], dtype=np.int64),
                "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
                "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
            },
        )
        return [np.asarray(result)[0] for result in results]


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
