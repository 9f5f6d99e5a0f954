from html.parser import HTMLParser

import pytest

from tests.web_fakes import ATTACKS, elements
from ui.web.html import Mark, attribute, marked, show, show_date, show_line


def test_text_is_shown_and_never_read_as_html() -> None:
    assert (
        show("<b onclick='x'>a & \"b\"</b>") == "&lt;b onclick=&#39;x&#39;&gt;a &amp; &#34;b&#34;&lt;/b&gt;"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_brings_an_element_or_leaves_its_attribute(attack: str) -> None:
    assert elements(show(attack)) == []
    assert elements(show_line(attack)) == ["bdi"]
    assert elements(show_date(attack)) == ["bdi"]
    assert elements(marked(attack, [Mark(2, 5, 1)])) == ["mark"]

    class Attributes(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert [name for name, _ in attrs] == ["title"]

    Attributes().feed(f'<p title="{attribute(attack)}">')


def test_control_characters_and_bidirectional_overrides_are_taken_away() -> None:
    assert show("a\x1b[31mb\x00c\u202ed") == "abcd"


def test_marks_enclose_exactly_their_characters() -> None:
    assert (
        marked("She left. He came back.", [Mark(10, 22, 1)])
        == 'She left. <mark class="" data-markers="1">He came back</mark>.'
    )


def test_marks_count_code_points() -> None:
    assert marked("🏞🏞 lake", [Mark(3, 7, 1)]) == '🏞🏞 <mark class="" data-markers="1">lake</mark>'


def test_a_mark_around_html_marks_it_as_text() -> None:
    assert marked("a <b> c", [Mark(2, 5, 1)]) == 'a <mark class="" data-markers="1">&lt;b&gt;</mark> c'


def test_overlapping_marks_are_cut_where_they_begin_and_end() -> None:
    assert marked("abcdef", [Mark(0, 4, 1), Mark(2, 6, 2)], selected=2) == (
        '<mark class="" data-markers="1">ab</mark>'
        '<mark class="selected" data-markers="1 2">cd</mark>'
        '<mark class="selected" data-markers="2">ef</mark>'
    )


def test_a_mark_beyond_the_text_ends_with_it() -> None:
    assert marked("abc", [Mark(-5, 1, 1), Mark(2, 99, 2)]) == (
        '<mark class="" data-markers="1">a</mark>b<mark class="" data-markers="2">c</mark>'
    )


def test_dates_are_written_out_and_anything_else_is_left() -> None:
    assert show_date("2025-02-12") == '<time datetime="2025-02-12">12 February 2025</time>'
    assert show_date("last <i>week</i>") == "<bdi>last &lt;i&gt;week&lt;/i&gt;</bdi>"
