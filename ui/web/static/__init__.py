"""The page's style sheet and scripts, as files beside this one."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read_static(name: str) -> str:
    """Return a file of this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")
