from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import EmptyDocumentError, LoadError, OcrNotFoundError
from index.loaders import DEFAULT_OPTIONS, Part, load_part
from index.loaders.page_layout import Region, page_paragraphs, regions, without_running_lines
from index.loaders.page_lines import Line, paragraphs
from index.loaders.parsed import Parsed
from index.loaders.pdf import parse
from tests import pdf_files
from tests.picture_fakes import FakeOcr, seen

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


def test_a_scan_is_refused_by_name_where_nothing_reads_pictures() -> None:
    with pytest.raises(OcrNotFoundError, match=r"x\.pdf has no text layer.*run: pip install 'rag\[ocr\]'"):
        parse(pdf_files.scanned(), "x.pdf")


def test_a_scan_is_read_from_its_pictures_page_by_page() -> None:
    ocr = FakeOcr(
        [seen("The bench by the quay", top=200, right=900), seen("broke.", top=230, right=200)],
        [seen("It was mended.", top=200)],
    )
    parsed = parse(pdf_files.scanned(None, None), "x.pdf", ocr=ocr)
    assert blocks(parsed) == [
        ("paragraph", 1, None, "The bench by the quay broke."),
        ("paragraph", 2, None, "It was mended."),
    ]
    # 210 by 297 mm at 200 dots an inch.
    assert [(picture.mode, picture.size) for picture in ocr.pictures] == [("RGB", (1654, 2339))] * 2
    assert parsed.published is None  # what the file states is the day of the scan
    assert parsed.whole


def test_text_and_scanned_pages_are_read_in_order() -> None:
    raw = pdf_files.scanned("One is text.", None, "", "Four is text.", None)
    ocr = FakeOcr([seen("Two is a scan.", top=200, height=32)], [seen("Five is a scan.", top=200, height=32)])
    parsed = parse(raw, "x.pdf", ocr=ocr)
    assert [(page, text) for _, page, _, text in blocks(parsed)] == [
        (1, "One is text."),
        (2, "Two is a scan."),
        (4, "Four is text."),
        (5, "Five is a scan."),
    ]
    assert parsed.published == "2024-05-06"
    assert parsed.warning is None


def test_scanned_pages_that_nothing_reads_are_named() -> None:
    raw = pdf_files.scanned("One is text.", None, "Three is text.", None, None, None)
    parsed = parse(raw, "x.pdf")
    assert parsed.text == "One is text.\n\nThree is text."
    assert parsed.warning == (
        "pages 2, 4-6 are pictures, left out; to read such pages, run: pip install 'rag[ocr]' "
        "and add the file again"
    )


def test_a_file_read_in_part_is_another_document_than_the_whole() -> None:
    part = Part("/x.pdf", "x.pdf", pdf_files.scanned("One is text.", None))
    in_part = load_part(part, DEFAULT_OPTIONS)
    whole = load_part(part, DEFAULT_OPTIONS, ocr=FakeOcr([seen("Two.", top=0)]))
    assert (in_part.warning or "").startswith("page 2 is a picture, left out")
    assert in_part.doc_id != whole.doc_id
    assert whole.text == "One is text.\n\nTwo."


def test_what_stands_over_a_scanned_page_is_kept_as_it_stands_there() -> None:
    # The stamp's baseline is 20 mm, or 157 pixels, from the top.
    seen_stamp = seen("5canned by BoxScan", top=130, left=160, right=460, height=34)
    ocr = FakeOcr([seen_stamp, seen("The bench broke.", top=400, left=160, height=50)])
    parsed = parse(pdf_files.scanned(None, "", stamp="Scanned by BoxScan"), "x.pdf", ocr=ocr)
    assert parsed.text == "Scanned by BoxScan\n\nThe bench broke."
    assert parsed.published is None


def test_a_page_of_text_over_a_picture_is_no_scan() -> None:
    raw = pdf_files.scanned(None, stamp="Lake report\nBoats and fish\nin three parts")
    parsed = parse(raw, "x.pdf", ocr=FakeOcr())
    assert (parsed.text, parsed.whole) == ("Lake report\nBoats and fish in three parts", True)


def test_a_scan_in_which_no_text_is_found_is_no_empty_document() -> None:
    with pytest.raises(EmptyDocumentError, match=r"no text found in x\.pdf"):
        parse(pdf_files.scanned(), "x.pdf", ocr=FakeOcr([]))
    with pytest.raises(EmptyDocumentError, match=r"x\.pdf holds no text, its pages are empty"):
        parse(pdf_files.scanned(""), "x.pdf", ocr=FakeOcr())


def test_a_small_file_of_very_many_scanned_pages_is_refused() -> None:
    with pytest.raises(LoadError, match=r"x\.pdf has 90 pages that are pictures in [\d,]+ bytes"):
        parse(pdf_files.scanned(*[None] * 90), "x.pdf", ocr=FakeOcr())


@pytest.mark.parametrize("raw", [b"no PDF at all", pdf_files.scanned()[:200], b"%PDF-1.7\n%%EOF"])
def test_a_damaged_file_is_refused(raw: bytes) -> None:
    with pytest.raises(LoadError, match=r"x\.pdf is damaged, cut off or no PDF"):
        parse(raw, "x.pdf")


def test_files_may_be_read_from_several_threads() -> None:
    raws = [pdf_files.written([(11, f"Page {number} of the log. {PROSE}")]) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        texts = [parsed.text for parsed in pool.map(lambda raw: parse(raw, "x.pdf"), raws)]
    assert [text[:6] for text in texts] == [f"Page {number}" for number in range(8)]


def column(words: str, *, left: float, rows: int, top: float = 700) -> list[Line]:
    return [
        line(f"{words} {n} goes on and on", at=top - 14 * n, left=left, right=left + 200) for n in range(rows)
    ]


def texts(found: list[Region]) -> list[list[str]]:
    return [[one.text for one in region.lines] for region in found]


def test_two_columns_are_read_one_after_the_other_however_the_file_orders_them() -> None:
    left, right = column("left", left=50, rows=6), column("right", left=300, rows=6)
    mixed = [piece for row in zip(left, right, strict=True) for piece in row]
    title = line("A title across both columns of the page", at=750, left=50, right=500)
    (above, first, second) = regions([title, *mixed])
    assert texts([above, first, second]) == [
        [title.text],
        [one.text for one in left],
        [one.text for one in right],
    ]


def test_a_word_parted_between_columns_is_mended() -> None:
    (whole,) = page_paragraphs(
        [Region((line("the com-", at=100, right=250),)), Region((line("mittee met.", at=700, left=300),))]
    )
    assert whole.text == "the committee met."


def test_pieces_that_stand_below_each_other_are_rows_of_a_table() -> None:
    rows = [
        [line("Quay", at=700, right=80), line("Master", at=700, left=150, right=190)],
        [line("North", at=686, right=85), line("Ida", at=686, left=150, right=165)],
    ]
    (table,) = regions([piece for row in rows for piece in row])
    assert table.table
    assert texts([table]) == [["Quay | Master", "North | Ida"]]


def test_justified_lines_with_wide_gaps_are_no_table() -> None:
    rows = [
        [line("prose with a", at=700, right=210), line("gap", at=700, left=230, right=500)],
        [line("in another place", at=686, right=320), line("here", at=686, left=340, right=500)],
    ]
    (text,) = regions([piece for row in rows for piece in row])
    assert not text.table
    assert texts([text]) == [["prose with a gap", "in another place here"]]


def test_what_stands_at_the_head_and_foot_of_every_page_is_left_out() -> None:
    said = ["Boats came.", "Boats left.", "Boats sank."]
    pages = [
        [line("Lake Report", at=780), line(words, at=700), line("More.", at=686),
         line(f"{words} End.", at=672), line(f"page {n}", at=20)]
        for n, words in enumerate(said)
    ]  # fmt: skip
    assert [[one.text for one in page] for page in without_running_lines(pages)] == [
        [words, "More.", f"{words} End."] for words in said
    ]
    assert without_running_lines(pages[:2]) == pages[:2]
