"""Files that are made to do harm to what reads them."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import openpyxl

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
BILLION_LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "lol">{_LAUGHS}]>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Target="document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(document: str) -> bytes:
    """Return a Word document with that XML, whatever it is."""
    return zipped(
        {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "document.xml": document}
    )


def laughing_word() -> bytes:
    """Return a Word document whose text is entities of entities."""
    text = "<w:p><w:r><w:t>&l10;</w:t></w:r></w:p>"
    return word(f'{BILLION_LAUGHS}<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>')


def laughing_book() -> bytes:
    """Return a book whose table of contents is entities of entities."""
    return zipped({"META-INF/container.xml": f"{BILLION_LAUGHS}<container>&l10;</container>"})


def zip_bomb(megabytes: int) -> bytes:
    """Return a small file that unpacks into a large one."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("long.txt", "w", force_zip64=True) as entry,
    ):
        for _ in range(megabytes):
            entry.write(b" " * (1 << 20))
    return buffer.getvalue()


def recursive_zip(depth: int = 5) -> bytes:
    """Return an archive in an archive in an archive."""
    raw = b"The end."
    for level in range(depth):
        raw = zipped({f"{level}.zip" if level else "end.txt": raw})
    return raw


@cache
def nested_flate_pdf(megabytes: int, times: int) -> bytes:
    """Return a small PDF whose page is packed several times over, and is spaces in the end."""
    packer = zlib.compressobj(1)
    content = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    filters = " ".join(["/FlateDecode"] * times)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        f"<< /Length {len(content)} /Filter [{filters}] >>\nstream\n".encode() + content + b"\nendstream",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>"
    return body + f"{tail}\nstartxref\n{len(body)}\n%%EOF\n".encode()


def wide_sheet(columns: int) -> bytes:
    """Return a table of text with many columns."""
    head = ",".join(f"column {n}" for n in range(columns))
    return f"{head}\n{','.join('x' * columns)}\n".encode()


def wide_workbook(path: Path, columns: int) -> None:
    """Write a workbook with many columns."""
    workbook = openpyxl.Workbook()
    workbook.active.append([f"column {column}" for column in range(columns)])
    workbook.save(path)


def deep_page(depth: int) -> bytes:
    """Return a web page of elements in elements."""
    return b"<html><body>" + b"<div>" * depth + b"deep" + b"</div>" * depth + b"</body></html>"
