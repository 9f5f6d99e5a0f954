"""The encoder under both shipped models: BERT (Devlin et al. 2019) in MiniLM-L6's size, in plain torch.

Parameter names are those of the published weights, so a state dict loads as it is. Attention is written out:
onnxruntime fuses exactly these steps, and torch's own fused attention is slow to go back through on a CPU.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """The shape of an encoder; the defaults are all-MiniLM-L6-v2's."""

    words: int = 30522
    positions: int = 512
    hidden: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6


class Encoder(nn.Module):
    """Word pieces in, one vector for each out: (batch, length) -> (batch, length, hidden).

    Args:
        size: the shape.
        dropout: of embeddings, sub-layer outputs and attention weights, while training.
    """

    def __init__(self, size: EncoderSize, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.embeddings = _Embeddings(size, dropout)
        self.encoder = _Stack(size, dropout)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Encode; where ``attention_mask`` is 0 a word piece is padding and is not attended to."""
        hidden: Tensor = self.embeddings(input_ids, token_type_ids)
        blocked = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        for layer in self.encoder.layer:
            hidden = layer(hidden, blocked)
        return hidden


class _Embeddings(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(size.words, size.hidden)
        self.position_embeddings = nn.Embedding(size.positions, size.hidden)
        self.token_type_embeddings = nn.Embedding(2, size.hidden)
        self.LayerNorm = nn.LayerNorm(size.hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        positions = torch.arange(input_ids.shape[1], device=input_ids.device)[None, :]
        total = self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids)
        normed: Tensor = self.dropout(self.LayerNorm(total + self.position_embeddings(positions)))
        return normed


class _Stack(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer(size, dropout) for _ in range(size.layers))


class _Layer(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.attention = _Attention(size, dropout)
        self.intermediate = _Dense(size.hidden, size.inner)
        self.output = _AddAndNorm(size.inner, size.hidden, dropout)

    def forward(self, hidden: Tensor, blocked: Tensor) -> Tensor:
        attended = self.attention(hidden, blocked)
        output: Tensor = self.output(functional.gelu(self.intermediate.dense(attended)), attended)
        return output


class _Attention(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.self = _SelfAttention(size, dropout)
        self.output = _AddAndNorm(size.hidden, size.hidden, dropout)

    def forward(self, hidden: Tensor, blocked: Tensor) -> Tensor:
        output: Tensor = self.output(self.self(hidden, blocked), hidden)
        return output


class _SelfAttention(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.heads, self.hidden, self.dropout = size.heads, size.hidden, dropout
        self.query = nn.Linear(size.hidden, size.hidden)
        self.key = nn.Linear(size.hidden, size.hidden)
        self.value = nn.Linear(size.hidden, size.hidden)

    def forward(self, hidden: Tensor, blocked: Tensor) -> Tensor:
        query, key, value = (self._split(part(hidden)) for part in (self.query, self.key, self.value))
        weights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.hidden // self.heads)
        weights = functional.softmax(weights + blocked, dim=-1)
        mixed = torch.matmul(functional.dropout(weights, self.dropout, self.training), value)
        return mixed.permute(0, 2, 1, 3).reshape(hidden.shape[0], hidden.shape[1], self.hidden)

    def _split(self, projected: Tensor) -> Tensor:
        batch, length = projected.shape[0], projected.shape[1]
        return projected.view(batch, length, self.heads, self.hidden // self.heads).permute(0, 2, 1, 3)


class _Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, outputs)


class _AddAndNorm(nn.Module):
    def __init__(self, inputs: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, outputs)
        self.LayerNorm = nn.LayerNorm(outputs, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inner: Tensor, residual: Tensor) -> Tensor:
        normed: Tensor = self.LayerNorm(self.dropout(self.dense(inner)) + residual)
        return normed


def load_encoder(weights: Path, *, size: EncoderSize, dropout: float = 0.1) -> Encoder:
    """Read an encoder from a safetensors file of published weights, pooler left out."""
    from safetensors.torch import load_file

    encoder = Encoder(size, dropout=dropout)
    wanted = encoder.state_dict()
    found = {name: tensor for name, tensor in load_file(weights).items() if name in wanted}
    encoder.load_state_dict(found)
    return encoder
