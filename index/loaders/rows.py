"""Tables without a layout: each row becomes a line that names its columns."""

from collections.abc import Iterable, Sequence

from index.errors import LoadError
from index.loaders.building import TextBuilder

MOST_COLUMNS = 1000
_LONGEST_NAME = 80
_FEWEST_COLUMNS = 2


def add_rows(
    builder: TextBuilder, rows: Iterable[tuple[int, Sequence[str]]], *, name: str, sheet: str = ""
) -> None:
    """Append a table, each row as ``Column: value | Column: value`` without its empty cells.

    The first row that isn't empty names the columns, if every cell of it reads like a name; else the cells of
    each row stand side by side without names.

    Args:
        builder: Takes the rows.
        rows: Each with its number, as the program that made the file shows it, and its cells.
        name: Of the file, for the refusal.
        sheet: Put before the row's number in the place: "Sheet1 row 40".

    Raises:
        LoadError: a row has more columns than a table for people has.
    """
    names: Sequence[str] | None = None
    for number, cells in rows:
        cells = [" ".join(cell.split()) for cell in cells]
        if not any(cells):
            continue
        filled = max(at for at, cell in enumerate(cells) if cell) + 1
        if filled > MOST_COLUMNS:
            raise LoadError(
                f"{name} has {filled:,} columns{f' in {sheet}' if sheet else ''}; "
                f"at most {MOST_COLUMNS:,} are read: keep those with text"
            )
        if names is None:
            names = cells if _are_names(cells) else ()
            line = " | ".join(filter(None, cells))
        else:
            line = " | ".join(_named(names, at, cell) for at, cell in enumerate(cells) if cell)
        builder.add(line, "table_row", place=f"{sheet} row {number}" if sheet else f"row {number}")


def _are_names(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return (
        len(filled) >= _FEWEST_COLUMNS
        and len(set(filled)) == len(filled)
        and all(len(cell) <= _LONGEST_NAME and not _is_number(cell) for cell in filled)
    )


def _is_number(cell: str) -> bool:
    return not any(character.isalpha() for character in cell)


def _named(names: Sequence[str], at: int, cell: str) -> str:
    name = names[at] if at < len(names) else ""
    return f"{name}: {cell}" if name else cell
