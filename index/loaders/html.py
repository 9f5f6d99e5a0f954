"""Web pages: the main text, by trafilatura where the page has an article, else all that is no menu."""

import re
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError, LoadError
from index.loaders.building import TextBuilder
from index.loaders.decode import decode
from index.loaders.html_metadata import page_date, page_title
from index.loaders.parsed import Parsed
from index.loaders.tree import read_into, read_tree

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 2048
_LONGEST_ARTICLE = 300_000
_MOST_BLOCKS = 5_000
"""More is a book or a reference; trafilatura's time grows with the square of the page."""

_PERMALINKS = frozenset("¶#§")
"""What documentation generators write beside a heading for readers to link to it."""

_LEAST_SHARE = 0.25
"""Where trafilatura keeps less of the page, it took a list, a glossary or a form for boilerplate."""


def parse(raw: bytes, name: str) -> Parsed:
    """Read an HTML file."""
    page = _page(_decoded(raw, name), name)
    title, published = page_title(page), page_date(page)
    content = _main_text(page)
    if not content.blocks:
        raise EmptyDocumentError(f"{name} holds no text; save the page once its text is shown")
    return Parsed(
        content.text,
        content.blocks,
        title,
        published,
        "page metadata" if title else None,
        "page metadata" if published else None,
    )


def add_markup(builder: TextBuilder, source: str, name: str, *, place: str | None = None) -> None:
    """Append all that is no menu of a page that is a part of something else, such as a mail or a book.

    Raises:
        EmptyDocumentError: there is nothing in it.
        LoadError: it isn't HTML.
    """
    read_into(builder, _page(source, name), place=place)


def _page(source: str, name: str) -> HtmlElement:
    import lxml.etree
    import lxml.html

    try:
        page = lxml.html.document_fromstring(_XML_DECLARATION.sub("", source))
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as exc:
        raise EmptyDocumentError(f"{name} holds no text; save the page once its text is shown") from exc
    except (ValueError, AssertionError) as exc:
        raise LoadError(
            f"{name} isn't HTML that can be read ({exc}); save the page again from a browser"
        ) from exc
    for link in list(page.iter("a")):
        if link.get("href", "").startswith("#") and link.text_content().strip() in _PERMALINKS:
            link.drop_tree()
    return page


def _main_text(page: HtmlElement) -> Parsed:
    """Return the article on the page, or everything but menus where there is none. Changes ``page``."""
    import trafilatura
    from trafilatura.settings import Document

    everything = read_tree(page)
    if len(everything.text) > _LONGEST_ARTICLE or len(everything.blocks) > _MOST_BLOCKS:
        return everything
    for listing in list(page.iter("pre")):
        listing.tag = "code"  # trafilatura takes <pre> for a quotation, and its lines for one
    extract = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    article = read_tree(extract.body) if isinstance(extract, Document) else None
    return everything if article is None or _lost_its_shape(article, everything) else article


def _lost_its_shape(article: Parsed, everything: Parsed) -> bool:
    """Tell whether trafilatura found no article: one flat paragraph, a small part, or no headings."""
    return (
        len(article.blocks) <= 1
        or len(article.text) < _LEAST_SHARE * len(everything.text)
        or (_headings(everything) > 1 and _headings(article) == 0)
    )


def _headings(parsed: Parsed) -> int:
    return sum(block.kind == "heading" for block in parsed.blocks)


def _decoded(raw: bytes, name: str) -> str:
    declared = _CHARSET.search(raw, 0, _HEAD_BYTES)
    if declared:
        try:
            return decode(raw.decode(declared[1].decode()).encode(), name)
        except (LookupError, UnicodeError):
            pass  # a declaration that isn't true: the bytes tell
    return decode(raw, name)
