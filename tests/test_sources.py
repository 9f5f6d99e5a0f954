"""What is found for a training question, and the examples that are made of it."""

import gzip
import json
from pathlib import Path

import pytest

from tests.index_fakes import WordHashEmbedder
from training.examples import ExampleSet, reader_tokenizer
from training.make_reader_data import make
from training.rows import Row
from training.sources import MIX, Pool

TOKENIZER = Path(__file__).parent.parent / "index" / "models" / "tokenizer.json"
PORT = "Ada Byron led the port of Ulm in 1950."
CASTLE = "Otto Frank led the castle of Ulm in 1950."
OTHER_PORT = "The port of Bonn was led by Ada Byron."
QUESTION = "Who led the port of Ulm?"


def line(row_id: str, question: str, passage: str, title: str, answer: str) -> str:
    found = [{"text": answer, "start": passage.index(answer)}]
    return json.dumps(
        {"id": row_id, "question": question, "context": passage, "title": title, "answers": found}
    )


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    rows = [
        line("1", QUESTION, PORT, "Port_of_Ulm", "Ada Byron"),
        line("2", "Who led the castle of Ulm?", CASTLE, "Castle", "Otto Frank"),
        line("3", "Which port did Ada Byron lead?", OTHER_PORT, "", "Bonn"),
    ]
    for source in MIX:
        with gzip.open(tmp_path / f"{source.file}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(rows if source is MIX[0] else []))
    return Pool(tmp_path, tmp_path, embedder=WordHashEmbedder(dimensions=384))


def asked(pool: Pool, question: str) -> Row:
    return next(row for row in pool.rows[MIX[0].file] if row.question == question)


def test_wrong_passages_are_found_ones_without_an_answer_and_never_the_question_s_own(pool: Pool) -> None:
    assert pool.wrong_passages(asked(pool, QUESTION)) == [CASTLE]
    assert set(pool.wrong_passages(asked(pool, "Who led the castle of Ulm?"))) == {PORT, OTHER_PORT}


def test_every_passage_keeps_its_title(pool: Pool) -> None:
    assert pool.titles == {PORT: "Port_of_Ulm", CASTLE: "Castle", OTHER_PORT: ""}


def test_the_same_seed_makes_the_same_examples(pool: Pool, tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make(pool, tmp_path / name, seed=3)
        files.append((tmp_path / name / "examples.npz").read_bytes())
    assert files[0] == files[1]


def test_answers_lie_where_the_spans_say_and_wrong_passages_have_none(pool: Pool, tmp_path: Path) -> None:
    tokenizer = reader_tokenizer(TOKENIZER)
    answers, wrong = set(), set()
    for seed in range(6):
        make(pool, tmp_path, seed=seed)
        examples = ExampleSet.load(tmp_path / "examples.npz")
        for at in range(len(examples)):
            example = examples[at]
            if example.start:
                answers.add(tokenizer.decode(example.ids[example.start : example.end + 1].tolist()))
            else:
                wrong.add(tokenizer.decode(example.ids.tolist()))
    assert {"ada byron", "otto frank"} <= answers
    assert answers <= {"ada byron", "otto frank", "bonn"}
    assert any("who led the port of ulm?" in text and "castle" in text for text in wrong)
