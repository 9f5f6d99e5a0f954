"""The YAML (``---``) or TOML (``+++``) block at the head of a Markdown file."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from index.loaders.dates import iso_date
from index.loaders.titles import stated_title

_YAML = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST = 10_000
_DATE_KEYS = (
    "date",
    "published",
    "publish_date",
    "pubdate",
    "published_at",
    "publishdate",
    "created",
    "created_at",
)


class FrontMatter(NamedTuple):
    """What the block states, and where the text goes on behind it (0: there is none)."""

    end: int = 0
    title: str | None = None
    published: str | None = None


def read_front_matter(text: str) -> FrontMatter:
    """Return what front matter states; a block that can't be read states nothing."""
    for pattern, read in ((_YAML, _read_yaml), (_TOML, _read_toml)):
        found = pattern.match(text)
        fields = read(found[1]) if found and len(found[1]) <= _LONGEST else None
        if found and fields is not None:
            dates = (iso_date(fields.get(key)) for key in _DATE_KEYS)
            return FrontMatter(
                found.end(), stated_title(fields.get("title")), next(filter(None, dates), None)
            )
    return FrontMatter()


def _read_yaml(source: str) -> Mapping[str, object] | None:
    import yaml

    try:
        fields = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        # Broken YAML is front matter still; two rules around prose are not.
        return {} if re.match(r"[\w-]+[ \t]*:", source) else None
    return _lowered(fields)


def _read_toml(source: str) -> Mapping[str, object] | None:
    import tomllib

    try:
        return _lowered(tomllib.loads(source))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _lowered(fields: object) -> Mapping[str, object] | None:
    if not isinstance(fields, dict):
        return None
    return {str(key).lower().replace("-", "_"): value for key, value in fields.items()}
