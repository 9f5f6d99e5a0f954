"""Two runs against each other, and what gates make of them."""

from collections.abc import Mapping

import pytest

from evals import Comparison, Question, Run, RunError, Subject, UnknownMetricError, compare, evaluate
from evals.errors import GateError
from evals.gates import Kind, check_gates, parse_gate
from tests.evals_fakes import FakeAnswerer, perfect, questions

ASKED = questions(30)


def run_with(changes: Mapping[int, str], asked: tuple[Question, ...] = ASKED) -> Run:
    """A run that is perfect but for these answers."""
    answerer = perfect(asked)
    answerer.answers.update({f"What is {n}?": said for n, said in changes.items()})
    return evaluate(asked, answerer=answerer)


def compared(now: Mapping[int, str], before: Mapping[int, str]) -> Comparison:
    return compare(run_with(now), run_with(before))


def test_a_run_against_itself_changes_nothing() -> None:
    comparison = compare(run_with({}), run_with({}))
    assert comparison.flips == ()
    verdicts = {delta.verdict for name, delta in comparison.deltas.items() if "latency" not in name}
    assert verdicts == {"same"}


def test_the_questions_that_flipped_are_named_the_lost_ones_first() -> None:
    comparison = compared(now={0: "red", 2: "red"}, before={1: "", 3: "red"})
    assert [(flip.id, flip.before, flip.after) for flip in comparison.flips] == [
        ("q2", "rightly silent", "unsupported"),
        ("q0", "right", "wrong"),
        ("q1", "refused", "right"),
        ("q3", "wrong", "right"),
    ]


def test_a_difference_of_a_few_questions_is_noise() -> None:
    delta = compared(now={}, before={0: "red", 1: "red"}).deltas["f1"]
    assert delta.difference == pytest.approx(2 / 30)
    assert delta.p == pytest.approx(0.5)  # ++ and -- of four sign patterns
    assert delta.verdict == "noise"


def test_a_difference_of_many_questions_is_not() -> None:
    worse = dict.fromkeys(range(10), "red")
    assert compared(now=worse, before={}).deltas["f1"].verdict == "worse"
    assert compared(now={}, before=worse).deltas["f1"].verdict == "better"


def test_less_of_what_is_better_when_lower_is_better() -> None:
    refused = dict.fromkeys(range(20), "")
    delta = compared(now={}, before=refused).deltas["over_refusal"]
    assert delta.difference < 0
    assert delta.verdict == "better"


def test_times_are_shown_but_never_called_a_change() -> None:
    assert compared(now={}, before={}).deltas["latency_p50"].verdict == "untested"


def test_only_the_questions_of_both_runs_are_compared() -> None:
    comparison = compare(run_with({}), run_with({}, asked=questions(12)))
    assert comparison.shared == 12
    assert comparison.deltas["f1"].n == 12
    assert comparison.differences[0] == "30 questions against 12; 12 are in both"


def test_runs_without_a_common_question_cannot_be_compared() -> None:
    other = (Question("z", "What is 0?", ("blue 0",)),)
    with pytest.raises(RunError, match="share no question"):
        compare(run_with({}), evaluate(other, answerer=perfect(other)))


def test_what_else_differs_is_said() -> None:
    changed = (Question("q0", "What is 0?", ("azure",)), *ASKED[1:])
    now = evaluate(changed, answerer=FakeAnswerer({q.question: "blue 0" for q in ASKED}))
    assert "1 questions were themselves changed: q0" in compare(now, run_with({})).differences


def test_changed_settings_are_named_one_by_one() -> None:
    def run_of(model: str) -> Run:
        settings = {"models": {"reader": model, "embedder": "e"}}
        return evaluate(ASKED, answerer=Subject(perfect(ASKED), settings=settings))

    assert compare(run_of("r2"), run_of("r1")).differences == ("models, reader: r1 before, r2 now",)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        ("min", "f1=1", True),
        ("min", "f1=1.01", False),
        ("max", "over_refusal=0", True),
        ("max", "latency_p95=0.1", False),
        ("max", "latency_p95.search=0.1", True),
    ],
)
def test_a_bound_is_held_or_not(kind: Kind, text: str, held: bool) -> None:
    (verdict,) = check_gates([parse_gate(kind, text)], run_with({}), None)
    assert verdict.passed is held


def test_a_drop_beyond_the_bound_fails() -> None:
    comparison = compared(now={0: "red", 1: "red", 3: "red"}, before={})
    for bound, held in ((0.09, False), (0.1, True), (0.2, True)):
        (verdict,) = check_gates([parse_gate("max-drop", f"f1={bound}")], comparison.run, comparison)
        assert verdict.passed is held
    assert verdict.reason == "f1 went from 1 to 0.9, p = 0.25"


def test_a_rise_of_what_is_better_when_lower_is_a_drop() -> None:
    comparison = compared(now={0: "", 1: ""}, before={})
    (verdict,) = check_gates([parse_gate("max-drop", "over_refusal=0.05")], comparison.run, comparison)
    assert not verdict.passed


def test_an_improvement_is_no_drop() -> None:
    comparison = compared(now={}, before={0: "", 1: ""})
    gates = [parse_gate("max-drop", "over_refusal=0"), parse_gate("max-drop", "f1=0")]
    assert all(verdict.passed for verdict in check_gates(gates, comparison.run, comparison))


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("min", "f1", "expected METRIC=NUMBER"),
        ("min", "f1=high", "'high' is not a number"),
        ("min", "over_refusal=0.1", "better when lower; use --max"),
        ("max", "f1=0.1", "better when higher; use --min"),
        ("max-drop", "f1=-0.1", "a drop is a number from 0 on"),
        ("max-drop", "f1=nan", "a drop is a number from 0 on"),
    ],
)
def test_a_gate_that_cannot_be_meant_is_refused(kind: Kind, text: str, reason: str) -> None:
    with pytest.raises(GateError, match=reason):
        parse_gate(kind, text)


def test_an_unknown_metric_names_the_known_ones() -> None:
    with pytest.raises(UnknownMetricError, match=r"'recal@5': did you mean recall@5\? known are em, f1"):
        parse_gate("min", "recal@5=0.5")


def test_a_metric_that_no_question_has_is_refused() -> None:
    with pytest.raises(
        UnknownMetricError, match=r"no question of this run has recall@5; measured are em, f1"
    ):
        check_gates([parse_gate("min", "recall@5=0.5")], run_with({}), None)


def test_a_drop_needs_a_baseline() -> None:
    with pytest.raises(GateError, match="needs a --baseline"):
        check_gates([parse_gate("max-drop", "f1=0.1")], run_with({}), None)
