"""The lines of a file's pages -> its text and blocks."""

from collections.abc import Sequence

from index.loaders.page_layout import page_paragraphs, regions, without_running_lines
from index.loaders.page_lines import Line, body_size, is_heading
from index.loaders.paragraphs import text_blocks
from index.types import Block


def page_text(pages: Sequence[Sequence[Line]], *, numbered: bool = True) -> tuple[str, tuple[Block, ...]]:
    """Join the pages; a heading stands over what follows until one as large or larger.

    Args:
        pages: Of each, stretches of lines without a wide gap in them, in the order of the file.
        numbered: The blocks name their pages.
    """
    pages = without_running_lines(pages)
    body = body_size(line for lines in pages for line in lines)
    parts: list[str] = []
    length = 0
    blocks: list[Block] = []
    path: list[tuple[float, str]] = []
    for at, lines in enumerate(pages, start=1):
        page = at if numbered else None
        for paragraph in page_paragraphs(regions(lines)):
            gap = "" if not parts else "\n" if paragraph.goes_on else "\n\n"
            start = length + len(gap)
            parts += [gap, paragraph.text]
            length = start + len(paragraph.text)
            heads = not paragraph.row and is_heading(paragraph, body)
            if heads:
                path = [(size, title) for size, title in path if size > paragraph.size]
            over = " > ".join(title for _, title in path) or None
            if heads:
                blocks.append(Block(start, length, "heading", page, over))
                path.append((paragraph.size, " ".join(paragraph.text.split())))
            elif paragraph.row:
                blocks.append(Block(start, length, "table_row", page, over))
            else:
                blocks += (
                    Block(start + one.start, start + one.end, one.kind, page, over)
                    for one in text_blocks(paragraph.text)
                )
    return "".join(parts), tuple(blocks)
