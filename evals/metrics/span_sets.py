"""F1 of a list of answers where every one of them is asked for.

Li et al. 2022, MultiSpanQA: A Dataset for Multi-Span Question Answering: exact match F1, here a question at
a time.
"""

from collections.abc import Sequence

from evals.metrics.text import normalize


def span_set_f1(predicted: Sequence[str], wanted: Sequence[str]) -> float:
    """Return the F1 of the two sets, members equal once normalised; order and repetition don't matter."""
    ours = {normalize(span) for span in predicted} - {""}
    theirs = {normalize(span) for span in wanted} - {""}
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))
