"""A file somebody calls a class list becomes a table: which kind it is, its sheets and its cells.

Says by content, never by name, what a file is. Workbooks are opened in a process of their own.
What the columns mean is left to `columns`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from consentdesk.errors import BadInput, Problem
from consentdesk.services.class_list.cells import Cell, Raw, cell_of
from consentdesk.services.class_list.delimited import NotTextError, decoded, records
from consentdesk.services.class_list.workbook import MOST_COLUMNS, MOST_PEOPLE, MOST_ROWS
from consentdesk.services.pictures.containers import sniff
from consentdesk.services.pictures.files import read_picture
from consentdesk.services.pictures.unreadable import PictureError

MOST_BYTES = 30 * 1024 * 1024
"""A list of 20,000 people with guardians is a tenth of it."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_NOT_TABLES = (b"%PDF", b"{\\rtf", b"PK\x05\x06", b"SQLite format 3")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list that is not blank; `number` is where it stands in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it stands in its file; every line has as many cells as the widest.

    `sheets` is empty for a text file; `sheet` counts in it, from 0.
    """

    lines: tuple[Line, ...]
    width: int
    sheets: tuple[str, ...] = ()
    sheet: int = 0


def read_table(path: Path, today: date, sheet: int | None = None) -> Table:
    """The table in a file, by its first sheet that has rows unless another is named.

    Raises BadInput, always with `path`: TABLE_NOT_ONE, TABLE_EMPTY, TABLE_TOO_LARGE, TABLE_LOCKED,
    TABLE_DAMAGED, and UNREADABLE_… for a file that can't be read at all.
    """
    try:
        data = read_picture(path, limit=MOST_BYTES)
    except PictureError as error:
        raise _unreadable(error, path) from error
    if data.startswith(_WORKBOOKS):
        return _from_workbook(data, path, today, sheet)
    return _from_text(data, path, today)


def _unreadable(error: PictureError, path: Path) -> BadInput:
    if error.problem is Problem.UNREADABLE_TOO_BIG:
        return _too_large(path)
    if error.problem is Problem.UNREADABLE_NOT_A_FILE:
        return BadInput(Problem.TABLE_NOT_ONE, path=path)
    if error.problem is Problem.UNREADABLE_EMPTY:
        return BadInput(Problem.TABLE_EMPTY, path=path)
    return BadInput(error.problem, **{**error.facts, "path": path})


def _too_large(path: Path) -> BadInput:
    return BadInput(Problem.TABLE_TOO_LARGE, path=path, rows=MOST_PEOPLE, columns=MOST_COLUMNS)


def _from_text(data: bytes, path: Path, today: date) -> Table:
    if _is_picture(data) or data.startswith(_NOT_TABLES):
        raise BadInput(Problem.TABLE_NOT_ONE, path=path)
    try:
        found = list(records(decoded(data), MOST_ROWS + 1))
    except NotTextError:
        raise BadInput(Problem.TABLE_NOT_ONE, path=path) from None
    return _table(path, found, today)


def _is_picture(data: bytes) -> bool:
    try:
        sniff(data)
    except PictureError:
        # Letters may begin as some other kind does (`BM`); what is no text shows by its signs.
        return False
    return True


def _from_workbook(data: bytes, path: Path, today: date, sheet: int | None) -> Table:
    from consentdesk.services.pictures.decoding import Decoder

    try:
        with Decoder(workers=1, seconds=60.0) as decoder:
            head, body = decoder.open_workbook(data, -1 if sheet is None else sheet)
    except PictureError as error:
        if error.problem is Problem.UNREADABLE_TOO_HARD:
            raise _too_large(path) from error
        if error.problem is Problem.UNREADABLE_DAMAGED:
            raise BadInput(Problem.TABLE_DAMAGED, path=path) from error
        raise BadInput(error.problem, **{**error.facts, "path": path}) from error
    match head.get("refused"):
        case "locked":
            raise BadInput(Problem.TABLE_LOCKED, path=path)
        case "large":
            raise _too_large(path)
    names, which = head["sheets"], head["sheet"]
    if not isinstance(names, list) or not isinstance(which, int):
        raise BadInput(Problem.TABLE_DAMAGED, path=path)
    rows = [(line, [_raw(cell) for cell in cells]) for line, cells in json.loads(body)]
    return _table(path, rows, today, tuple(map(str, names)), which)


def _raw(cell: str | int | float | bool | dict[str, str]) -> Raw:
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell


def _table(
    path: Path,
    found: Sequence[tuple[int, Sequence[Raw]]],
    today: date,
    sheets: tuple[str, ...] = (),
    sheet: int = 0,
) -> Table:
    """The lines that hold something, all of one width; cells are parted from numbers here."""
    lines = [Line(number, tuple(cell_of(raw, today) for raw in row)) for number, row in found]
    filled = [line for line in lines if any(cell != "" for cell in line.cells)]
    if len(found) > MOST_ROWS:
        raise _too_large(path)
    width = max((_width(line) for line in filled), default=0)
    if width > MOST_COLUMNS:
        raise _too_large(path)
    if width < 1 and not sheets:
        raise BadInput(Problem.TABLE_EMPTY, path=path)
    blank = ("",) * width
    return Table(
        tuple(Line(one.number, (*one.cells, *blank)[:width]) for one in filled),
        width,
        sheets,
        sheet,
    )


def _width(line: Line) -> int:
    """How many cells it has up to the last that is not blank."""
    return max(place for place, cell in enumerate(line.cells, 1) if cell != "")
