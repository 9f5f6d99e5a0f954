from collections.abc import Sequence
from math import radians, tan

import pytest
from PIL import Image, ImageDraw

from index.loaders.corners import Corners, beginning, begun_later, runs_down, turned_back, usual_thickness
from index.loaders.ocr import LARGEST_SIDE, LineReader, SeenLine, font_height
from index.loaders.scanned import seen_page, unclear_warning
from tests.picture_fakes import box, seen

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)


class FakeModels:
    """Finds the boxes it was told, and tells of a line how large its picture is and which end is dark."""

    def __init__(self, *boxes: Corners, upside_down: bool = False) -> None:
        self.searched: list[tuple[int, int]] = []
        self.asked: list[tuple[int, int]] = []
        self._boxes = boxes
        self._upside_down = upside_down

    def boxes(self, picture: Image.Image) -> Sequence[Corners]:
        self.searched.append(picture.size)
        return self._boxes

    def text(self, line: Image.Image) -> tuple[str, float]:
        begins_dark = line.getpixel((2, line.height // 2)) == BLACK
        return f"{line.width}x{line.height}{' from the dark end' if begins_dark else ''}", 0.9

    def is_upside_down(self, line: Image.Image) -> bool:
        self.asked.append(line.size)
        return self._upside_down


def page(
    size: tuple[int, int] = (800, 1000), *, dark: tuple[int, int, int, int] | None = None
) -> Image.Image:
    """Return a white page, with a dark rectangle."""
    image = Image.new("RGB", size, WHITE)
    if dark is not None:
        ImageDraw.Draw(image).rectangle(dark, fill=BLACK)
    return image


def test_a_page_that_is_large_enough_is_searched_as_it_is_made_smaller() -> None:
    models = FakeModels(box(100, 50, 300, 60))
    (line,) = LineReader(models).lines(page((2 * LARGEST_SIDE, 2 * LARGEST_SIDE)))
    assert models.searched == [(LARGEST_SIDE, LARGEST_SIDE)]
    assert line.corners == box(200, 100, 600, 120)
    assert line.text == "400x20"  # cut out of the page itself, not of what was searched


def test_a_small_picture_is_searched_larger() -> None:
    models = FakeModels(box(100, 200, 500, 240))
    (line,) = LineReader(models).lines(page((368, 400)))
    assert models.searched == [(736, 800)]
    assert line.corners == box(50, 100, 250, 120)


def test_a_picture_without_lines_says_nothing() -> None:
    assert LineReader(FakeModels()).lines(page()) == []


def test_a_high_picture_is_searched_in_pieces_and_a_line_found_once() -> None:
    # 1,000 by 3,000 pixels: pieces of 1,500, each with 150 more of the next, searched at their own size.
    models = FakeModels(box(0, 1520, 400, 1540))
    lines = LineReader(models).lines(page((1000, 3000)))
    assert models.searched == [(970, 1600), (970, 1600)]
    # In the first piece that is below its end; in the second, which begins at 1,350, it is inside.
    assert [round(line.corners.top_start[1]) for line in lines] == [1350 + round(1520 * 1650 / 1600)]


def test_rules_and_borders_are_not_read() -> None:
    assert LineReader(FakeModels(box(0, 10, 790, 15))).lines(page()) == []
    assert LineReader(FakeModels(box(0, 10, 790, 10.5))).lines(page()) == []


@pytest.mark.parametrize(
    ("upside_down", "dark", "corners"),
    [
        # The text begins at the top of the picture, whose right side is its top.
        (False, (300, 100, 340, 200), Corners((100, 460), (500, 460), (500, 500), (100, 500))),
        # It begins at the foot of the picture, whose left side is its top.
        (True, (300, 400, 340, 500), Corners((500, 300), (900, 300), (900, 340), (500, 340))),
    ],
)
def test_a_page_that_lies_on_its_side_is_read_upright(
    upside_down: bool, dark: tuple[int, int, int, int], corners: Corners
) -> None:
    models = FakeModels(box(300, 100, 340, 500), upside_down=upside_down)
    (line,) = LineReader(models).lines(page(dark=dark))
    assert line.text == "400x40 from the dark end"
    assert line.corners == corners


def test_a_page_that_stands_on_its_head_is_read_upright() -> None:
    models = FakeModels(box(100, 200, 500, 240), upside_down=True)
    (line,) = LineReader(models).lines(page(dark=(400, 200, 500, 240)))
    assert line.text == "400x40 from the dark end"
    assert line.corners == box(300, 760, 700, 800)


def test_the_beginnings_of_five_long_lines_say_which_way_up_a_page_is() -> None:
    models = FakeModels(*(box(0, 100 * at, 300 + at, 100 * at + 20) for at in range(8)))
    LineReader(models).lines(page())
    assert models.asked == [(120, 20)] * 5


def test_a_line_on_its_side_in_an_upright_page_is_read_downwards_and_stays_where_it_is() -> None:
    upright = [box(0, 100 * at, 400, 100 * at + 20) for at in range(3)]
    lines = LineReader(FakeModels(*upright, box(600, 100, 620, 400))).lines(page())
    assert [line.text for line in lines] == ["400x20", "400x20", "400x20", "300x20"]
    assert lines[3].corners == box(600, 100, 620, 400)


def test_corners_begin_elsewhere_for_turned_text_and_turn_back_with_the_picture() -> None:
    corners = Corners((30, 10), (34, 10), (34, 50), (30, 50))
    assert begun_later(corners, 1) == ((34, 10), (34, 50), (30, 50), (30, 10))
    # Turned anticlockwise, a picture of 80 by 100 is 100 by 80, and what was its right side is its top.
    assert turned_back(begun_later(corners, 1), 1, (80, 100)) == box(10, 46, 50, 50)
    assert turned_back(corners, 2, (80, 100)) == ((50, 90), (46, 90), (46, 50), (50, 50))
    assert begun_later(corners, 4) == corners == turned_back(corners, 0, (80, 100))


@pytest.mark.parametrize(("text", "height"), [("QUAY 24", 20 / 0.64), ("by the quay", 20 / 0.47)])
@pytest.mark.parametrize("colours", [(WHITE, BLACK), (BLACK, WHITE)])
def test_the_height_of_a_font_is_told_by_rows_of_ink(
    text: str, height: float, colours: tuple[tuple[int, int, int], tuple[int, int, int]]
) -> None:
    ground, ink = colours
    line = Image.new("RGB", (100, 40), ground)
    ImageDraw.Draw(line).rectangle((20, 10, 59, 29), fill=ink)
    assert font_height(line, text) == pytest.approx(height)
    ImageDraw.Draw(line).rectangle((20, 30, 29, 39), fill=ink)  # a quarter reaches ten rows lower
    assert font_height(line, text) == pytest.approx(height * 22.5 / 20, rel=0.01)


def test_a_single_letter_is_no_line_that_runs_down() -> None:
    lines = [box(0, 0, 200, 20), box(0, 30, 8, 50), box(0, 60, 20, 200)]
    assert usual_thickness(lines) == 20
    assert [runs_down(line, 20) for line in lines] == [False, False, True]


def test_the_beginning_of_a_line_is_part_of_it() -> None:
    assert beginning(box(10, 0, 210, 20), 6) == box(10, 0, 130, 20)
    assert beginning(box(10, 0, 60, 20), 6) == box(10, 0, 60, 20)


def test_lines_are_in_points_on_baselines_from_top_to_bottom() -> None:
    found = seen_page([seen("Second.", top=140), seen("First.", top=100)], scale=0.5)
    assert [line.text for line in found.lines] == ["First.", "Second."]
    first = found.lines[0]
    # A font of 20 * 0.5 points, whose baseline is 0.3 of that below the line's middle at 110 pixels.
    assert first.size == pytest.approx(10)
    assert first.baseline == pytest.approx(-(110 * 0.5) - 0.3 * 10)
    assert (first.left, first.right) == (0, 150)


def test_without_a_scale_most_text_is_twelve_points_high() -> None:
    found = seen_page([seen("A heading", top=0, height=40), seen("what most of the text is like", top=80)])
    assert [line.size for line in found.lines] == pytest.approx([24, 12])


def test_letters_that_reach_up_or_down_make_no_other_font() -> None:
    heights = (20.0, 25.0, 20.0, 16.0, 30.0)
    lines = [seen("abcdefghij", top=40 * at, height=height) for at, height in enumerate(heights)]
    assert [line.size for line in seen_page(lines).lines] == pytest.approx([12, 12, 12, 12, 12])


def test_a_short_line_of_larger_letters_is_of_another_font_and_a_full_one_of_much_larger() -> None:
    body = [seen("abcdefghij", top=100 + 40 * at) for at in range(4)]
    short = seen("abcdefghij", top=0, height=30, right=200)
    assert [line.size for line in seen_page([short, *body]).lines] == pytest.approx([18, 12, 12, 12, 12])
    large = seen("abcdefghij", top=0, height=35)
    assert [line.size for line in seen_page([large, *body]).lines] == pytest.approx([21, 12, 12, 12, 12])
    small = seen("abcdefghij", top=300, height=15)
    assert [line.size for line in seen_page([*body, small]).lines] == pytest.approx([12, 12, 12, 12, 9])


def test_a_page_scanned_askew_is_straightened() -> None:
    fall = tan(radians(2))
    lines = [
        SeenLine(text, Corners(*((x, 100 + y + fall * x) for x, y in box(left, 0, left + 300, 20))), 20, 0.99)
        for text, left in (("right", 400), ("left", 0))
    ]
    left, right = seen_page(lines, scale=1).lines
    assert (left.text, right.text) == ("left", "right")
    assert left.baseline == pytest.approx(right.baseline, abs=0.01)
    assert left.size == pytest.approx(right.size)


def test_unclear_lines_are_left_out_and_told_of_where_they_are_many() -> None:
    clear = [seen(f"Line {at}.", top=30 * at) for at in range(9)]
    page_of_ten = seen_page([*clear, seen("Lorm ipsvm", top=300, sure=0.74)])
    assert (len(page_of_ten.lines), page_of_ten.unclear) == (9, 1)
    assert unclear_warning([page_of_ten]) is None
    worse = seen_page([*clear, *(seen("Lorm", top=300 + at, sure=0.5) for at in range(3))])
    assert unclear_warning([page_of_ten, worse]) == (
        "4 of 22 lines were too unclear to be read; a sharper or larger picture would help"
    )
