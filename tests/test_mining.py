"""Passages that a reader wrongly takes for answers are found, kept and learnt from."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from tests.index_fakes import WordHashEmbedder
from tests.rag_fakes import ScriptedReader
from training.examples import ExampleSet, reader_tokenizer
from training.make_reader_data import make
from training.mine_negatives import LEAST, Mined, Taken, in_order, mine, mine_one, read_mined
from training.rows import Row
from training.sources import MIX, Pool

TOKENIZER = Path(__file__).parent.parent / "index" / "models" / "tokenizer.json"
PORT = "Ada Byron led the port of Ulm in 1950."
CASTLE = "Otto Frank led the castle of Ulm in 1950."
MILL = "The mill of Ulm was led by nobody."
QUESTION = "Who led the port of Ulm?"


def line(row_id: str, question: str, passage: str, title: str, *answers: str) -> str:
    found = [{"text": answer, "start": passage.index(answer)} for answer in answers]
    return json.dumps(
        {"id": row_id, "question": question, "context": passage, "title": title, "answers": found}
    )


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    rows = [
        line("1", QUESTION, PORT, "Port_of_Ulm", "Ada Byron"),
        line("2", "Who led the castle of Ulm?", CASTLE, ""),
        line("3", "Who led the mill?", MILL, "", "nobody"),
    ]
    for source in MIX:
        lines = rows if source is MIX[0] else []
        with gzip.open(tmp_path / f"{source.file}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines))
    return Pool(tmp_path, tmp_path, embedder=WordHashEmbedder(dimensions=384))


def asked(pool: Pool, question: str) -> Row:
    return next(row for row in pool.rows[MIX[0].file] if row.question == question)


def mined(*taken: Taken, own_score: float = 10.0) -> Mined:
    return Mined("Who led the port?", own=0, own_score=own_score, taken=taken)


def test_passages_without_the_answer_are_read_behind_their_titles_and_the_highest_score_comes_first(
    pool: Pool,
) -> None:
    reader = ScriptedReader({"Ada Byron": 9.0, "Otto Frank": 4.0, "nobody": 6.5})
    found = mine_one(asked(pool, QUESTION), pool, reader)
    assert found == Mined(QUESTION, 0, 9.0, (Taken(2, 6.5, "nobody"), Taken(1, 4.0, "Otto Frank")))
    assert reader.passages[0] == PORT
    assert reader.headers[0] == "Port of Ulm\n"
    assert set(reader.passages) == {PORT, CASTLE, MILL}


def test_only_a_wrong_answer_that_was_nearly_given_is_learnt_from() -> None:
    right = ["Ada Byron"]
    assert mined(Taken(1, 9.0, "Otto Frank")).negatives(right) == [1]
    assert mined(Taken(1, LEAST - 0.1, "Otto Frank")).negatives(right) == []
    assert mined(Taken(1, LEAST, "Otto Frank")).negatives(right) == [1]


def test_a_passage_that_may_well_answer_is_not_learnt_from() -> None:
    assert mined(Taken(1, 10.1, "Otto Frank"), own_score=10.0).negatives(["Ada Byron"]) == []
    assert mined(Taken(1, 9.0, "Lady Byron")).negatives(["Ada Byron"]) == []


def test_mining_goes_on_where_it_was_stopped(pool: Pool, tmp_path: Path) -> None:
    reader = ScriptedReader({"Otto Frank": 4.0})
    whole, pieces = tmp_path / "whole.jsonl", tmp_path / "pieces.jsonl"
    assert len(list(mine(pool, reader, whole, seed=1))) == 3
    assert len(list(islice(mine(pool, reader, pieces, seed=1), 2))) == 2
    assert len(list(mine(pool, reader, pieces, seed=1))) == 1
    assert pieces.read_text("utf-8") == whole.read_text("utf-8")
    assert [each.question for each in read_mined(whole).values()] == [
        row.question for row in in_order(pool, seed=1)
    ]


def test_a_line_cut_off_when_the_machine_went_down_is_mined_again(pool: Pool, tmp_path: Path) -> None:
    reader, path = ScriptedReader({"Otto Frank": 4.0}), tmp_path / "mined.jsonl"
    list(mine(pool, reader, path, seed=1))
    whole = path.read_text("utf-8")
    path.write_text(whole[:-20], "utf-8")
    assert len(list(mine(pool, reader, path, seed=1))) == 1
    assert path.read_text("utf-8") == whole


def test_mined_passages_become_examples_and_other_questions_that_stand_alone_are_left_out(
    pool: Pool, tmp_path: Path
) -> None:
    found = Mined(QUESTION, 0, 9.0, (Taken(1, 4.0, "Otto Frank"),))
    make(pool, tmp_path, seed=3, mined={(QUESTION, 0): found})
    examples = ExampleSet.load(tmp_path / "examples.npz")
    tokenizer = reader_tokenizer(TOKENIZER)
    texts = [tokenizer.decode(examples[at].ids.tolist()) for at in range(len(examples))]
    wrong = [
        text for text, span in zip(texts, examples.spans, strict=True) if "otto frank" in text and not span[0]
    ]
    assert len(wrong) == 1
    assert wrong[0].startswith("who led the port of ulm?")
    assert not any("mill?" in text for text in texts)
