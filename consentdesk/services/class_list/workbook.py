"""Workbooks: XLSX, XLS and ODS as bytes become rows; runs in the child process that opens files.

Whatever calamine does with a file made to hurt, memory and time are limited there. What could be
told beforehand, above all how large a sheet says it is, is looked at before it is asked.
"""

import io
import json
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zipfile import BadZipFile, ZipFile, ZipInfo

MOST_PEOPLE, MOST_COLUMNS = 20_000, 200
MOST_ROWS = MOST_PEOPLE + 1
"""With the headings."""
_MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts of a workbook; 20,000 rows of 200 columns take half of it."""
_MOST_CELLS = 20_000_000
"""From corner to corner of any sheet: each costs memory, though it be empty."""
_PIECE = 1024 * 1024
_OVERLAP = 400
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,4})(\d{1,8})"')
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What an XLSX with a password is called within the file of an older kind that holds it."""
_ROW = re.compile(rb"<table:table-row\b")


class LockedError(Exception):
    """It wants a password."""


class TooLargeError(Exception):
    """More rows, columns or bytes than any list has."""


def read(data: bytes, wanted: int) -> tuple[list[str], int, bytes]:
    """The names of the sheets, which one was read, and its rows as JSON.

    `wanted` counts from 0; -1 means the first to be seen that has more than one row: what is hidden
    is last year's list as often as not. A row is [line, cells]; a day among the cells is
    {"day": …}. LockedError, TooLargeError, and whatever calamine raises.
    """
    import python_calamine as calamine

    if data.startswith(b"PK"):
        _check_parts(data)
    elif _ENCRYPTED in data:
        raise LockedError
    try:
        book = calamine.load_workbook(io.BytesIO(data))
    except calamine.PasswordError:
        raise LockedError from None
    with book:
        sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in sheets]
        shown = calamine.SheetVisibleEnum.Visible
        seen = [number for number, sheet in enumerate(sheets) if sheet.visible == shown]
        order = seen if wanted < 0 else [wanted]
        rows: list[tuple[int, list[object]]] = []
        which = 0
        for which in order:
            rows = _rows(book.get_sheet_by_name(names[which]))
            if len(rows) > 1:
                break
        else:
            which = order[0] if order else 0
    return names, which, json.dumps(rows).encode()


def _rows(sheet: object) -> list[tuple[int, list[object]]]:
    import python_calamine as calamine

    if not isinstance(sheet, calamine.CalamineSheet):
        raise TypeError("sheet")
    if sheet.start is None or sheet.end is None:
        return []
    if sheet.end[0] - sheet.start[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS:
        raise TooLargeError
    first = sheet.start[0] + 1
    found = []
    for line, row in enumerate(sheet.to_python(), first):
        cells = [_plain(cell) for cell in row]
        if any(cell != "" for cell in cells):
            found.append((line, cells))
    return found


def _plain(cell: object) -> object:
    match cell:
        case datetime():
            return {"day": cell.date().isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case time() | timedelta():
            return str(cell)
        case str() | bool() | int() | float():
            return cell
        case _:
            return ""


def _check_parts(data: bytes) -> None:
    """A dense table is made of every sheet, so its size must be known before."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise TooLargeError
            for part in parts.infolist():
                if part.flag_bits & 1:
                    raise LockedError
                if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename):
                    _check_sheet(parts, part)
                elif part.filename == "content.xml":
                    _check_content(parts, part)
                elif part.filename == "META-INF/manifest.xml" and _is_locked(parts, part):
                    raise LockedError
    # zipfile raises NotImplementedError for a way of packing that it doesn't know: the file is at
    # fault, and nothing of ours is missing.
    except (BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
        raise ValueError("zip") from error


def _check_sheet(parts: ZipFile, part: ZipInfo) -> None:
    rows = columns = 0
    for piece in _pieces(parts, part):
        for column, row in _CELL.findall(piece):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
        if rows * columns > _MOST_CELLS:
            raise TooLargeError


def _check_content(parts: ZipFile, part: ZipInfo) -> None:
    """An OpenDocument sheet repeats cells; empty ones to its edges are usual and cost nothing."""
    rows = 0
    for piece in _pieces(parts, part):
        rows += len(_ROW.findall(piece))
        if rows > 4 * MOST_ROWS:
            raise TooLargeError


def _is_locked(parts: ZipFile, part: ZipInfo) -> bool:
    return any(b"encryption-data" in piece for piece in _pieces(parts, part))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _pieces(parts: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before: no tag is cut in two."""
    before, total = b"", 0
    with parts.open(part) as stream:
        while piece := stream.read(_PIECE):
            total += len(piece)
            if total > _MOST_UNPACKED:
                raise TooLargeError
            yield before + piece
            before = piece[-_OVERLAP:]
