"""A torch module in, a small fast file out: ONNX, its nodes fused, its weights 8-bit integers."""

import hashlib
import json
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export_int8(
    module: nn.Module,
    path: Path,
    *,
    outputs: Sequence[str],
    per_word_piece: Sequence[str],
    heads: int,
    hidden: int,
) -> None:
    """Write ``module`` as int8 ONNX; ``path`` appears only when it is complete.

    Weights are quantised per channel, activations while running, by the range they have in that batch.

    Args:
        module: takes three (batch, length) int64 tensors, the ``INPUTS``.
        path: of the file to write.
        outputs: the names of its results, in order.
        per_word_piece: those of shape (batch, length); the others have the batch as their first axis alone.
        heads: attention heads of the encoder in it, which the fusion must know.
        hidden: width of that encoder.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        plain, fused, small = (Path(folder) / f"{name}.onnx" for name in ("plain", "fused", "int8"))
        _export_plain(module, plain, outputs=outputs, per_word_piece=per_word_piece)
        graph = optimize_model(
            str(plain),
            model_type="bert",
            num_heads=heads,
            hidden_size=hidden,
            opt_level=1,
            optimization_options=FusionOptions("bert"),
        )
        graph.save_model_to_file(str(fused))
        quantize_dynamic(
            str(fused),
            str(small),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        small.replace(path)


def _export_plain(
    module: nn.Module, path: Path, *, outputs: Sequence[str], per_word_piece: Sequence[str]
) -> None:
    example = torch.ones(2, 7, dtype=torch.int64)
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, *per_word_piece)}
    axes |= {name: {0: "batch"} for name in outputs if name not in per_word_piece}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            (example, example.clone(), torch.zeros_like(example)),
            str(path),
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def sha256(path: Path) -> str:
    """The file's SHA-256, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_facts(path: Path, facts: Mapping[str, object]) -> None:
    """Write what a program must know of a model file as JSON, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


class MeanPooled(nn.Module):
    """An encoder whose result is one unit vector a text: the mean over its word pieces, normalised."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Embed: (batch, length) -> (batch, hidden)."""
        hidden = self.encoder(input_ids, attention_mask, token_type_ids)
        weights = attention_mask[:, :, None].to(hidden.dtype)
        pooled: Tensor = (hidden * weights).sum(dim=1) / weights.sum(dim=1)
        unit: Tensor = pooled / pooled.norm(dim=1, keepdim=True)
        return unit
