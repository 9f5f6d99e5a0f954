"""Recall, MRR, nDCG and MAP: by hand, and equal to trec_eval."""

import math
import random
from pathlib import Path

import pytest
import pytrec_eval

from evals.datasets.trec import read_run, write_run
from evals.metrics.average_precision import average_precision
from evals.metrics.ndcg import ndcg_at
from evals.metrics.recall import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank

RANKING = ["d1", "d2", "d3", "d4"]
GRADES = {"d2": 2, "d4": 1, "d9": 1, "d1": 0}


def test_recall_counts_what_is_relevant_among_the_first_k() -> None:
    assert recall_at(1, RANKING, GRADES) == 0
    assert recall_at(2, RANKING, GRADES) == pytest.approx(1 / 3)
    assert recall_at(10, RANKING, GRADES) == pytest.approx(2 / 3)


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert reciprocal_rank(RANKING, GRADES) == 1 / 2
    assert reciprocal_rank(["d1"], GRADES) == 0


def test_average_precision_counts_what_was_not_ranked_as_zero() -> None:
    # Precision 1/2 at rank 2 and 2/4 at rank 4, over 3 relevant.
    assert average_precision(RANKING, GRADES) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    best = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg_at(10, RANKING, GRADES) == pytest.approx(gained / best)
    assert ndcg_at(1, RANKING, GRADES) == 0


def test_nothing_relevant_scores_zero() -> None:
    for nothing in ({}, {"d1": 0}, {"d1": -1}):
        assert recall_at(5, RANKING, nothing) == ndcg_at(5, RANKING, nothing) == 0
        assert average_precision(RANKING, nothing) == reciprocal_rank(RANKING, nothing) == 0


def test_values_equal_trec_eval(tmp_path: Path) -> None:
    draw = random.Random(5)
    documents = [f"d{number}" for number in range(60)]
    qrels = {
        f"q{q}": {doc: draw.choice([-1, 0, 0, 1, 2, 3]) for doc in draw.sample(documents, 12)}
        for q in range(40)
    }
    # Coarse scores make ties, which trec_eval breaks by the document's name.
    rankings = {
        q: [(doc, float(draw.randint(0, 8))) for doc in draw.sample(documents, draw.randint(1, 40))]
        for q in qrels
    }
    write_run(tmp_path / "run.txt", rankings, tag="test")
    ours = read_run(tmp_path / "run.txt")

    measures = {"recall.5,10", "recip_rank", "ndcg_cut.10", "map"}
    theirs = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(
        {q: dict(ranking) for q, ranking in rankings.items()}
    )

    assert set(theirs) == set(qrels)
    for q, grades in qrels.items():
        ranking = [doc for doc, _ in ours[q]]
        assert recall_at(5, ranking, grades) == pytest.approx(theirs[q]["recall_5"], abs=1e-6)
        assert recall_at(10, ranking, grades) == pytest.approx(theirs[q]["recall_10"], abs=1e-6)
        assert reciprocal_rank(ranking, grades) == pytest.approx(theirs[q]["recip_rank"], abs=1e-6)
        assert ndcg_at(10, ranking, grades) == pytest.approx(theirs[q]["ndcg_cut_10"], abs=1e-6)
        assert average_precision(ranking, grades) == pytest.approx(theirs[q]["map"], abs=1e-6)
