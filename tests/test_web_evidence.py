import re

import pytest

from rag.types import Answer
from tests.web_fakes import ATTACKS, abstained, answered, citation, elements, passage
from ui.web import evidence, texts
from ui.web.session import Pick, Turn

DAM = passage(
    "The dam was built in 1931. It feeds a lake.", start=100, title="The dam", source="/docs/dam.pdf", page=4
)
TOWN = passage("The town lies below.", doc_id="d2", title="The town")
BUILT = citation(1, DAM, "built in 1931")
LAKE = citation(2, DAM, "a lake")


def render(answer: Answer | None, pick: Pick | None = None) -> str:
    return evidence.render(Turn("When?", answer=answer), pick, kept={})


def test_the_cited_words_are_marked_where_they_stand_in_the_passage() -> None:
    html = render(answered("In 1931.", citations=[BUILT], passages=[DAM]))
    assert 'The dam was <mark class="" data-markers="1">built in 1931</mark>. It feeds a lake.' in html


def test_the_picked_citation_and_its_passage_are_selected() -> None:
    html = render(answered("In 1931.", citations=[BUILT, LAKE], passages=[TOWN, DAM]), Pick("citation", 2))
    assert re.findall(r'<mark class="selected"[^>]*>([^<]*)', html) == ["a lake"]
    assert html.count('class="passage selected"') == 1


def test_a_passage_says_where_it_is_from() -> None:
    html = render(answered("In 1931.", citations=[BUILT], passages=[DAM]))
    head = re.sub("<[^>]*>", "", html[html.index("passage-head") : html.index("<blockquote")])
    assert head.endswith("1The dam12 February 2025 · page 4 · dam.pdf" + texts.WHOLE_DOCUMENT)
    assert 'title="/docs/dam.pdf"' in html


def test_what_was_read_but_not_cited_stands_apart() -> None:
    html = render(answered("In 1931.", citations=[BUILT], passages=[TOWN, DAM]))
    cited, _, rest = html.partition("<details>")
    assert "The dam" in cited
    assert "The town" not in cited
    assert "Also read, not cited (1)" in rest
    assert "The town lies below." in rest


def test_a_quote_outside_every_passage_is_shown_by_itself() -> None:
    html = render(answered("In 1931.", citations=[BUILT], passages=[TOWN]), Pick("citation", 1))
    assert '<mark class="selected" data-markers="1">built in 1931</mark>' in html


def test_an_abstention_shows_the_nearest_passages_and_the_picked_one() -> None:
    html = render(abstained("Not said.", [TOWN, DAM]), Pick("passage", 2))
    assert texts.NEAREST in html
    assert "<mark" not in html
    assert html.index("The town") < html.index('class="passage selected"') < html.index("The dam")


@pytest.mark.parametrize("pick", [None, Pick("citation", 9), Pick("passage", 0), Pick("passage", -1)])
def test_a_pick_that_is_not_there_selects_nothing(pick: Pick | None) -> None:
    assert "selected" not in render(answered("In 1931.", citations=[BUILT], passages=[DAM]), pick)


def test_without_an_answer_the_panel_says_what_it_is_for() -> None:
    assert texts.EVIDENCE_HINT in evidence.render(None, None, kept={})
    assert texts.EVIDENCE_HINT in render(None)
    assert texts.EVIDENCE_NONE in render(abstained("There are no documents."))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_document_or_person_becomes_html(attack: str) -> None:
    def panel(text: str) -> str:
        of = passage(text, title=text, source=text, published=text)
        other = passage(text, title=text, source=text, published=text, doc_id="d2")
        answer = answered(text, citations=[citation(1, of, text)], passages=[of, other])
        return evidence.render(Turn(text, answer=answer), Pick("citation", 1), kept={})

    assert elements(panel(attack)) == elements(panel("x"))


def test_a_citation_and_a_passage_lead_to_their_document() -> None:
    html = render(answered("In 1931.", citations=[BUILT], passages=[TOWN, DAM]))
    assert re.findall(r'data-kind="(\w+)" data-number="(\d)" data-whole="true"', html) == [
        ("citation", "1"),
        ("passage", "1"),
    ]
