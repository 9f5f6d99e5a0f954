import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelFileError
from rag.reader import PIECE_COST, READER_FOLDER, OnnxReader, best_spans

PASSAGE = "The 🚂 line from Göteborg to Malmö opened in 1899. Anna Berg led the work for six years."


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def arrays(*rows: list[float]) -> list[np.ndarray]:
    return [np.array(row, dtype=np.float32) for row in rows]


def test_spans_are_best_first_and_share_no_piece() -> None:
    start, end = arrays([9, 1, 5, 0, 2], [9, 0, 3, 4, 1])
    # Piece 0 is no part of the passage. Best: 2..3 with 5 + 4, then 4..4 with 2 + 1, then 1..1 with 1 + 0.
    found = best_spans(start, end, np.array([-1, 0, 0, 0, 0]), longest=3)
    assert [span[:2] for span in found] == [(2, 3), (4, 4), (1, 1)]
    assert [span[2] for span in found] == pytest.approx([9 - PIECE_COST, 3, 1])


def test_of_spans_that_score_nearly_alike_the_short_one_is_taken() -> None:
    start, end = arrays([5, 0, 0], [4, 0, 4 + PIECE_COST])
    assert best_spans(start, end, np.zeros(3, dtype=np.int64), longest=3, count=1) == [(0, 0, 9.0)]
    start, end = arrays([5, 0, 0], [4, 0, 4 + 3 * PIECE_COST])
    assert best_spans(start, end, np.zeros(3, dtype=np.int64), longest=3, count=1)[0][:2] == (0, 2)


def test_a_span_is_no_longer_than_allowed() -> None:
    start, end = arrays([5, 0, 0], [0, 1, 5])
    assert best_spans(start, end, np.zeros(3, dtype=np.int64), longest=2, count=1)[0][:2] == (0, 1)


def test_a_span_lies_in_one_paragraph() -> None:
    start, end = arrays([5, 0, 0, 0], [1, 2, 5, 0])
    assert best_spans(start, end, np.array([0, 0, 1, 1]), longest=4, count=1)[0][:2] == (0, 1)


def test_only_as_many_spans_are_given_as_wanted_or_there() -> None:
    start, end = arrays([1, 1, 1], [1, 1, 1])
    one_paragraph = np.zeros(3, dtype=np.int64)
    assert len(best_spans(start, end, one_paragraph, longest=1, count=2)) == 2
    assert len(best_spans(start, end, one_paragraph, longest=1, count=9)) == 3
    assert best_spans(start, end, one_paragraph - 1, longest=1) == []


def test_the_words_that_answer_are_found_in_code_points(reader: OnnxReader) -> None:
    (when,) = reader.read("When did the line to Malmö open?", [PASSAGE])
    (who,) = reader.read("Who led the work?", [PASSAGE])
    assert PASSAGE[when.spans[0].start : when.spans[0].end] == "1899"
    assert PASSAGE[who.spans[0].start : who.spans[0].end] == "Anna Berg"
    assert who.spans[0].score > who.null


def test_a_passage_off_the_subject_is_known_as_such(reader: OnnxReader) -> None:
    on, off = reader.read("Who led the work?", [PASSAGE, "Bananas are grown in the tropics."])
    assert on.relevance > off.relevance
    assert off.spans[0].score < off.null


def test_the_header_is_read_but_never_answered_from(reader: OnnxReader) -> None:
    header = "Railways | 1899-06-01\n"
    (reading,) = reader.read("When was the article published?", ["The line was opened."], headers=[header])
    assert all(0 <= span.start < span.end <= 20 for span in reading.spans)
    (with_header,) = reader.read("Who led the work?", [PASSAGE], headers=[header])
    span = with_header.spans[0]
    assert PASSAGE[span.start : span.end] == "Anna Berg"


def test_a_passage_scores_the_same_in_any_company(reader: OnnxReader) -> None:
    (alone,) = reader.read("Who led the work?", [PASSAGE])
    among = reader.read("Who led the work?", ["Short.", PASSAGE, "Bananas are grown in the tropics. " * 20])
    assert among[1] == alone


def test_long_questions_and_passages_are_read_as_far_as_the_model_goes(reader: OnnxReader) -> None:
    (reading,) = reader.read("Who led the work? " * 300, ["word " * 2000 + "Anna Berg led."])
    assert reading.spans
    assert all(span.end <= 5 * 320 for span in reading.spans)


def test_nothing_to_read_is_no_error(reader: OnnxReader) -> None:
    assert reader.read("Who?", []) == []
    (blank,) = reader.read("Who?", [""])
    assert blank.spans == ()


def test_threads_read_the_same(reader: OnnxReader) -> None:
    expected = reader.read("Who led the work?", [PASSAGE])
    fresh = OnnxReader()
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda _: fresh.read("Who led the work?", [PASSAGE]), range(8)))
    assert readings == [expected] * 8


def test_a_model_that_is_not_the_one_shipped_is_refused(tmp_path: Path) -> None:
    shutil.copy(READER_FOLDER / "models.json", tmp_path)
    name = json.loads((tmp_path / "models.json").read_text())["file"]
    with pytest.raises(ModelFileError, match=name):
        OnnxReader(tmp_path).read("Who?", [PASSAGE])
    (tmp_path / name).write_bytes(b"not the weights")
    with pytest.raises(ModelFileError, match="isn't the one shipped"):
        OnnxReader(tmp_path).read("Who?", [PASSAGE])
