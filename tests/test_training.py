"""What the training scripts promise: exact spans, questions that no longer fit, runs that resume exactly."""

import random
import re
from pathlib import Path

import numpy as np
import pytest

from training.appositions import office_questions
from training.examples import Encoded, ExampleSet, Pair, encode, make_header, random_header, reader_tokenizer
from training.make_reader_data import best_answer, without_answers
from training.near_miss import NearMissMaker
from training.rows import Row, Span
from training.schedule import decay_rate, stable_rate

TOKENIZER = Path(__file__).parent.parent / "index" / "models" / "tokenizer.json"


def pair(question: str, header: str, passage: str, answer: str | None) -> Pair:
    span = None if answer is None else Span(answer, passage.index(answer))
    return Pair(question, header, passage, span, "made up")


# --- near misses


def test_a_year_is_changed_and_the_new_one_is_not_in_the_passage() -> None:
    maker = NearMissMaker([])
    for seed in range(50):
        miss = maker.make("Who sang in 1954?", "Ada sang in 1954, 1955 and 1956.", random.Random(seed))
        if miss is not None:
            assert miss.kind == "year"
            assert miss.question.startswith("Who sang in ")
            year = miss.question.removeprefix("Who sang in ").removesuffix("?")
            assert year.isdigit()
            assert year not in {"1954", "1955", "1956"}


def test_a_name_gives_way_to_one_that_follows_the_same_word() -> None:
    maker = NearMissMaker([("a", "Who lived in Basel?"), ("b", "What did Ada write?")])
    miss = maker.make("Who lived in Ulm?", "Kepler lived in Ulm.", random.Random(1))
    assert miss is not None
    assert miss.question == "Who lived in Basel?"
    assert miss.kind == "name"


def test_a_replacement_that_the_passage_mentions_is_not_used() -> None:
    maker = NearMissMaker([("a", "Who lived in Basel?")])
    assert maker.make("Who lived in Ulm?", "He went from Ulm to Basel.", random.Random(1)) is None


def test_a_question_without_detail_has_no_near_miss() -> None:
    maker = NearMissMaker([("a", "Who lived in Basel?")])
    assert maker.make("who wrote it?", "Ada wrote it.", random.Random(1)) is None


def misses(question: str, passage: str, kind: str) -> set[str]:
    found = (NearMissMaker([]).make(question, passage, random.Random(seed)) for seed in range(200))
    return {miss.question for miss in found if miss is not None and miss.kind == kind}


def test_opposites_are_swapped_in_place() -> None:
    assert misses("what is the largest lake", "The largest lake is Ladoga.", "antonym") == {
        "what is the smallest lake"
    }


def rivals(question: str, passage: str, answering: str) -> set[str]:
    maker = NearMissMaker([])
    made = (maker.make(question, passage, random.Random(seed), answering=answering) for seed in range(200))
    return {miss.question for miss in made if miss is not None and miss.kind == "rival"}


def test_a_rival_is_spoken_of_in_the_passage_but_not_where_the_answer_stands() -> None:
    answering = "Ada Lind leads the Swedish delegation to Basel."
    passage = f"{answering} There she will meet Greek officials and Bert Kern of the bank in Ulm."
    assert rivals("Who leads the Swedish delegation?", passage, answering) == {
        "Who leads the Greek delegation?"
    }
    assert rivals("Who leads the team to Basel?", passage, answering) == {
        "Who leads the team to Bert Kern?",
        "Who leads the team to Ulm?",
    }
    assert rivals("Who leads the Swiss delegation?", passage, answering) == set()


def test_a_year_has_a_rival_where_the_passage_speaks_of_another() -> None:
    answering = "In 1954 Ada sang in Basel."
    passage = f"{answering} By 1960 she taught there."
    assert rivals("Who sang in 1954?", passage, answering) == {"Who sang in 1960?"}
    assert rivals("Who sang in 1950?", passage, answering) == set()


def test_two_names_change_places_unless_they_act_together() -> None:
    passage = "Anna beat Bert in Ulm."
    assert misses("When did Anna beat Bert?", passage, "exchange") == {"When did Bert beat Anna?"}
    assert misses("When did Anna and Bert meet?", passage, "exchange") == set()


def test_a_group_or_a_year_is_added_that_the_passage_does_not_speak_of() -> None:
    passage = "The Swedish delegation came to Ulm."
    groups = misses("Who led the delegation?", passage, "group")
    assert "Who led the Polish delegation?" in groups
    assert "Who led the Swedish delegation?" not in groups
    years = misses("Who led the delegation?", passage, "when")
    assert years
    assert all(re.fullmatch(r"Who led the delegation in (?:[A-Z][a-z]+ )?\d{4}\?", year) for year in years)


def test_the_opening_word_of_a_question_is_no_name() -> None:
    maker = NearMissMaker([("a", "Ada is where?"), ("b", "Chromosomes are packed by what?")])
    assert maker.make("Nobody lives where?", "Nobody lives here.", random.Random(1)) is None


def test_a_month_gives_way_to_a_month() -> None:
    miss = NearMissMaker([]).make("What did she see in March?", "In March she saw it.", random.Random(1))
    assert miss is not None
    assert miss.kind == "month"


# --- questions about offices


def test_the_holder_of_an_office_or_the_office_is_asked_for_and_a_rival_too() -> None:
    passage = "On Monday French Foreign Minister Ada Lind told reporters that talks go on."
    seen = set()
    for seed in range(60):
        (found,) = office_questions(passage, random.Random(seed))
        start, said = found.answer.start, found.answer.text
        assert passage[start : start + len(said)] == said
        seen.add(said)
        asked, rival = (set(q.casefold().rstrip("?").split()) for q in (found.question, found.rival))
        if said == "Ada Lind":
            assert {"french", "foreign", "minister"} <= asked
            assert not {"foreign", "minister"} <= rival
        else:
            assert any(word.startswith("lind") for word in asked)
            assert not any(word.startswith("lind") for word in rival)
    assert seen == {"Ada Lind", "French Foreign Minister"}


@pytest.mark.parametrize(
    "passage",
    [
        "The Director Ada Lind spoke.",
        "French Foreign Minister Lind spoke.",
        "French Prime Minister Ada Lind met the President and the Deputy Prime Minister.",
    ],
    ids=["no body", "one name only", "the rivals are there too"],
)
def test_no_office_is_asked_for_where_the_answer_would_be_in_doubt(passage: str) -> None:
    assert list(office_questions(passage, random.Random(1))) == []


# --- passages cut


def test_the_sentence_that_answers_is_cut_out() -> None:
    context = "Ulm lies on the Danube. Kepler lived in Ulm. He had a house. It burnt."
    row = Row("1", "Who had a house in Ulm?", context, "Ulm", (Span("Kepler", 24),))
    assert without_answers(row) == "Ulm lies on the Danube. He had a house. It burnt."


def test_a_passage_of_which_too_little_is_left_is_not_cut() -> None:
    row = Row("1", "Who?", "Kepler lived in Ulm. He had a house.", "Ulm", (Span("Kepler", 0),))
    assert without_answers(row) == ""


# --- headers


def test_a_header_joins_what_is_known_and_ends_its_line() -> None:
    assert make_header("Lakes", "2024-05-01", "Depth") == "Lakes | 2024-05-01 | Depth\n"
    assert make_header("", None, "Depth") == "Depth\n"


def test_nothing_known_makes_no_header() -> None:
    assert make_header("", None, None) == ""


def test_some_passages_are_read_without_a_header() -> None:
    headers = [random_header("The_lakes", random.Random(seed)) for seed in range(40)]
    assert "" in headers
    assert any(header.startswith("The lakes") for header in headers)


# --- encoding


def test_the_span_covers_exactly_the_pieces_of_the_answer() -> None:
    tokenizer = reader_tokenizer(TOKENIZER)
    (encoded,) = encode(
        [pair("Who led it?", "Talks | 2025-02-14\n", "It was led by JD Vance, alone.", "JD Vance")], tokenizer
    )
    assert encoded is not None
    assert tokenizer.decode(encoded.ids[encoded.start : encoded.end + 1].tolist()) == "jd vance"


def test_an_answer_that_the_header_holds_too_is_found_in_the_passage() -> None:
    tokenizer = reader_tokenizer(TOKENIZER)
    (encoded,) = encode([pair("Where?", "Ulm\n", "He lived in Ulm.", "Ulm")], tokenizer)
    (plain,) = encode([pair("Where?", "", "He lived in Ulm.", "Ulm")], tokenizer)
    assert encoded is not None
    assert plain is not None
    assert encoded.start - plain.start == len(tokenizer.encode("Ulm\n", add_special_tokens=False).ids)


def test_a_pair_without_an_answer_points_at_the_first_piece() -> None:
    (encoded,) = encode([pair("Who?", "", "Nobody knows.", None)], reader_tokenizer(TOKENIZER))
    assert encoded is not None
    assert (encoded.start, encoded.end) == (0, 0)


def test_an_answer_that_was_cut_off_is_not_learnt() -> None:
    tokenizer = reader_tokenizer(TOKENIZER, max_word_pieces=16)
    assert encode([pair("Who?", "", "so " * 30 + "Ada", "Ada")], tokenizer) == [None]


def test_examples_survive_being_saved(tmp_path: Path) -> None:
    first = Encoded(np.array([101, 7, 102, 9, 102], np.uint16), question_pieces=3, start=3, end=3)
    second = Encoded(np.array([101, 8, 102, 9, 9, 102], np.uint16), question_pieces=3, start=0, end=0)
    ExampleSet.pack([[first, second], [second]]).save(tmp_path / "examples.npz")
    loaded = ExampleSet.load(tmp_path / "examples.npz")
    assert loaded.groups.tolist() == [0, 0, 1]
    assert loaded.lengths().tolist() == [5, 6, 6]
    assert loaded[1].ids.tolist() == second.ids.tolist()
    assert (loaded[0].start, loaded[0].question_pieces) == (3, 3)


def test_the_commonest_answer_is_learnt() -> None:
    answers = (Span("the lake of Ulm", 0), Span("Ulm", 12), Span("ulm", 30))
    assert best_answer(Row("1", "Where?", "…", "t", answers)) == Span("Ulm", 12)


# --- schedule


def test_the_rate_rises_then_stays() -> None:
    rates = [stable_rate(step, peak=1.0, warmup=4) for step in range(6)]
    assert rates == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_the_decay_begins_at_the_peak_and_falls_by_the_root() -> None:
    assert [decay_rate(step, peak=2.0, decay_steps=4) for step in (0, 1, 4)] == [2.0, 1.0, 0.0]


# --- what needs torch


def tiny_examples() -> ExampleSet:
    rng = np.random.default_rng(3)
    groups = []
    for _ in range(30):
        length = int(rng.integers(6, 14))
        ids = rng.integers(1, 50, length).astype(np.uint16)
        answer = int(rng.integers(4, length))
        groups.append(
            [Encoded(ids, 3, answer, answer), Encoded(ids[: length - 1], question_pieces=3, start=0, end=0)]
        )
    return ExampleSet.pack(groups)


@pytest.mark.slow
def test_every_example_is_in_one_batch_and_groups_stay_together() -> None:
    from training.batches import epoch_batches

    examples = tiny_examples()
    batches = epoch_batches(examples, size=8, epoch=0, seed=1, pool=2)
    assert sorted(at for batch in batches for at in batch) == list(range(len(examples)))
    assert all(at + 1 in batch for batch in batches for at in batch if at % 2 == 0)
    assert batches == epoch_batches(examples, size=8, epoch=0, seed=1, pool=2)
    assert batches != epoch_batches(examples, size=8, epoch=1, seed=1, pool=2)


@pytest.mark.slow
def test_a_resumed_run_takes_the_same_steps(tmp_path: Path) -> None:
    import torch

    from training.encoder import EncoderSize
    from training.reader_model import Reader
    from training.train_reader import Settings, Trainer

    size = EncoderSize(words=50, positions=20, hidden=16, inner=32, heads=2, layers=1)
    settings = Settings(batch=8, warmup=2, dropout=0.1)
    examples = tiny_examples()

    def trainer(seed: int) -> Trainer:
        torch.manual_seed(seed)
        return Trainer(Reader(size, dropout=settings.dropout), settings, torch.device("cpu"))

    through = trainer(1)
    for _ in range(5):
        through.train_step(examples)
    through.save(tmp_path / "stable.pt")
    for _ in range(6):
        through.train_step(examples)
    for _ in range(3):
        through.train_step(examples, decay_steps=4)

    stopped = trainer(2)
    stopped.resume(tmp_path / "stable.pt")
    for _ in range(6):
        stopped.train_step(examples)
    stopped.train_step(examples, decay_steps=4)
    stopped.save(tmp_path / "decay.pt")
    again = trainer(3)
    again.resume(tmp_path / "decay.pt")
    for _ in range(2):
        again.train_step(examples, decay_steps=4)

    assert again.step == through.step == 14
    for mine, theirs in zip(again.reader.parameters(), through.reader.parameters(), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.slow
def test_the_ranking_loss_compares_passages_of_one_question() -> None:
    import math

    import torch

    from training.reader_model import Batch, Scores, losses

    zeros = torch.zeros(3, 4)
    one = torch.ones(3, 4, dtype=torch.int64)
    batch = Batch(one, one, one, torch.tensor([2, 0, 0]), torch.tensor([2, 0, 0]), torch.tensor([0, 0, 1]))
    parts = losses(Scores(zeros, zeros, torch.tensor([1.0, 0.0, 5.0])), batch)
    assert parts.ranking.item() == pytest.approx(math.log(1 + math.exp(-1)))
    assert parts.span.item() == pytest.approx(math.log(4))


@pytest.mark.slow
def test_an_average_lies_in_the_middle() -> None:
    import torch

    from training.average_readers import average

    mean = average([{"rel.bias": torch.tensor([1.0, 4.0])}, {"rel.bias": torch.tensor([3.0, 4.0])}])
    assert mean["rel.bias"].tolist() == [2.0, 4.0]
