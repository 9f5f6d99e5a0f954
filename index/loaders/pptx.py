"""Presentations, by way of python-pptx: the only importer of it."""

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError
from index.loaders.advice import PRINT_TO_PDF
from index.loaders.building import TextBuilder
from index.loaders.office import refuse_unreadable, stated
from index.loaders.parsed import Parsed

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
else:
    BaseShape = Slide = Any


def parse(raw: bytes, name: str) -> Parsed:
    """Read a presentation: what stands on each slide, then the speaker's notes to it."""
    refuse_unreadable(raw, name)
    import pptx

    presentation = pptx.Presentation(io.BytesIO(raw))
    builder = TextBuilder()
    for number, slide in enumerate(presentation.slides, start=1):
        _add_slide(builder, slide, f"slide {number}")
    parsed = builder.parsed(**stated(presentation.core_properties)._asdict())
    if not parsed.blocks:
        raise EmptyDocumentError(f"{name} holds no text; {PRINT_TO_PDF}")
    return parsed


def _add_slide(builder: TextBuilder, slide: Slide, place: str) -> None:
    builder.leave(1)
    title = slide.shapes.title
    if title is not None:
        builder.add_heading(1, title.text_frame.text, place=place)
    for shape in _shapes(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add_shape(builder, shape, place)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        builder.add_prose(slide.notes_slide.notes_text_frame.text, place=f"{place}, notes")


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    for shape in shapes:
        inner = getattr(shape, "shapes", None)
        if inner is not None:
            yield from _shapes(inner)
        else:
            yield shape


def _add_shape(builder: TextBuilder, shape: Any, place: str) -> None:
    if shape.has_text_frame:
        lines = [_one_line(paragraph.text) for paragraph in shape.text_frame.paragraphs]
        lines = [line for line in lines if line]
        for line in lines:
            if len(lines) > 1:
                builder.add(f"- {line}", "list_item", place=place)
            else:
                builder.add(line, place=place)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            cells = [_one_line(cell.text_frame.text) for cell in row.cells]
            if any(cells):
                builder.add(" | ".join(cells), "table_row", place=place)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x0b", " ").split())
