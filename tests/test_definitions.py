import pytest

from rag.definitions import asked_term, defines


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a virtual package?", "virtual package"),
        ("What are clades?", "clades"),
        ("what's an etioplast", "etioplast"),
        ("What is the European Union?", "European Union"),
        ("Who is Bruce Perens?", "Bruce Perens"),
        ("What does “plastid” mean?", "plastid"),
        ("What is meant by entropy?", "entropy"),
        ("Define entropy", "entropy"),
    ],
)
def test_the_term_whose_meaning_is_asked_for(question: str, term: str) -> None:
    assert asked_term(question) == term


@pytest.mark.parametrize(
    "question",
    [
        "What is the deadline?",
        "Who is the chair?",
        "Who is in charge?",
        "What is the capital of France?",
        "What is your name?",
        "What is required?",
        "What are apicoplasts missing?",
        "What is terra preta called?",
        "What is Ann's job?",
        "Who won?",
        "What does the pump do?",
        "What is a very long term of five words?",
    ],
)
def test_what_asks_for_something_particular_asks_no_meaning(question: str) -> None:
    assert asked_term(question) == ""


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("virtual package", "A virtual package is a generic name."),
        ("virtual package", "In short, virtual packages are generic names."),
        ("clades", "A clade is a branch."),
        ("LVM", "LVM (Logical Volume Manager) is used to group disks."),
        ("LVM", "We use the Logical Volume Manager (LVM)."),
        ("NMU", "NMU stands for non-maintainer upload."),
        ("Bruce Perens", "It was led by Bruce Perens, a programmer."),
        ("apicoplast", "Many keep a plastid called an “apicoplast”."),
    ],
)
def test_a_sentence_that_tells_what_something_is(term: str, sentence: str) -> None:
    assert defines(term, sentence)


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("sudo", "groups=24(cdrom),27(sudo)"),
        ("sudo", "Run sudo twice."),
        ("stromule", "Stromules are very rare in plants."),
        ("sid", "The sid is now frozen."),
        ("inflation", "What drives inflation: the reasons."),
        ("Webb", "Webb is stunning people."),
        ("sid", "This reside is a house."),
        ("LVM", "RAID is a system beside LVM."),
    ],
)
def test_a_sentence_that_only_mentions_it(term: str, sentence: str) -> None:
    assert not defines(term, sentence)
