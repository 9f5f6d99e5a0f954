"""What the Office formats share: ZIP files of XML that state title and date in the same way."""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from index.errors import LoadError
from index.loaders.dates import iso_date
from index.loaders.titles import stated_title
from index.loaders.zips import open_zip

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_STILL_THE_SAME = timedelta(days=31)
"""A file changed long after it was made was made of another, or of a template: neither day is its date."""
_TEMPLATE_YEAR = 2013
"""Of the templates that python-docx and python-pptx begin with; what they write says so."""


class Properties(Protocol):
    """Of a document, presentation or workbook."""

    title: str | None
    created: datetime | None
    modified: datetime | None


class Stated(NamedTuple):
    """What a file says of itself."""

    title: str | None
    title_from: str | None
    published: str | None
    published_from: str | None


def refuse_unreadable(raw: bytes, name: str) -> None:
    """Refuse what isn't an Office file, or isn't one that can be opened.

    Raises:
        LoadError: it is protected, of an old format, damaged, or would unpack into too much.
    """
    if raw.startswith(_OLD_OFFICE):
        raise LoadError(
            f"{name} is password-protected, or of an Office format from before 2007; "
            "save it without a password in today's format"
        )
    open_zip(raw, name).close()


def stated(properties: Properties) -> Stated:
    """Return title and date as the file states them, with the names of the fields."""
    title = stated_title(properties.title)
    published = _made_on(properties.created, properties.modified)
    return Stated(
        title, "document property title" if title else None,
        published, "document property created" if published else None,
    )  # fmt: skip


def _made_on(created: datetime | None, modified: datetime | None) -> str | None:
    if created is None:
        return None
    if modified is not None:
        apart = abs(modified.replace(tzinfo=None) - created.replace(tzinfo=None))
        if apart > _STILL_THE_SAME:
            return None
    elif created.year == _TEMPLATE_YEAR:
        return None
    return iso_date(created)
