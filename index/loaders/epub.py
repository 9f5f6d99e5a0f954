"""Books: EPUB, a ZIP file of web pages with a list of them in reading order."""

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zipfile import ZipFile

from index.errors import EmptyDocumentError, LoadError
from index.loaders.advice import PRINT_TO_PDF, SAVE_ANEW
from index.loaders.building import TextBuilder
from index.loaders.dates import iso_date
from index.loaders.html import add_markup
from index.loaders.parsed import Parsed
from index.loaders.titles import stated_title
from index.loaders.tree import read_into
from index.loaders.zips import open_zip, read_entry

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

_CONTAINER = "META-INF/container.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_PUBLICATION = frozenset({None, "publication", "original-publication"})


def parse(raw: bytes, name: str) -> Parsed:
    """Read a book, chapter by chapter."""
    with open_zip(raw, name) as archive:
        root = _root_file(archive, name)
        package = _xml(_entry(archive, root, name))
        builder = TextBuilder()
        for path in _reading_order(package, posixpath.dirname(root)):
            builder.leave(1)
            _add_chapter(builder, _entry(archive, path, name), name)
    title = stated_title(package.findtext(f".//{_DC}title"))
    published = _published(package)
    parsed = builder.parsed(
        title=title,
        title_from="book field title" if title else None,
        published=published,
        published_from="book field date" if published else None,
    )
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text; {PRINT_TO_PDF}")
    return parsed


def _add_chapter(builder: TextBuilder, raw: bytes, name: str) -> None:
    from lxml import etree

    try:
        read_into(builder, _xml(raw))
    except etree.XMLSyntaxError:  # as of a named character that only HTML knows
        with suppress(EmptyDocumentError):
            add_markup(builder, raw.decode("utf-8-sig", "replace"), name)


def _root_file(archive: ZipFile, name: str) -> str:
    root = _xml(_entry(archive, _CONTAINER, name)).find(".//{*}rootfile")
    if root is None or not root.get("full-path"):
        raise LoadError(f"{name} is no book: its {_CONTAINER} names no content; {SAVE_ANEW}")
    return str(root.get("full-path"))


def _entry(archive: ZipFile, path: str, name: str) -> bytes:
    try:
        return read_entry(archive, archive.getinfo(path), name=name)
    except KeyError as exc:
        raise LoadError(f"{name} is damaged or no book: {path} isn't in it; {SAVE_ANEW}") from exc


def _xml(raw: bytes) -> Element:
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _reading_order(package: Element, folder: str) -> list[str]:
    pages = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href")))))
        for item in package.iter(f"{_OPF}item")
        if item.get("media-type") in _PAGES and "nav" not in str(item.get("properties")).split()
    }
    listed = [item.get("idref") for item in package.iter(f"{_OPF}itemref")]
    return [pages[idref] for idref in listed if idref in pages]


def _published(package: Element) -> str | None:
    for element in package.iter(f"{_DC}date"):
        if element.get(f"{_OPF}event") in _PUBLICATION:
            return iso_date((element.text or "").strip())
    return None
