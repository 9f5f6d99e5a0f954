import io

import pytest
from PIL import Image, ImageDraw

from index.errors import EmptyDocumentError, LoadError, OcrNotFoundError
from index.loaders import DEFAULT_OPTIONS, Part, Refusal, load_part
from index.loaders.images import parse, pictures, refuse_many_pages
from index.loaders.ocr import SeenLine
from index.reading import read_part
from index.types import Document
from tests.picture_fakes import FakeOcr, picture, png_that_claims, seen

ORIENTATION = 274
BLACK = (0, 0, 0)
WHITE = (255, 255, 255)


def read(raw: bytes, name: str, ocr: FakeOcr | None) -> Document | Refusal:
    return read_part(Part(f"/{name}", name, raw), DEFAULT_OPTIONS, ocr=ocr).found


def test_lines_become_paragraphs_with_exact_places() -> None:
    ocr = FakeOcr(
        [
            seen("The bench by the quay", top=100, right=300),
            seen("broke. Nobody fell.", top=125, right=180),
            seen("It was mended.", top=190, right=150),
        ]
    )
    document = read(picture(), "Letter to Ida.png", ocr)
    assert isinstance(document, Document)
    assert document.text == "The bench by the quay broke. Nobody fell.\n\nIt was mended."
    assert [(one.kind, one.start, one.end, one.page) for one in document.blocks] == [
        ("paragraph", 0, 41, None),
        ("paragraph", 43, 57, None),
    ]
    assert (document.title, document.title_from) == ("Letter to Ida", "file name")
    assert document.published is None


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left line {at} of the text" for at in range(1, 7)]
    right = [f"right line {at} of the text" for at in range(1, 7)]
    lines = [
        seen(text, top=50 + 25 * at, left=edge, right=edge + 290)
        for at in range(6)
        for text, edge in ((right[at], 320), (left[at], 0))
    ]
    assert parse(picture(), "a.png", ocr=FakeOcr(lines)).text == " ".join([*left, *right])


def test_rows_of_a_table_stand_line_by_line() -> None:
    rows = [("Quay", "Master"), ("North", "Ida"), ("South", "Olaf")]
    lines = [
        seen(cell, top=30 * at, left=edge, right=edge + 80)
        for at, row in enumerate(rows)
        for cell, edge in zip(row, (0, 200), strict=True)
    ]
    parsed = parse(picture(), "a.png", ocr=FakeOcr(lines))
    assert parsed.text == "Quay | Master\nNorth | Ida\nSouth | Olaf"
    assert {block.kind for block in parsed.blocks} == {"table_row"}


def test_large_print_is_a_heading() -> None:
    lines = [seen("Harbour report", top=0, height=40), seen("The quay was built long ago.", top=80)]
    heading, text = parse(picture(), "a.png", ocr=FakeOcr(lines)).blocks
    assert (heading.kind, text.kind, text.heading) == ("heading", "paragraph", "Harbour report")


def test_each_page_of_a_tiff_file_is_named() -> None:
    ocr = FakeOcr([seen("One.", top=0)], [], [seen("Three.", top=0)])
    parsed = parse(picture("TIFF", frames=3), "fax.TIF", ocr=ocr)
    assert parsed.text == "One.\n\nThree."
    assert [block.page for block in parsed.blocks] == [1, 3]


def test_thumbnails_in_a_tiff_file_are_no_pages() -> None:
    buffer = io.BytesIO()
    page, small = Image.new("L", (60, 40)), Image.new("L", (6, 4))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    page.save(buffer, "TIFF", save_all=True, append_images=[small])
    assert [image.size for image in pictures(buffer.getvalue(), "a.tif")] == [(60, 40)]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_what_it_begins_with(kind: str) -> None:
    ocr = FakeOcr([seen("One.", top=0)])
    parsed = parse(picture(kind, frames=3), f"a.{kind.lower()}", ocr=ocr)
    assert [block.page for block in parsed.blocks] == [None]


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("png", "PNG"),
        ("jpeg", "JPEG"),
        ("JPG", "JPEG"),
        ("tiff", "TIFF"),
        ("webp", "WEBP"),
        ("bmp", "BMP"),
        ("gif", "GIF"),
    ],
)
def test_formats_are_read(ending: str, kind: str) -> None:
    ocr = FakeOcr([seen("Read.", top=0)])
    assert parse(picture(kind), f"a.{ending}", ocr=ocr).text == "Read."
    assert [(image.mode, image.size) for image in ocr.pictures] == [("RGB", (60, 40))]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_a_picture_is_turned_as_its_camera_says(kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned clockwise by a quarter
    image = Image.new("L", (60, 40), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 29, 39), fill=0)  # what was left comes to the top
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=exif)
    (upright,) = pictures(buffer.getvalue(), f"a.{kind.lower()}")
    assert upright.size == (40, 60)
    assert [max(upright.convert("L").getpixel((20, y)), 20) for y in (10, 50)] == [20, 255]  # type: ignore[type-var]


@pytest.mark.parametrize(("ink", "ground"), [("black", WHITE), ("white", BLACK)])
def test_what_is_transparent_stands_out_from_the_text(ink: str, ground: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 9, 9), fill=ink)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    (flat,) = pictures(buffer.getvalue(), "a.png")
    assert flat.getpixel((30, 30)) == ground
    assert flat.getpixel((5, 5)) == tuple(255 - shade for shade in ground)


def test_shades_of_sixteen_bits_are_kept() -> None:
    buffer = io.BytesIO()
    Image.new("I;16", (60, 40), 128 * 256).save(buffer, "PNG")
    (image,) = pictures(buffer.getvalue(), "a.png")
    assert image.getpixel((0, 0)) == (128, 128, 128)


def test_more_pixels_than_help_are_not_given_to_the_reader() -> None:
    (sheet,) = pictures(picture("TIFF", size=(5000, 7000), compression="tiff_lzw"), "a.tif")
    (web_page,) = pictures(picture(size=(1280, 9000)), "a.png")
    assert (sheet.size, web_page.size) == ((2500, 3500), (1280, 9000))


def test_a_picture_is_refused_by_name_where_nothing_reads_it() -> None:
    with pytest.raises(OcrNotFoundError, match=r"scan\.png is a picture.*run: pip install 'rag\[ocr\]'"):
        parse(picture(), "scan.png", ocr=None)


@pytest.mark.parametrize("lines", [[], [seen("Lorm", top=0, sure=0.4)]])
def test_a_picture_without_clear_text_is_no_empty_document(lines: list[SeenLine]) -> None:
    with pytest.raises(EmptyDocumentError, match=r"no text found in a\.png; if it holds some, scan or photo"):
        parse(picture(), "a.png", ocr=FakeOcr(lines))


def test_what_holds_no_text_is_passed_over_unless_it_was_named() -> None:
    for ocr in (None, FakeOcr([])):
        refusal = read(picture(), "a.png", ocr)
        assert isinstance(refusal, Refusal)
        assert refusal.skipped
    damaged = read(picture()[:50], "a.png", FakeOcr([]))
    assert isinstance(damaged, Refusal)
    assert not damaged.skipped


def test_unclear_lines_are_warned_of() -> None:
    ocr = FakeOcr([seen("It broke.", top=0), seen("Lorm", top=60, sure=0.4)])
    document = read(picture(), "a.png", ocr)
    assert isinstance(document, Document)
    assert document.text == "It broke."
    assert (document.warning or "").startswith("1 of 2 lines were too unclear to be read")


@pytest.mark.parametrize(
    ("side", "has"), [(8_945, "8,945 by 8,945 pixels"), (60_000, "far more pixels than a picture should")]
)
def test_a_picture_of_too_many_pixels_is_refused_unpacked(side: int, has: str) -> None:
    raw = png_that_claims(side, side)
    with pytest.raises(LoadError, match=rf"a\.png has {has}; at most 80 million pixels are read: make it"):
        parse(raw, "a.png", ocr=FakeOcr())


def test_more_pages_than_a_file_can_hold_are_refused() -> None:
    refuse_many_pages(20, 100, "a.tif")
    refuse_many_pages(500, 500 * 1024, "a.tif")
    with pytest.raises(
        LoadError, match=r"a\.tif has 22 pages that are pictures in 1,200 bytes, as a file does"
    ):
        refuse_many_pages(22, 1200, "a.tif")
    with pytest.raises(
        LoadError, match=r"a\.tif has 501 pages that are pictures; at most 500 are read: split it"
    ):
        refuse_many_pages(501, 1 << 30, "a.tif")


@pytest.mark.parametrize("raw", [b"no picture", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"])
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(
        LoadError, match=r"a\.png is damaged or none of the pictures that are read.*save it as"
    ):
        load_part(Part("/a.png", "a.png", raw), DEFAULT_OPTIONS, ocr=FakeOcr())


def test_a_picture_that_is_cut_off_is_refused() -> None:
    raw = picture("JPEG", size=(600, 400))
    with pytest.raises(LoadError, match=r"a\.jpg is damaged, or isn't what its ending says"):
        load_part(Part("/a.jpg", "a.jpg", raw[:-200]), DEFAULT_OPTIONS, ocr=FakeOcr())
