import io
from datetime import datetime

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import LoadError
from index.loaders import Part, load_part
from index.loaders.options import DEFAULT_OPTIONS
from index.types import Document
from tests.hostile_files import zipped


def loaded(name: str, raw: bytes) -> Document:
    return load_part(Part(f"/{name}", name, raw), DEFAULT_OPTIONS)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def blocks(document: Document) -> list[tuple[str, str | None, str | None, str]]:
    return [(b.kind, b.place, b.heading, document.text[b.start : b.end]) for b in document.blocks]


def word_with(body: str) -> Document:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    return loaded("a.docx", saved(document))


def test_a_word_document_has_headings_lists_and_tables() -> None:
    document = docx.Document()
    document.add_heading("Report", 0)
    document.add_heading("Boats", 1)
    document.add_paragraph("Two sank.")
    document.add_paragraph("the first", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ida", "24"
    assert blocks(loaded("a.docx", saved(document))) == [
        ("heading", None, None, "Report"),
        ("heading", None, None, "Boats"),
        ("paragraph", None, "Boats", "Two sank."),
        ("list_item", None, "Boats", "- the first"),
        ("table_row", None, "Boats", "Ida | 24"),
    ]


def test_inserted_words_are_read_and_deleted_ones_are_not() -> None:
    changed = (
        "<w:r><w:t>The ferry </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>always </w:delText></w:r></w:del><w:r><w:t>sank.</w:t></w:r>"
    )
    assert word_with(changed).text == "The ferry never sank."


def test_a_text_box_stands_behind_the_paragraph_that_holds_it() -> None:
    box = "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
    box = f"<w:r><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></w:r>"
    assert word_with(f"<w:r><w:t>Outside.</w:t></w:r>{box}").text == "Outside.\n\nIn a box."


def test_properties_state_title_and_date() -> None:
    document = docx.Document()
    document.add_paragraph("Two sank.")
    document.core_properties.title = "Report"
    document.core_properties.created = datetime(2024, 5, 6)  # noqa: DTZ001 - as the format stores it
    document.core_properties.modified = datetime(2024, 5, 7)  # noqa: DTZ001
    read = loaded("a.docx", saved(document))
    assert (read.title, read.title_from) == ("Report", "document property title")
    assert (read.published, read.published_from) == ("2024-05-06", "document property created")


def test_a_document_changed_long_after_it_was_made_has_no_date() -> None:
    document = docx.Document()
    document.add_paragraph("Two sank.")
    document.core_properties.created = datetime(2019, 5, 6)  # noqa: DTZ001 - as the format stores it
    document.core_properties.modified = datetime(2024, 5, 7)  # noqa: DTZ001
    read = loaded("a.docx", saved(document))
    assert (read.published, read.published_from) == (None, None)


def test_slides_have_their_number_and_notes_of_their_own() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Prices"
    slide.placeholders[1].text = "A pass costs 84\nChildren pay nothing"
    slide.notes_slide.notes_text_frame.text = "Mention the dogs."
    assert blocks(loaded("a.pptx", saved(presentation))) == [
        ("heading", "slide 1", None, "Prices"),
        ("list_item", "slide 1", "Prices", "- A pass costs 84"),
        ("list_item", "slide 1", "Prices", "- Children pay nothing"),
        ("paragraph", "slide 1, notes", "Prices", "Mention the dogs."),
    ]


def test_rows_name_their_columns_and_stand_at_their_number() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Crew"
    for row in [["Name", "Born", "Share"], ["Ida", datetime(1990, 2, 3), 0.25], [], ["Olaf", None, 3.0]]:  # noqa: DTZ001
        sheet.append(row)
    sheet["C2"].number_format = "0%"
    assert blocks(loaded("a.xlsx", saved(workbook))) == [
        ("table_row", "Crew row 1", "Crew", "Name | Born | Share"),
        ("table_row", "Crew row 2", "Crew", "Name: Ida | Born: 1990-02-03 | Share: 25%"),
        ("table_row", "Crew row 4", "Crew", "Name: Olaf | Share: 3"),
    ]


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.epub"])
@pytest.mark.parametrize("raw", [b"PK\x03\x04 cut off", b"no zip", zipped({"a.txt": "another archive"})])
def test_what_is_no_office_file_is_refused_by_name(name: str, raw: bytes) -> None:
    with pytest.raises(LoadError, match=rf"{name}"):
        loaded(name, raw)


def test_a_protected_or_old_office_file_is_told_apart() -> None:
    with pytest.raises(LoadError, match=r"a\.docx is password-protected, or of an Office format from before"):
        loaded("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
