from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import EmptyDocumentError, LoadError
from index.loaders.parsed import Parsed
from index.loaders.pdf import parse
from index.loaders.pdf_lines import Line, paragraphs
from tests import pdf_files

PROSE = "The ferry crossed the lake twice a day until the new bridge was opened to traffic in spring. " * 3


def blocks(parsed: Parsed) -> list[tuple[str, int | None, str | None, str]]:
    return [(b.kind, b.page, b.heading, parsed.text[b.start : b.end]) for b in parsed.blocks]


def line(text: str, *, at: float, right: float = 500, left: float = 50, size: float = 11) -> Line:
    return Line(text, left, right, at, size)


def test_pages_paragraphs_and_headings_are_told_apart() -> None:
    raw = pdf_files.written([(20, "Lake Report"), (11, PROSE), (14, "Boats"), (11, PROSE)], [(11, PROSE)])
    prose = PROSE.strip()
    assert blocks(parse(raw, "x.pdf")) == [
        ("heading", 1, None, "Lake Report"),
        ("paragraph", 1, "Lake Report", prose),
        ("heading", 1, "Lake Report", "Boats"),
        ("paragraph", 1, "Lake Report > Boats", prose),
        ("paragraph", 2, "Lake Report > Boats", prose),
    ]


def test_list_lines_stay_lines() -> None:
    parsed = parse(pdf_files.written([(11, PROSE), (11, "Bring:\n- a tent\n- rope\n1. tape")]), "x.pdf")
    assert parsed.text.endswith("Bring:\n- a tent\n- rope\n1. tape")
    assert [block.kind for block in parsed.blocks] == ["paragraph", "paragraph", *["list_item"] * 3]


def test_metadata_states_title_and_date() -> None:
    parsed = parse(pdf_files.written([(11, PROSE)], title="Lake Report"), "x.pdf")
    assert (parsed.title, parsed.published) == ("Lake Report", "2024-05-06")


@pytest.mark.parametrize("junk", ["Microsoft Word - report.doc", "untitled", "Untitled-1", "report.indd", ""])
def test_a_title_that_says_nothing_is_ignored(junk: str) -> None:
    assert parse(pdf_files.written([(11, PROSE)], title=junk), "x.pdf").title is None


def test_ligatures_are_spelt_out_and_soft_hyphens_go() -> None:
    raw = pdf_files.with_glyphs(
        ["They #nd the o$ce co%operative."], {"#": "\ufb01", "$": "\ufb03", "%": "\xad"}
    )
    assert parse(raw, "x.pdf").text == "They find the office cooperative."


def test_a_word_hyphenated_at_a_line_end_is_mended() -> None:
    lines = [
        "The committee read about the extraordi-",
        "nary sale of the well-",
        "known ferry in 2024-",
        "25.",
    ]
    assert parse(pdf_files.with_glyphs(lines, {}), "x.pdf").text == (
        "The committee read about the extraordinary sale of the well-known ferry in 2024-25."
    )


def test_a_wide_gap_begins_a_paragraph() -> None:
    lines = [line("One", at=700), line("goes on.", at=686), line("Two", at=650), line("goes on.", at=636)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["One goes on.", "Two goes on."]


def test_an_indented_line_behind_a_sentence_begins_a_paragraph() -> None:
    lines = [line("One ends.", at=700), line("Two", at=686, left=65), line("goes on.", at=672)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["One ends.", "Two goes on."]


def test_a_short_line_that_ends_a_sentence_ends_its_paragraph() -> None:
    lines = [line("One goes", at=700), line("to here.", at=686, right=200), line("Two.", at=672)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["One goes to here.", "Two."]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    lines = [line("One goes", at=114), line("on and", at=100), line("on here.", at=700), line("Two", at=650)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["One goes on and on here.", "Two"]


def test_an_encrypted_file_is_called_password_protected() -> None:
    with pytest.raises(LoadError, match=r"x\.pdf is password-protected"):
        parse(pdf_files.written([(11, PROSE)], password="secret"), "x.pdf")


def test_a_file_without_a_text_layer_asks_for_ocr() -> None:
    with pytest.raises(EmptyDocumentError, match=r"x\.pdf has no text layer.*OCR"):
        parse(pdf_files.scanned(), "x.pdf")


@pytest.mark.parametrize("raw", [b"no PDF at all", pdf_files.scanned()[:200], b"%PDF-1.7\n%%EOF"])
def test_a_damaged_file_is_refused(raw: bytes) -> None:
    with pytest.raises(LoadError, match=r"x\.pdf is damaged, cut off or no PDF"):
        parse(raw, "x.pdf")


def test_files_may_be_read_from_several_threads() -> None:
    raws = [pdf_files.written([(11, f"Page {number} of the log. {PROSE}")]) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        texts = [parsed.text for parsed in pool.map(lambda raw: parse(raw, "x.pdf"), raws)]
    assert [text[:6] for text in texts] == [f"Page {number}" for number in range(8)]
