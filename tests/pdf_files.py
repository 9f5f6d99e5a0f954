"""PDF files for the tests, some written by hand where a library can't be made to."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

BODY_SIZE = 11
LINE = 5  # millimetres between baselines


def written(*pages: Sequence[tuple[float, str]], title: str = "", password: str = "") -> bytes:
    """Return a PDF whose pages hold paragraphs of a font size and a text."""
    pdf = FPDF()
    pdf.set_title(title)
    pdf.set_creation_date(datetime(2024, 5, 6, 12, tzinfo=UTC))
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    for page in pages:
        pdf.add_page()
        for size, text in page:
            pdf.set_font("Helvetica", size=size)
            pdf.multi_cell(0, LINE * size / BODY_SIZE, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
            pdf.ln(LINE)
    return bytes(pdf.output())


def scanned(*pages: str | None, stamp: str = "") -> bytes:
    """Return a PDF whose pages are a drawing where nothing is given, else a text; "" leaves one empty.

    Args:
        pages: One drawing by default.
        stamp: What stands above each drawing, which covers the page then.
    """
    pdf = FPDF()
    pdf.set_creation_date(datetime(2024, 5, 6, 12, tzinfo=UTC))
    for text in pages or (None,):
        pdf.add_page()
        pdf.set_font("Helvetica", size=BODY_SIZE)
        if text is None and stamp:
            pdf.image(Image.new("L", (30, 40), 200), 0, 0, pdf.w, pdf.h)
            for at, line in enumerate(stamp.splitlines()):
                pdf.text(20, 20 + LINE * at, line)
        elif text is None:
            pdf.rect(20, 20, 50, 50)
        else:
            pdf.multi_cell(0, LINE, text)
    return bytes(pdf.output())


def with_glyphs(lines: Sequence[str], meanings: Mapping[str, str]) -> bytes:
    """Return a one-page PDF whose font draws some ASCII characters but says they mean other ones.

    Args:
        lines: What is drawn.
        meanings: What a character stands for in the font's ToUnicode map: how ligatures are stored.
    """
    pairs = "\n".join(
        f"<{ord(glyph):02x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in meanings.items()
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(meanings)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    shown = "\n".join(f"({line}) Tj 0 -14 Td" for line in lines)
    streams = [f"BT /F1 11 Tf 50 700 Td\n{shown}\nET", to_unicode]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources 7 0 R >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        *(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in streams),
        "<< /Font << /F1 4 0 R >> >>",
    ]
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{body.index('xref')}\n%%EOF\n"
    return (body + trailer).encode("latin-1")
