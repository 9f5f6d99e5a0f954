import pytest

from index.errors import DocumentNotFoundError
from index.names import document_named, sources_named
from index.types import DocumentInfo


def info(doc_id: str, *sources: str) -> DocumentInfo:
    return DocumentInfo(doc_id, sources, "Title", None, 1, 10, None, "", "")


INFOS = [
    info("1111111111111111", "/docs/a/notes.txt", "/copies/twin.txt"),
    info("2222222222222222", "/docs/b/notes.txt"),
    info("3333333333333333", "report.pdf"),
    info("4444444444444444", "/old/report.pdf"),
]


@pytest.mark.parametrize(
    ("name", "doc_id"),
    [
        ("/docs/b/notes.txt", "2222222222222222"),
        ("b/notes.txt", "2222222222222222"),
        ("twin.txt", "1111111111111111"),
        ("3333333333333333", "3333333333333333"),
        ("report.pdf", "3333333333333333"),
    ],
)
def test_a_document_is_known_by_source_path_end_or_id(name: str, doc_id: str) -> None:
    assert document_named(name, INFOS).doc_id == doc_id


def test_an_ambiguous_name_lists_what_it_may_mean() -> None:
    with pytest.raises(DocumentNotFoundError, match=r"2 sources \(/docs/a/notes.txt, /docs/b/notes.txt\)"):
        document_named("notes.txt", INFOS)


def test_an_unknown_name_says_how_to_see_the_known_ones() -> None:
    with pytest.raises(DocumentNotFoundError, match="rag list"):
        document_named("otes.txt", INFOS)


def test_a_folder_means_all_sources_below_it() -> None:
    assert sources_named("/docs", INFOS) == ["/docs/a/notes.txt", "/docs/b/notes.txt"]


def test_an_id_means_all_names_of_its_document() -> None:
    assert sources_named("1111111111111111", INFOS) == ["/docs/a/notes.txt", "/copies/twin.txt"]


def test_one_name_of_a_document_means_that_name_alone() -> None:
    assert sources_named("twin.txt", INFOS) == ["/copies/twin.txt"]
