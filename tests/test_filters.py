import pytest

from index.errors import InvalidFilterError
from index.filters import NamedDocument, matching, source_matches, validated
from index.types import SearchFilter


def named(doc_id: str, published: str | None, source: str = "") -> NamedDocument:
    return NamedDocument(doc_id, published, source or f"/docs/{doc_id}.txt")


DOCUMENTS = [named("old", "2024-12-31"), named("new", "2025-02-12"), named("undated", None)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (SearchFilter(), ["old", "new", "undated"]),
        (SearchFilter(after="2025-01-01"), ["new"]),
        (SearchFilter(after="2025-02-12"), ["new"]),
        (SearchFilter(before="2024-12-31"), ["old"]),
        (SearchFilter(after="2024-01-01", before="2026-01-01"), ["old", "new"]),
        (SearchFilter(source="new.txt"), ["new"]),
        (SearchFilter(source="*.txt", after="2025-01-01"), ["new"]),
    ],
)
def test_dates_are_inclusive_and_undated_documents_pass_no_date(
    where: SearchFilter, expected: list[str]
) -> None:
    assert matching(DOCUMENTS, where) == expected


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("/docs/news/a.txt", True),
        ("a.txt", True),
        ("news/*.txt", True),
        ("./news/a.txt", True),
        ("*.txt", True),
        ("?.txt", True),
        ("ews/a.txt", False),
        ("*.md", False),
        ("A.txt", False),
    ],
)
def test_a_glob_fits_the_whole_path_its_end_or_the_file_name(pattern: str, matches: bool) -> None:
    assert source_matches("/docs/news/a.txt", pattern) is matches


def test_any_of_a_document_s_names_may_fit() -> None:
    twice = [named("x", None, "/a/one.txt"), named("x", None, "/b/two.txt")]
    assert matching(twice, SearchFilter(source="two.txt")) == ["x"]
    assert matching(twice, SearchFilter(source="*.txt")) == ["x"]


@pytest.mark.parametrize("date", ["2025-13-01", "12.02.2025", "20250212", "2025-W07-3", "yesterday", ""])
def test_a_date_that_is_not_iso_is_refused_by_name(date: str) -> None:
    with pytest.raises(InvalidFilterError, match="YYYY-MM-DD"):
        validated(SearchFilter(after=date))


def test_an_impossible_span_is_refused() -> None:
    with pytest.raises(InvalidFilterError, match="nothing is published"):
        validated(SearchFilter(after="2025-02-02", before="2025-02-01"))
