"""Web pages: the main text, by trafilatura where the page has an article, else all that is no menu."""

import re

from index.errors import EmptyDocumentError, LoadError
from index.loaders.decode import decode
from index.loaders.html_metadata import page_date, page_title
from index.loaders.parsed import Parsed
from index.loaders.tree import read_tree

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 2048
_LEAST_SHARE = 0.25
"""Where trafilatura keeps less of the page, it took a list, a glossary or a form for boilerplate."""


def parse(raw: bytes, name: str) -> Parsed:
    """Read an HTML file."""
    import lxml.etree
    import lxml.html
    import trafilatura
    from trafilatura.settings import Document

    source = _XML_DECLARATION.sub("", _decoded(raw, name), count=1)
    try:
        page = lxml.html.document_fromstring(source)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as exc:
        raise EmptyDocumentError(f"{name} holds no text") from exc
    except (ValueError, AssertionError) as exc:
        raise LoadError(f"{name} isn't HTML that can be read: {exc}") from exc
    title, published = page_title(page), page_date(page)
    everything = read_tree(page)
    for listing in page.iter("pre"):
        listing.tag = "code"  # trafilatura takes <pre> for a quotation, and its lines for one
    article = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    main = read_tree(article.body) if isinstance(article, Document) else None
    if main is None or _lost_its_shape(main, everything):
        main = everything
    if not main.blocks:
        raise EmptyDocumentError(f"{name} holds no text")
    return Parsed(main.text, main.blocks, title, published)


def _lost_its_shape(main: Parsed, everything: Parsed) -> bool:
    """Tell whether trafilatura found no article: then it gives one flat paragraph, or a small part."""
    return len(main.blocks) <= 1 or len(main.text) < _LEAST_SHARE * len(everything.text)


def _decoded(raw: bytes, name: str) -> str:
    declared = _CHARSET.search(raw, 0, _HEAD_BYTES)
    if declared:
        try:
            return decode(raw.decode(declared[1].decode()).encode(), name)
        except (LookupError, UnicodeError):
            pass  # a declaration that isn't true: the bytes tell
    return decode(raw, name)
