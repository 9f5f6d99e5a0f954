"""The reader: one encoder with a span head and a relevance head, and what it is taught by."""

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder, EncoderSize

HIDDEN_OUT = -10000.0
"""Added to the span scores of padding: never chosen, and no infinity in bf16."""


class Scores(NamedTuple):
    """What the reader says of each pair."""

    start: Tensor
    """(batch, length); position 0 stands for "not here"."""
    end: Tensor
    """(batch, length)"""
    rel: Tensor
    """(batch,): the logit that the passage answers the question."""


class Reader(nn.Module):
    """Question and passage in one input; see ``Scores`` for what comes out.

    Args:
        size: the encoder's shape.
        dropout: while training.
    """

    def __init__(self, size: EncoderSize, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.bert = Encoder(size, dropout=dropout)
        self.span = nn.Linear(size.hidden, 2)
        self.rel = nn.Linear(size.hidden, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Scores:
        """Read pairs: three (batch, length) int64 tensors."""
        hidden = self.bert(input_ids, attention_mask, token_type_ids)
        spans = self.span(hidden)
        return Scores(spans[..., 0], spans[..., 1], self.rel(hidden[:, 0]).squeeze(-1))


class Batch(NamedTuple):
    """Padded examples, and what is right for them."""

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    start: Tensor
    """(batch,): position of the answer's first word piece, 0 where there is no answer."""
    end: Tensor
    groups: Tensor
    """(batch,): examples of one question have the same number."""

    def to(self, device: torch.device) -> "Batch":
        """The same batch on ``device``."""
        return Batch(*(each.to(device) for each in self))


class Losses(NamedTuple):
    """The parts of the loss, each a mean over what it counts."""

    span: Tensor
    relevance: Tensor
    ranking: Tensor

    def total(self) -> Tensor:
        """What is minimised."""
        return self.span + 0.5 * self.relevance + 0.25 * self.ranking


def losses(scores: Scores, batch: Batch) -> Losses:
    """Cross-entropy of start and end, of relevance for each pair, and of relevance within each question.

    The last compares passages of one question, as reranking does: the one that answers must have the highest
    relevance (ListNet's top-one likelihood, Cao et al. 2007). Groups without exactly one such passage, or of
    one pair only, take no part in it.
    """
    padding = (batch.attention_mask == 0) * HIDDEN_OUT
    start, end, rel = (each.float() for each in scores)
    span = (
        functional.cross_entropy(start + padding, batch.start)
        + functional.cross_entropy(end + padding, batch.end)
    ) / 2
    answered = (batch.start > 0).float()
    relevance = functional.binary_cross_entropy_with_logits(rel, answered)
    return Losses(span, relevance, _ranking(rel, answered, batch.groups))


def _ranking(rel: Tensor, answered: Tensor, groups: Tensor) -> Tensor:
    together = (groups[:, None] == groups[None, :]).float()
    counted = answered * ((together @ answered) == 1) * (together.sum(1) > 1)
    within = torch.logsumexp(rel[None, :] + (1 - together) * HIDDEN_OUT, dim=1)
    return ((within - rel) * counted).sum() / counted.sum().clamp(min=1)


def load_reader(weights: Path, *, size: EncoderSize | None = None, dropout: float = 0.0) -> Reader:
    """Read a reader from a safetensors file with the tensors ``bert.*``, ``span.*`` and ``rel.*``."""
    from safetensors.torch import load_file

    reader = Reader(size or EncoderSize(), dropout=dropout)
    reader.load_state_dict({name: tensor.float() for name, tensor in load_file(weights).items()})
    return reader


def save_reader(reader: Reader, path: Path) -> None:
    """Write the weights as float16 safetensors, whole or not at all."""
    from safetensors.torch import save_file

    part = path.with_name(path.name + ".part")
    save_file({name: tensor.half().contiguous() for name, tensor in reader.state_dict().items()}, part)
    part.replace(path)
