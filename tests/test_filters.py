import pytest

from index.errors import InvalidFilterError
from index.filters import matching, source_matches, validated
from index.types import DocumentInfo, SearchFilter


def info(doc_id: str, published: str | None, *sources: str) -> DocumentInfo:
    return DocumentInfo(doc_id, sources or (f"/docs/{doc_id}.txt",), doc_id, published, 1, 10, None, "", "")


INFOS = [info("old", "2024-12-31"), info("new", "2025-02-12"), info("undated", None)]


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
    assert matching(INFOS, where) == expected


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
    assert matching([info("x", None, "/a/one.txt", "/b/two.txt")], SearchFilter(source="two.txt")) == ["x"]


@pytest.mark.parametrize("date", ["2025-13-01", "12.02.2025", "20250212", "2025-W07-3", "yesterday", ""])
def test_a_date_that_is_not_iso_is_refused_by_name(date: str) -> None:
    with pytest.raises(InvalidFilterError, match="YYYY-MM-DD"):
        validated(SearchFilter(after=date))


def test_an_impossible_span_is_refused() -> None:
    with pytest.raises(InvalidFilterError, match="nothing is published"):
        validated(SearchFilter(after="2025-02-02", before="2025-02-01"))
