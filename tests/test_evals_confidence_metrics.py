"""AUROC, risk and coverage, calibration, percentiles, intervals and tests, against values by hand."""

import numpy as np
import pytest

from evals.bootstrap import mean_interval, statistic_interval
from evals.metrics.auroc import auroc
from evals.metrics.calibration import brier, ece, reliability
from evals.metrics.percentile import percentile
from evals.metrics.risk_coverage import aurc, risk_coverage
from evals.permutation import paired_permutation


def test_auroc_is_how_often_a_positive_outranks_a_negative() -> None:
    # Pairs (positive, negative): .9>.8, .9>.1, .4<.8, .4>.1: 3 of 4.
    scores = np.array([0.9, 0.8, 0.4, 0.1])
    assert auroc(scores, np.array([True, False, True, False])) == pytest.approx(3 / 4)


def test_auroc_counts_a_tie_as_one_half() -> None:
    assert auroc(np.array([0.5, 0.5, 0.9]), np.array([True, False, True])) == pytest.approx((0.5 + 1) / 2)


def test_auroc_needs_both_kinds() -> None:
    assert auroc(np.array([0.5, 0.9]), np.array([True, True])) is None


def test_risk_grows_as_less_sure_answers_are_added() -> None:
    curve = risk_coverage(np.array([0.2, 0.9, 0.5]), np.array([1.0, 0.0, 0.5]), asked=4)
    assert curve.coverage == pytest.approx([1 / 4, 2 / 4, 3 / 4])
    assert curve.risk == pytest.approx([0, 0.25, 0.5])


def test_answers_of_equal_confidence_share_their_error() -> None:
    one = risk_coverage(np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    other = risk_coverage(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    assert one.risk == pytest.approx([0.5, 0.5])
    assert other.risk == pytest.approx(one.risk)


def test_aurc_is_the_mean_risk() -> None:
    assert aurc(np.array([0.9, 0.5, 0.2]), np.array([0.0, 0.5, 1.0])) == pytest.approx((0 + 0.25 + 0.5) / 3)
    assert aurc(np.array([]), np.array([])) is None


def test_ece_weights_each_bins_gap_by_its_size() -> None:
    # Bin (.8, .9]: two answers, mean confidence .85, one right: gap .35. Bin (.1, .2]: one, wrong: gap .2.
    confidence = np.array([0.82, 0.88, 0.2])
    correct = np.array([True, False, False])
    assert ece(confidence, correct) == pytest.approx((2 * 0.35 + 1 * 0.2) / 3)


def test_reliability_bins_hold_their_upper_edge() -> None:
    bins = reliability(np.array([0.0, 0.1, 1.0]), np.array([False, True, True]))
    assert [b.n for b in bins] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert bins[0].accuracy == 0.5
    assert bins[9].confidence == 1


def test_brier_is_the_squared_gap() -> None:
    assert brier(0.7, correct=True) == pytest.approx(0.09)
    assert brier(0.7, correct=False) == pytest.approx(0.49)


def test_a_percentile_is_a_time_that_was_measured() -> None:
    times = [float(second) for second in range(1, 21)]
    assert percentile(times, 50) == 10
    assert percentile(times, 95) == 19
    assert percentile([3.0], 95) == 3
    assert percentile([2.0, 1.0], 50) == 1


def test_the_interval_of_a_mean_agrees_with_the_normal_one_for_many_values() -> None:
    # 400 coin flips: standard error 0.025, so .5 +- .049.
    values = np.array([0.0, 1.0] * 200)
    interval = mean_interval(values)
    assert interval is not None
    assert interval.low == pytest.approx(0.451, abs=0.006)
    assert interval.high == pytest.approx(0.549, abs=0.006)


def test_intervals_are_the_same_each_time() -> None:
    values = np.array([0.1, 0.9, 0.4, 0.4])
    assert mean_interval(values) == mean_interval(values)


def test_one_question_has_no_interval() -> None:
    assert mean_interval(np.array([1.0])) is None


def test_a_statistic_without_a_value_on_some_draws_still_has_an_interval() -> None:
    positive = np.array([True, False, False])
    interval = statistic_interval(lambda at: auroc(np.array([0.9, 0.2, 0.1])[at], positive[at]), 3)
    assert interval is not None
    assert (interval.low, interval.high) == (1, 1)


def test_the_permutation_test_is_exact_for_few_questions() -> None:
    # Three questions, all better by 1: of 8 sign patterns, +++ and --- are as extreme: 2/8.
    assert paired_permutation(np.ones(3), np.zeros(3)) == pytest.approx(0.25)
    # Ten: 2/1024. Questions on which both agree change nothing.
    agreeing = np.full(50, 0.5)
    first = np.concatenate([np.ones(10), agreeing])
    second = np.concatenate([np.zeros(10), agreeing])
    assert paired_permutation(first, second) == pytest.approx(2 / 1024)


def test_runs_that_agree_have_p_one() -> None:
    assert paired_permutation(np.array([0.3, 0.8]), np.array([0.3, 0.8])) == 1


def test_the_drawn_permutation_test_agrees_with_the_exact_binomial() -> None:
    # 20 questions flipped, 15 of them up: P(at least 15 or at most 5 of 20) = 43400 / 2^20.
    first = np.array([1.0] * 15 + [0.0] * 5)
    assert paired_permutation(first, 1 - first) == pytest.approx(43400 / 2**20, abs=0.005)
