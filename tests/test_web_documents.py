import pytest

from tests.web_fakes import ATTACKS, document_info, elements
from ui.web import documents, texts


def test_the_list_gives_title_date_pages_and_passages() -> None:
    html = documents.render_list([document_info("The dam", published="2025-02-12", chunks=1200)])
    assert "1 document</caption>" in html
    assert "The dam" in html
    assert "12 February 2025" in html
    assert (
        f'<td class="number">{texts.UNKNOWN}</td><td class="number" data-unit="passages">1,200</td>' in html
    )


def test_an_empty_list_says_so() -> None:
    assert texts.NO_DOCUMENTS in documents.render_list([])


def test_the_drop_zone_names_the_kinds_that_are_read() -> None:
    assert ".pdf" in documents.render_drop()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_title_or_name_becomes_html(attack: str) -> None:
    hostile = documents.render_list([document_info(attack, source=attack, published=attack)])
    tame = documents.render_list([document_info("x", source="x", published="x")])
    assert elements(hostile) == elements(tame)
