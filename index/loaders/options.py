"""What a user may say about the files that are read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The same for all files of an addition."""

    password: str | None = field(default=None, repr=False)
    """Opens files that are protected with it."""
    json_field: str | None = None
    """The field of JSON records that holds their text; guessed by default."""


DEFAULT_OPTIONS = LoadOptions()
