import pytest

from rag.llm.support import disagreement

CALL = (
    "Trump announced on Truth Social that his teams would begin negotiations immediately, "
    "which Kremlin spokesperson Dmitry Peskov confirmed lasted nearly 90 minutes."
)
NATO = "Pentagon chief Pete Hegseth announced that the US rules out NATO membership for Ukraine."
SALES = "The firm did not publish its results, but sales rose by 12.5 million euros in March."


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The call lasted nearly 90 minutes.", CALL),
        ("Dmitry Peskov confirmed that the negotiations lasted nearly 90 minutes.", CALL),
        ("The US ruled out Ukrainian membership of NATO.", NATO),
        ("Ukraine will not get NATO membership, Pete Hegseth announced.", NATO),
        ("Sales rose by 12.5 million euros.", SALES),
        ("The firm published no results.", SALES),
        ("Two ships sank near the coast.", "Near the coast 2 ships sank."),
    ],
)
def test_a_statement_that_says_the_same_is_borne_out(statement: str, evidence: str) -> None:
    assert disagreement(statement, evidence) is None


@pytest.mark.parametrize(
    ("statement", "evidence", "reason"),
    [
        ("The weather in Paris was mild.", CALL, "words"),
        ("Negotiations of the negotiations of the negotiations.", CALL, "words"),
        ("The sales and euros, sales and euros, sales and euros, sales and euros.", SALES, "words"),
        ("It confirms.", CALL, "words"),
        ("The call lasted nearly 60 minutes, Peskov confirmed.", CALL, "number"),
        ("Sales rose by 12.5 billion euros.", SALES, "number"),
        ("Sales rose by 12 million euros.", SALES, "number"),
        ("Sales rose by 12.5 million euros in April.", SALES, "name"),
        ("Kremlin spokesperson Sergei Peskov confirmed it lasted 90 minutes.", CALL, "name"),
        ("Costs rose by 12.5 million euros in March.", SALES, "name"),
        ("Sales did not rise by 12.5 million euros.", SALES, "negation"),
        ("The firm published its results.", SALES, "negation"),
        ("The US announced NATO membership for Ukraine.", NATO, "negation"),
        ("Trump confirmed that the negotiations lasted nearly 90 minutes.", CALL, "speaker"),
        ("It took 90 minutes, according to Trump.", "The talks with Trump took 90 minutes, Peskov said.",
         "speaker"),
        ("Anna Berg said the bridge is safe.", "The bridge is safe, Carl Moe told Anna Berg.", "speaker"),
    ],
)  # fmt: skip
def test_a_statement_that_differs_is_told_by_what_it_differs_in(
    statement: str, evidence: str, reason: str
) -> None:
    assert disagreement(statement, evidence) == reason


def test_names_and_dates_may_come_from_the_header() -> None:
    assert disagreement("In May 2024 Anna won the race.", "Anna won the race.") == "number"
    assert (
        disagreement("In 2024 Anna won the race.", "Anna won the race.", header="Race | 2024-05-01") is None
    )


def test_who_speaks_may_be_named_before_the_evidence() -> None:
    evidence = "“The bridge is safe,” he said."
    around = f"Carl Moe met the press. {evidence}"
    assert (
        disagreement("Carl Moe said the bridge is safe.", evidence, header="Carl Moe", around=around) is None
    )


def test_where_the_reader_found_the_same_answer_fewer_of_the_words_must_be_there() -> None:
    said, evidence = "Ada Lind holds the post of mayor.", "Mayor Ada Lind met the press."
    assert disagreement(said, evidence) == "words"  # three of five
    assert disagreement(said, evidence, found="mayor") is None
    assert disagreement(said, evidence, found="the press") == "words"
    assert disagreement("Ada Lind of Rome holds the post of mayor.", evidence, found="mayor") == "name"


def test_digits_are_as_good_as_a_number_in_words() -> None:
    evidence = "She picked four people for the team."
    assert disagreement("4 people were picked for the team.", evidence) is None
    assert disagreement("5 people were picked for the team.", evidence) == "number"
