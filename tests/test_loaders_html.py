import pytest

from index.errors import EmptyDocumentError
from index.loaders.html import parse
from index.loaders.parsed import Parsed

LONG = "The ferry crossed the lake twice a day until the new bridge was opened in the spring of that year. "


def read(html: str) -> Parsed:
    return parse(html.encode(), "x.html")


def blocks(html: str) -> list[tuple[str, str | None, str]]:
    parsed = read(html)
    return [(block.kind, block.heading, parsed.text[block.start : block.end]) for block in parsed.blocks]


ARTICLE = f"""<!DOCTYPE html><html><head><title>The ferry | Lake News</title></head><body>
<nav><a href="/">Home</a> <a href="/news">More news</a></nav>
<article><h1>The ferry</h1><p>{LONG} It was <b>old</b> &amp; slow.</p>
<h2>Reasons</h2><ul><li>Too <i>slow</i></li><li>Too dear</li></ul>
<table><tr><th>Year</th><th>Trips</th></tr><tr><td>1990</td><td>730</td></tr></table>
<pre>log 1
log 2</pre><p>{LONG}</p></article>
<script>var tracking = 1;</script><footer>Copyright Lake News</footer></body></html>"""


def test_an_article_is_read_without_menu_script_and_footer() -> None:
    assert blocks(ARTICLE) == [
        ("heading", None, "The ferry"),
        ("paragraph", "The ferry", LONG + "It was old & slow."),
        ("heading", "The ferry", "Reasons"),
        ("list_item", "The ferry > Reasons", "- Too slow"),
        ("list_item", "The ferry > Reasons", "- Too dear"),
        ("table_row", "The ferry > Reasons", "Year | Trips"),
        ("table_row", "The ferry > Reasons", "1990 | 730"),
        ("code", "The ferry > Reasons", "log 1\nlog 2"),
        ("paragraph", "The ferry > Reasons", LONG.strip()),
    ]


def test_a_short_page_is_read_whole() -> None:
    assert read("<body><p>Closed <i>today</i>.</p></body>").text == "Closed today."
    assert read("no tags at all").text == "no tags at all"


def test_a_glossary_keeps_its_entries() -> None:
    html = "<nav>Menu</nav><dl><dt>Ferry</dt><dd>A boat.</dd><dt>Bridge</dt><dd>A way across.</dd></dl>"
    assert read(html).text == "- Ferry\n- A boat.\n- Bridge\n- A way across."


def test_line_breaks_and_nested_lists_keep_their_lines() -> None:
    assert (
        read("<body><p>One<br>Two</p><ul><li>A<ul><li>B</li></ul></li></ul></body>").text
        == "One\nTwo\n\n- A\n- B"
    )


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    html = "<table><tr><td><h2>A</h2><p>One.</p></td><td><p>Two.</p><p>Three.</p></td></tr></table>"
    assert [kind for kind, _, _ in blocks(html)] == ["heading", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize("html", ["<!-- nothing -->", "<html><body><script>x()</script></body></html>"])
def test_a_page_without_text_is_called_empty(html: str) -> None:
    with pytest.raises(EmptyDocumentError, match=r"x\.html holds no text"):
        read(html)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-02-12T10:00:00+01:00">',
        '<meta name="DC.date.issued" content="2025-02-12">',
        '<meta name="date" content="12 February 2025">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2025-02-12"}]}</script>',
    ],
)
def test_the_page_states_when_it_was_published(head: str) -> None:
    assert read(f"<html><head>{head}</head><body><p>Text.</p></body></html>").published == "2025-02-12"


def test_a_single_time_is_the_date_and_several_are_none() -> None:
    one = '<time datetime="2025-02-12">Wednesday</time>'
    assert read(f"<p>{one} Text.</p>").published == "2025-02-12"
    assert read(f'<p>{one} <time datetime="2025-02-13">Thursday</time> Text.</p>').published is None


def test_a_date_in_the_text_is_not_taken_for_the_pages_own() -> None:
    assert read("<p>On 12 February 2025 the bridge opened. Copyright 2023.</p>").published is None


@pytest.mark.parametrize(
    "head", ['<meta name="date" content="2025-13-40">', '<script type="application/ld+json">{</script>']
)
def test_a_date_that_cannot_be_is_ignored(head: str) -> None:
    assert read(f"<html><head>{head}</head><body>Text.</body></html>").published is None


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (
            '<head><meta property="og:title" content="The &amp; ferry"><title>x</title></head><p>Text.',
            "The & ferry",
        ),
        ("<head><title>The ferry | Lake News</title></head><h1>The ferry</h1><p>Text.", "The ferry"),
        ("<head><title>The ferry</title></head><h1>Welcome</h1><p>Text.", "The ferry"),
        ("<head><title>Untitled</title></head><p>Text.", None),
    ],
)
def test_the_page_states_its_title(html: str, title: str | None) -> None:
    assert read(html).title == title


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "latin-1"),
        ("utf-8", "utf-8"),
        ("utf-8", "latin-1"),
        ("nonsense", "utf-8"),
        ("windows-1252", "cp1252"),
    ],
)
def test_the_declared_encoding_is_believed_where_it_is_true(declared: str, encoding: str) -> None:
    html = f'<html><head><meta charset="{declared}"></head><body><p>Café crème déjà vu</p></body></html>'
    assert parse(html.encode(encoding), "x.html").text == "Café crème déjà vu"


def test_xhtml_with_a_declaration_is_read() -> None:
    html = '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>É</p></body></html>'
    assert read(html).text == "É"


def test_tags_written_as_text_stay_text() -> None:
    assert read("<p>Use &lt;b&gt; for bold.</p>").text == "Use <b> for bold."


def test_links_to_a_heading_itself_are_left_out() -> None:
    link = '<a class="headerlink" href="#fares">{mark}</a>'
    for mark in ("¶", " # ", "§"):
        assert blocks(f"<h2>Fares{link.format(mark=mark)}</h2><p>See <a href='#x'>§ 5</a>: 2 Fr.</p>") == [
            ("heading", None, "Fares"),
            ("paragraph", "Fares", "See § 5: 2 Fr."),
        ]
