"""Pictures for the tests, and what reads them without looking."""

import io
import zlib
from collections.abc import Sequence

from PIL import Image

from index.loaders.corners import Corners
from index.loaders.ocr import SeenLine

LINE_HEIGHT = 20.0


def seen(
    text: str,
    *,
    top: float,
    left: float = 0,
    right: float = 300,
    height: float = LINE_HEIGHT,
    sure: float = 0.99,
) -> SeenLine:
    """Return a level line in a picture."""
    return SeenLine(text, box(left, top, right, top + height), height, sure)


def box(left: float, top: float, right: float, foot: float) -> Corners:
    """Return the corners of a level line."""
    return Corners((left, top), (right, top), (right, foot), (left, foot))


class FakeOcr:
    """Sees what it was told, picture by picture; remembers the pictures."""

    def __init__(self, *pages: Sequence[SeenLine]) -> None:
        self.pictures: list[Image.Image] = []
        self._pages = pages

    def lines(self, picture: Image.Image) -> Sequence[SeenLine]:
        self.pictures.append(picture)
        return self._pages[len(self.pictures) - 1]


def picture(
    kind: str = "PNG", *, size: tuple[int, int] = (60, 40), frames: int = 1, **options: object
) -> bytes:
    """Return the file of an empty picture, or of several frames."""
    buffer = io.BytesIO()
    images = [Image.new("L", size, 255 - number) for number in range(frames)]
    if frames > 1:
        options |= {"save_all": True, "append_images": images[1:]}
    images[0].save(buffer, kind, **options)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG file of a few bytes whose head promises a picture of that size."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + (13).to_bytes(4, "big")
        + head
        + zlib.crc32(head).to_bytes(4, "big")
        + (b"\x00\x00\x00\x01IDAT\x00" + zlib.crc32(b"IDAT\x00").to_bytes(4, "big"))
    )
