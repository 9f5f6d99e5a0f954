"""Learning rates: warmup, a stable phase of any length, and a short decay that can begin at any checkpoint.

Hu et al. 2024 (MiniCPM) call it warmup-stable-decay. What was trained at the stable rate stays fit to be
trained on; only the decayed branch is shipped.
"""

import math


def stable_rate(step: int, *, peak: float, warmup: int) -> float:
    """The rate of a step, counted from 0, of the stable phase: it rises over ``warmup`` steps, then stays."""
    return peak * min(1.0, (step + 1) / warmup) if warmup else peak


def decay_rate(step: int, *, peak: float, decay_steps: int) -> float:
    """The rate of a step, counted from 0, of the decay: 1 - sqrt of the part that lies behind it.

    The form that Hägele et al. 2024 found best; it is 0 after the last step, not during it.
    """
    return peak * (1.0 - math.sqrt(step / decay_steps))
