"""Latency and memory against the size of the index, as a PNG."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT, _MARGIN = 480, 320, 60
_INK, _LINE = (40, 40, 40), (30, 90, 160)


def save_plot(points: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw both, side by side; both axes begin at 0.

    Args:
        points: What ``growth`` measured at each size.
        path: The picture.
    """
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (2 * _WIDTH, _HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    sizes = [float(point["chunks"]) for point in points]
    latency = [float(point["fused"]["p50_ms"]) for point in points]
    memory = [float(point["anonymous_mib"]) for point in points]
    _panel(draw, 0, "hybrid search, median, ms", sizes, latency)
    _panel(draw, _WIDTH, "memory that isn't a file's, MiB", sizes, memory)
    picture.save(path)


def _panel(draw: Any, left: int, title: str, sizes: Sequence[float], values: Sequence[float]) -> None:
    right, top, bottom = left + _WIDTH - _MARGIN // 2, _MARGIN, _HEIGHT - _MARGIN
    left += _MARGIN
    widest, highest = max(sizes), max(values) or 1.0
    places = [
        (left + (right - left) * size / widest, bottom - (bottom - top) * value / highest)
        for size, value in zip(sizes, values, strict=True)
    ]
    draw.text((left, top // 4), title, fill=_INK)
    draw.line([(left, top), (left, bottom), (right, bottom)], fill=_INK)
    draw.line(places, fill=_LINE, width=2)
    for (x, y), size, value in zip(places, sizes, values, strict=True):
        draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=_LINE)
        draw.text((x, y - 16), f"{value:.0f}", fill=_INK, anchor="ms")
        draw.text((x, bottom + 8), f"{size:,.0f}", fill=_INK, anchor="rt" if size == widest else "mt")
    draw.text(((left + right) / 2, bottom + 28), "chunks", fill=_INK, anchor="mt")
