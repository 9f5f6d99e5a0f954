"""What a format's loader hands to the dispatch."""

from dataclasses import dataclass

from index.types import Block


@dataclass(frozen=True, slots=True)
class Parsed:
    """The content of a file, before it has a name and an id."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    """As the file itself states it, in metadata or a heading; None where it doesn't."""
    published: str | None = None
    """ISO date, as the file itself states it."""
    title_from: str | None = None
    """Where it states the title: the name of a field, a line, a part of the file."""
    published_from: str | None = None
    warning: str | None = None
    """What of the file isn't in the text, and what to do."""
    whole: bool = True
    """With all its extras, this program would read no more of it."""
