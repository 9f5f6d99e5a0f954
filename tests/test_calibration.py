import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.loaders import text_document
from index.model_files import ShippedModel
from rag.calibration import CALIBRATION_FILE, load_calibration
from rag.errors import ModelError
from rag.reader import READER_FOLDER, Reading, Span
from tests.rag_fakes import PLAIN, ScriptedReader, read_passage, shared_words
from training.calibrate_reader import Case, fit_spans, fit_statements, logistic


def test_the_score_weighs_span_relevance_and_rank() -> None:
    calibration = replace(PLAIN, relevance_weight=4.0, rank_weight=2.0)
    reading = Reading((Span(0, 4, 10.0),), null=1.5, relevance=0.5)
    score = calibration.score(reading, reading.spans[0], rank=3)
    assert math.isclose(score, 10.0 - 1.5 + 4.0 * 0.5 - 2.0 * math.log(3))


def test_confidence_is_one_half_at_the_midpoint_and_never_leaves_its_range() -> None:
    calibration = replace(PLAIN, slope=2.0, midpoint=3.0)
    assert calibration.confidence(3.0) == 0.5
    assert math.isclose(calibration.confidence(3.5), 1 / (1 + math.exp(-1.0)))
    assert 0.0 <= calibration.confidence(-math.inf) < 1e-20
    assert calibration.confidence(1e9) == 1.0


def test_the_shipped_numbers_belong_to_the_shipped_reader() -> None:
    facts = json.loads(CALIBRATION_FILE.read_text("utf-8"))
    assert facts["reader_sha256"] == ShippedModel.read(READER_FOLDER).fingerprint
    assert load_calibration().threshold == facts["threshold"]


@pytest.mark.parametrize("content", [None, "{", "{}", '{"threshold": "high"}'])
def test_missing_or_damaged_numbers_are_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "calibration.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match=r"calibration\.json"):
        load_calibration(path)


def test_a_logistic_is_found_again() -> None:
    scores = np.linspace(-5.0, 15.0, 201)
    slope, midpoint = logistic(scores, 1 / (1 + np.exp(-0.5 * (scores - 4.0))))
    assert math.isclose(slope, 0.5, rel_tol=1e-6)
    assert math.isclose(midpoint, 4.0, rel_tol=1e-6)


def test_the_threshold_silences_the_share_it_is_fitted_for() -> None:
    document = text_document("Anna came and Bert went.", source="a")
    cases = [
        Case(
            question="Who came?",
            answers=("Anna",),
            whole=(read_passage(document, {"Anna": 10.0 + number}),),
            removed=(read_passage(document, {"Bert": 5.0 + number}),),
        )
        for number in range(11)
    ]
    fitted = fit_spans(cases, wrongly_silent=0.1)
    assert fitted["threshold"] == 11.0
    assert math.isclose(fitted["fitted_f1"], 10 / 11, abs_tol=1e-4)
    assert math.isclose(fitted["fitted_rightly_silent"], 6 / 11, abs_tol=1e-4)


def test_whole_sentences_get_a_threshold_of_their_own() -> None:
    document = text_document("Anna left early. Bert stayed because of the rain.", source="a")
    other = text_document("The rain stopped.", source="b")
    case = Case(
        question="Why did Bert stay?",
        answers=("because of the rain",),
        whole=(read_passage(document, {}),),
        removed=(read_passage(other, {}),),
    )
    wrong = replace(case, question="Why did rain and fog stay?", answers=("by chance",))
    fitted = fit_statements(
        [case, wrong], PLAIN, similarity=shared_words, reader=ScriptedReader({}), wrongly_silent=0.0
    )
    # One word of four and of six is shared; a passage without a span adds nothing, a sentence without one
    # takes 0.2.
    assert fitted["statement_threshold"] == pytest.approx(1 / 6 - 0.2, abs=1e-4)
    assert fitted["fitted_statements_right"] == 0.5
    assert fitted["fitted_statements_rightly_silent"] == 0.5
    assert 1 / 6 - 0.2 < fitted["statement_midpoint"] < 1 / 4 - 0.2
