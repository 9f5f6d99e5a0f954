"""Pictures with text in them: photographed, scanned or taken of a screen. Pillow opens them."""

import io
import warnings
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from index.errors import EmptyDocumentError, LoadError, OcrNotFoundError
from index.loaders.ocr import INSTALL, Ocr
from index.loaders.page_text import page_text
from index.loaders.parsed import Parsed
from index.loaders.scanned import seen_page, unclear_warning
from index.loaders.titles import FILE_NAME

if TYPE_CHECKING:
    from PIL.Image import Image
else:
    Image = Any

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif")
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
"""Pillow knows dozens more, each with code of its own that a file may be made to harm."""
MOST_PIXELS = 80_000_000
"""A sheet of 297 by 420 mm at 600 dots an inch has 70 million."""
MOST_PAGES = 500
FREE_PAGES = 20
"""However small the file is; more take a kilobyte each, which even an empty fax does."""
_CLEAREST_SIDE = 2500
"""About that of a sheet of 210 by 297 mm at 300 dots an inch: more pixels don't make letters clearer."""

_NEW_SUBFILE_TYPE = 254
_REDUCED_OR_MASK = 0b101
_DARK = 128


def parse(raw: bytes, name: str, *, ocr: Ocr | None) -> Parsed:
    """Read a picture; of a TIFF file all pages, of an animation what it begins with.

    Args:
        raw: The file.
        name: Its name, which is its title too: what a picture says first is seldom one. It has no date: when
            it was taken isn't when its text was written.
        ocr: What reads pictures, if there is one.

    Raises:
        OcrNotFoundError: there is none.
        EmptyDocumentError: no text is found in it.
        LoadError: it is too large, damaged or of another format.
    """
    if ocr is None:
        raise OcrNotFoundError(f"{name} is a picture; to read text in pictures, {INSTALL}")
    pages = [seen_page(ocr.lines(picture)) for picture in pictures(raw, name)]
    text, blocks = page_text([page.lines for page in pages], numbered=len(pages) > 1)
    if not text:
        raise no_text(name)
    return Parsed(
        text, blocks, title=PurePath(name).stem, title_from=FILE_NAME, warning=unclear_warning(pages)
    )


def no_text(name: str) -> EmptyDocumentError:
    """Return the refusal of a picture, or a file of pictures, that was read in vain."""
    return EmptyDocumentError(
        f"no text found in {name}; if it holds some, scan or photograph it larger and sharper"
    )


def refuse_many_pages(count: int, size: int, name: str) -> None:
    """Refuse a file with more pictures than are worth their time.

    Args:
        count: Pages that are pictures.
        size: Bytes of the file.
        name: Of the file.

    Raises:
        LoadError: there are too many of them, or too many for what the file holds.
    """
    if count > MOST_PAGES:
        raise LoadError(
            f"{name} has {count:,} pages that are pictures; at most {MOST_PAGES} are read: split it"
        )
    if count > FREE_PAGES + size // 1024:
        raise LoadError(
            f"{name} has {count:,} pages that are pictures in {size:,} bytes, as a file does that is made to "
            "do harm; print it into a new one"
        )


def pictures(raw: bytes, name: str) -> Iterator[Image]:
    """Yield the pages of a file of pictures, upright as its camera says, in RGB.

    Raises:
        LoadError: it is too large, damaged or of another format.
    """
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of metadata that is written against the rules
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with _opened(raw) as opened:
                pages = _pages(opened, raw, name) if opened.format == "TIFF" else [0]
            for at in pages:
                # Opened anew: what unpacks a page holds it as long as it is open.
                with _opened(raw) as opened:
                    opened.seek(at)
                    if opened.width * opened.height > MOST_PIXELS:
                        raise _too_large(name, f"{opened.width:,} by {opened.height:,} pixels")
                    page = _page(opened)
                yield page
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
            raise _too_large(name, "far more pixels than a picture should") from exc
        except UnidentifiedImageError as exc:
            raise LoadError(
                f"{name} is damaged or none of the pictures that are read ({' '.join(SUFFIXES)}); "
                "open it in another program and save it as one of them"
            ) from exc


def _opened(raw: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(raw), formats=_FORMATS)


def _too_large(name: str, has: str) -> LoadError:
    return LoadError(
        f"{name} has {has}; at most {MOST_PIXELS // 1_000_000} million pixels are read: "
        "make it smaller or cut it"
    )


def _pages(opened: Image, raw: bytes, name: str) -> list[int]:
    """Return the pages of a TIFF file, without thumbnails and masks."""
    count = getattr(opened, "n_frames", 1)
    refuse_many_pages(count, len(raw), name)
    found = []
    for at in range(count):
        opened.seek(at)
        if not int(opened.tag_v2.get(_NEW_SUBFILE_TYPE, 0)) & _REDUCED_OR_MASK:  # type: ignore[attr-defined]
            found.append(at)
    return found or [0]


def _page(opened: Image) -> Image:
    """Return a page upright, in RGB, and not larger than helps."""
    from PIL import ImageOps

    # A JPEG file can be unpacked in half its size, which takes a quarter of the memory.
    opened.draft(None, (_CLEAREST_SIDE, _CLEAREST_SIDE))
    picture = _in_shades(opened)
    times = round(min(picture.size) / _CLEAREST_SIDE)
    upright = ImageOps.exif_transpose(picture.reduce(times) if times > 1 else picture)
    return _on_a_ground(upright) if upright.mode == "RGBA" else upright.convert("RGB")


def _in_shades(picture: Image) -> Image:
    """Return a picture whose pixels are shades rather than numbers of colours, which can be made smaller."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, of which a conversion would keep the lower 8
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L") if picture.mode in {"1", "F"} else picture.convert("RGB")


def _on_a_ground(layered: Image) -> Image:
    """Return a picture with what is transparent in a shade from which the rest stands out."""
    from PIL import Image, ImageStat

    visible = layered.getchannel("A")
    shades = ImageStat.Stat(layered.convert("L"), visible.point(lambda alpha: 255 if alpha else 0))
    is_dark = not shades.count[0] or shades.mean[0] < _DARK
    ground = Image.new("RGBA", layered.size, "white" if is_dark else "black")
    return Image.alpha_composite(ground, layered).convert("RGB")
