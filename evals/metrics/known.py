"""Every metric by name: what it means, which way is better, and how a set of questions gets it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evals.errors import UnknownMetricError

KS = (1, 3, 5, 10)
"""Depths at which recall is measured."""
NDCG_K = 10
STAGE_PERCENTILES = (50, 95)


@dataclass(frozen=True, slots=True)
class Metric:
    """What stands behind a name in reports and gates."""

    name: str
    meaning: str
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds"] = "share"
    """``share``: 0 to 1."""
    scope: Literal["question", "set"] = "question"
    """``question``: each question has a value, and the set their mean. ``set``: only a set has one."""


_ALL = (
    Metric("em", "the answer equals a right one, normalised as SQuAD does"),
    Metric("f1", "words shared with the nearest right answer; silence is right where there is none"),
    Metric("answer_recall", "share of the right answer's words that the text says"),
    Metric("rouge_l", "longest common subsequence with the nearest right answer, F1"),
    Metric("span_f1", "lists: members found and not too many"),
    *(Metric(f"recall@{k}", f"share of what holds the answer among the first {k} passages") for k in KS),
    Metric("mrr", "1 / rank of the first passage that holds the answer"),
    Metric(f"ndcg@{NDCG_K}", f"gain of the first {NDCG_K} passages, later ones counting less"),
    Metric("map", "mean precision at each passage that holds the answer"),
    Metric("citation_recall", "claims whose cited words hold the right answer"),
    Metric("citation_precision", "citations that hold the right answer and are needed"),
    Metric("quote_exact", "quotes that stand in the document where the citation says"),
    Metric("over_refusal", "silent although the documents hold the answer", better="lower"),
    Metric("unsupported", "answered although the documents don't hold it", better="lower"),
    Metric("auroc", "confidence tells answerable from unanswerable questions", scope="set"),
    Metric("aurc", "error among the surest answers, over all coverages", better="lower", scope="set"),
    Metric("ece", "gap between confidence and being right, ten bins", better="lower", scope="set"),
    Metric("brier", "squared gap between confidence and being right", better="lower"),
    *(
        Metric(f"latency_p{p}", f"seconds to the answer, {p}th percentile", "lower", "seconds", "set")
        for p in STAGE_PERCENTILES
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
"""By name, in the order in which reports list them."""


def lookup(name: str) -> Metric:
    """Return the metric of that name; ``latency_p95.read`` is that of one stage.

    Raises:
        UnknownMetricError: there is none; the message names the nearest and all.
    """
    base, dot, stage = name.partition(".")
    if name in METRICS:
        return METRICS[name]
    if dot and stage and base.startswith("latency_p") and base in METRICS:
        whole = METRICS[base]
        return Metric(name, f"{whole.meaning}, of the stage {stage}", "lower", "seconds", "set")
    near = difflib.get_close_matches(name, METRICS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UnknownMetricError(f"unknown metric {name!r}: {hint}known are {', '.join(METRICS)}")


def ordered(names: Iterable[str]) -> list[str]:
    """Return the names in the order of ``METRICS``, stages of a latency behind it."""
    order = list(METRICS)
    return sorted(names, key=lambda name: (order.index(name.partition(".")[0]), name))
