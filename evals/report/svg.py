"""Drawing: the few shapes that the plots are made of, as SVG text that the page's style sheet colours."""

from html import escape


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>"


def text(x: float, y: float, content: str, *, anchor: str = "start", class_: str = "label") -> str:
    """Return a line of text, its baseline at ``y``."""
    return element("text", escape(content), x=x, y=y, text_anchor=anchor, class_=class_)


def titled(content: str, title: str) -> str:
    """Return shapes that show ``title`` when pointed at."""
    return element("g", element("title", escape(title)) + content)


def picture(width: float, height: float, content: str, *, name: str) -> str:
    """Return a picture that scales with its column."""
    return element(
        "svg", content, viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=name, class_="plot"
    )


def path(points: list[tuple[float, float]], *, class_: str) -> str:
    """Return a line through the points."""
    return element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_=class_)


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
