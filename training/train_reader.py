"""Train the reader, on a GPU or on a CPU, in phases that can be stopped, resumed and prolonged.

    python -m training.train_reader EXAMPLES.npz --start STARTER.safetensors --run RUN --minutes 60
    python -m training.train_reader EXAMPLES.npz --run RUN --minutes 30       # goes on where it stopped
    python -m training.train_reader EXAMPLES.npz --run RUN --decay-steps 200  # writes RUN/reader.safetensors

The stable phase saves ``RUN/stable.pt`` every few minutes and when it ends; the decay phase begins there and
saves ``RUN/decay.pt``. A run that is resumed takes the steps that it would have taken had it never stopped.
"""

import argparse
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from training.batches import collate, epoch_batches
from training.encoder import EncoderSize
from training.examples import ExampleSet
from training.reader_model import Batch, Losses, Reader, load_reader, losses, save_reader
from training.schedule import decay_rate, stable_rate

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What stays the same over a run and is kept in its checkpoints."""

    batch: int = 24
    peak: float = 8e-5
    warmup: int = 60
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.0
    """0 for a pass or two over the data; it also makes a step on a CPU a fifth shorter."""
    seed: int = 7


class Trainer:
    """A reader, its optimiser, and how far they have come."""

    def __init__(
        self, reader: Reader, settings: Settings, device: torch.device, *, compiled: bool = False
    ) -> None:
        self.reader = reader.to(device)
        # The compiled one shares the weights; checkpoints are those of the plain one.
        self._scores = torch.compile(self.reader, dynamic=True) if compiled else self.reader
        self.settings = settings
        self.device = device
        self.step = 0
        self.decay_from: int | None = None
        """The step at which the decay began, None in the stable phase."""
        matrices = [each for each in reader.parameters() if each.ndim > 1]
        others = [each for each in reader.parameters() if each.ndim <= 1]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": settings.weight_decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=settings.peak,
            fused=True,
        )
        self._batches: list[list[int]] = []
        self._epoch = -1
        self._steps_before_epoch = 0

    def train_step(self, examples: ExampleSet, *, decay_steps: int | None = None) -> Losses:
        """Take the next step; in the decay phase if ``decay_steps`` says how long that is."""
        torch.manual_seed(self.settings.seed * 1_000_003 + self.step)
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate(decay_steps)
        batch = self._batch(examples).to(self.device)
        self.reader.train()
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            scores = self._scores(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        parts = losses(scores, batch)
        torch.autograd.backward(parts.total())
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), self.settings.clip)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self.step += 1
        return Losses(*(part.detach() for part in parts))

    def _rate(self, decay_steps: int | None) -> float:
        if decay_steps is None:
            return stable_rate(self.step, peak=self.settings.peak, warmup=self.settings.warmup)
        if self.decay_from is None:
            self.decay_from = self.step
        return decay_rate(self.step - self.decay_from, peak=self.settings.peak, decay_steps=decay_steps)

    def _batch(self, examples: ExampleSet) -> Batch:
        while self._epoch < 0 or self.step - self._steps_before_epoch >= len(self._batches):
            self._steps_before_epoch += len(self._batches)
            self._epoch += 1
            self._batches = epoch_batches(
                examples, size=self.settings.batch, epoch=self._epoch, seed=self.settings.seed
            )
        chosen = self._batches[self.step - self._steps_before_epoch]
        return collate([examples[at] for at in chosen], [int(examples.groups[at]) for at in chosen])

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        part = path.with_name(path.name + ".part")
        state = {
            "reader": self.reader.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "decay_from": self.decay_from,
        }
        torch.save(state, part)
        part.replace(path)

    def resume(self, path: Path) -> None:
        """Go back to what ``save`` wrote."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.decay_from = state["step"], state["decay_from"]


def train(
    trainer: Trainer,
    examples: ExampleSet,
    checkpoint: Path,
    *,
    until: float,
    decay_steps: int | None,
    save_every: float = 240.0,
) -> None:
    """Take steps until the clock (``time.monotonic``) says ``until``, or the decay is over."""
    saved = began = time.monotonic()
    first, sums, count = trainer.step, [0.0, 0.0, 0.0], 0
    while time.monotonic() < until and not _decayed(trainer, decay_steps):
        parts = trainer.train_step(examples, decay_steps=decay_steps)
        sums = [total + part.item() for total, part in zip(sums, parts, strict=True)]
        count += 1
        if trainer.step % 20 == 0:
            span, relevance, ranking = (total / count for total in sums)
            rate = (trainer.step - first) / (time.monotonic() - began)
            log.info(
                "step %d: span %.3f relevance %.3f ranking %.3f, %.2f steps/s",
                trainer.step,
                span,
                relevance,
                ranking,
                rate,
            )
            sums, count = [0.0, 0.0, 0.0], 0
        if time.monotonic() - saved > save_every:
            trainer.save(checkpoint)
            saved = time.monotonic()
    trainer.save(checkpoint)


def _decayed(trainer: Trainer, decay_steps: int | None) -> bool:
    if decay_steps is None or trainer.decay_from is None:
        return False
    return trainer.step - trainer.decay_from >= decay_steps


def main() -> None:
    """Read the command line and do as it says."""
    defaults = Settings()
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("examples", type=Path, help="examples.npz")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run's checkpoints")
    parser.add_argument(
        "--start", type=Path, help="safetensors to begin from, where the run has no checkpoint"
    )
    parser.add_argument("--minutes", type=float, default=1e6, help="stop, saved, after so long")
    parser.add_argument("--decay-steps", type=int, help="branch off the stable phase: decay in so many steps")
    parser.add_argument("--threads", type=int, help="of torch, on a CPU")
    parser.add_argument("--batch", type=int, default=defaults.batch)
    parser.add_argument("--peak", type=float, default=defaults.peak, help="learning rate of the stable phase")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--compile", action="store_true", help="needs a C++ compiler and minutes to begin")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    until = time.monotonic() + 60 * arguments.minutes
    settings = Settings(batch=arguments.batch, peak=arguments.peak, seed=arguments.seed)
    decaying = arguments.decay_steps is not None
    trainer = _trainer(
        arguments.run, arguments.start, settings, decaying=decaying, compiled=arguments.compile
    )
    arguments.run.mkdir(parents=True, exist_ok=True)
    checkpoint = arguments.run / ("decay.pt" if decaying else "stable.pt")
    examples = ExampleSet.load(arguments.examples)
    train(trainer, examples, checkpoint, until=until, decay_steps=arguments.decay_steps)
    if _decayed(trainer, arguments.decay_steps):
        save_reader(trainer.reader, arguments.run / "reader.safetensors")


def _trainer(run: Path, start: Path | None, settings: Settings, *, decaying: bool, compiled: bool) -> Trainer:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    candidates = [run / "decay.pt", run / "stable.pt"] if decaying else [run / "stable.pt"]
    found = next((path for path in candidates if path.exists()), None)
    if found is None and start is None:
        raise SystemExit(f"{run} has no checkpoint to go on from: name the weights to begin with (--start)")
    if found is not None or start is None:
        reader = Reader(EncoderSize(), dropout=settings.dropout)
        trainer = Trainer(reader, settings, device, compiled=compiled)
        trainer.resume(candidates[-1] if found is None else found)
        log.info("going on from %s at step %d", found, trainer.step)
        return trainer
    torch.manual_seed(settings.seed)
    return Trainer(load_reader(start, dropout=settings.dropout), settings, device, compiled=compiled)


if __name__ == "__main__":
    main()
