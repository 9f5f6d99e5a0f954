import pytest

from index.errors import LoadError
from index.loaders import Part, load_part
from index.loaders.options import DEFAULT_OPTIONS
from index.types import Document
from tests.hostile_files import zipped

OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>The Dam</dc:title><dc:date>2024-05-06</dc:date></metadata><manifest>"
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="a%20a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
RST = """\
=======
The Dam
=======

:Date: 2024-05-06

It broke.

Who fell
--------

Nobody::

    ls -l

.. comment

.. code-block:: python

    print("dam")

.. note:: Mind the gap.
"""
CODE = '"""Dams."""\n\nimport os\n\n\ndef broke() -> bool:\n    return True\n'


def loaded(name: str, raw: bytes | str) -> Document:
    return load_part(Part(f"/{name}", name, raw.encode() if isinstance(raw, str) else raw), DEFAULT_OPTIONS)


def blocks(document: Document) -> list[tuple[str, str | None, str]]:
    return [(b.kind, b.place or b.heading, document.text[b.start : b.end]) for b in document.blocks]


def book(**pages: str) -> bytes:
    container = '<container><rootfiles><rootfile full-path="t/c.opf"/></rootfiles></container>'
    return zipped({"META-INF/container.xml": container, "t/c.opf": OPF, **pages})


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    chapter = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><h1>{}</h1><p>{}</p></body></html>'
    raw = book(
        **{
            "t/b.xhtml": chapter.format("Two", "It ends&nbsp;here."),
            "t/a a.xhtml": chapter.format("One", "It begins."),
        }
    )
    document = loaded("a.epub", raw)
    assert blocks(document) == [
        ("heading", None, "One"),
        ("paragraph", "One", "It begins."),
        ("heading", None, "Two"),
        ("paragraph", "Two", "It ends here."),
    ]
    assert (document.title, document.published) == ("The Dam", "2024-05-06")


def test_a_book_without_one_of_its_chapters_is_refused() -> None:
    with pytest.raises(LoadError, match=r"a\.epub is damaged or no book: t/a a\.xhtml isn't in it"):
        loaded("a.epub", book())


def test_restructured_text_has_sections_fields_and_code() -> None:
    document = loaded("a.rst", RST)
    assert blocks(document) == [
        ("heading", None, "The Dam"),
        ("metadata", "The Dam", ":Date: 2024-05-06"),
        ("paragraph", "The Dam", "It broke."),
        ("heading", "The Dam", "Who fell"),
        ("paragraph", "The Dam > Who fell", "Nobody::"),
        ("code", "The Dam > Who fell", "ls -l"),
        ("metadata", "The Dam > Who fell", ".. comment"),
        ("code", "The Dam > Who fell", 'print("dam")'),
        ("paragraph", "The Dam > Who fell", ".. note:: Mind the gap."),
    ]
    assert (document.text, document.title, document.published) == (RST, "The Dam", "2024-05-06")


def test_code_is_text_with_the_lines_at_which_its_parts_begin() -> None:
    document = loaded("dam.py", CODE)
    assert blocks(document) == [
        ("code", "line 1", '"""Dams."""'),
        ("code", "line 3", "import os"),
        ("code", "line 6", "def broke() -> bool:\n    return True"),
    ]
    assert (document.text, document.title, document.title_from) == (CODE, "dam.py", "file name")


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(LoadError, match=r"a\.txt has a line of 2,000,001 characters"):
        loaded("a.txt", "x" * 2_000_001)
