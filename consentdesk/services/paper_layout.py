"""Sets the permission form: each sheet's codes, number and person, and the words all share.

Draws with `paper_pen` at the places the edition gives; the words are `paper_words`'. What is the
same on every sheet is drawn once and placed on each, so a thousand forms stay small.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from consentdesk.domain.acts import Serial
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import BadInput, Problem
from consentdesk.services.edition_sheet import QUIET_MODULES as QUIET
from consentdesk.services.edition_sheet import SMALLEST_CODE
from consentdesk.services.editions import Edition, Place, SheetWording
from consentdesk.services.paper_misfit import Misfit
from consentdesk.services.paper_pen import Pen, Style
from consentdesk.services.paper_places import person_cells
from consentdesk.services.paper_words import SERIAL, Words

NAME_STEPS = (1.0, 0.9, 0.8, 0.7)
VALUE = Style(11, 13)
HEAD = Style(4.5, 5.5)
LOWEST = 292.8
"""Millimetres from the top that every printer reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form to draw: its number, its words, and what is known of the person ("" is a line).

    `other` are the words in the family's language, where these stand beside `words`.
    """

    serial: Serial
    words: SheetWording
    other: SheetWording | None = None
    name: str = ""
    born: date | None = None
    group: str = ""
    guardians: tuple[str, ...] = ()


def draw_forms(
    edition: Edition,
    sheets: Sequence[Sheet],
    file: BinaryIO,
    progress: Callable[[int, int], None] | None = None,
    cover: Callable[[Pen, int], None] | None = None,
    misfits: list[Misfit] | None = None,
    head: str = "",
) -> int:
    """Write a PDF with these forms one after the other; returns its number of pages.

    `cover` draws a page in front of each, given its place from 0. It takes as many pages as a form,
    so that a form never stands on the back of what is kept. With `misfits` texts that don't fit are
    collected there and drawn all the same: to be looked at, not to be printed. `head` says where
    the journal stood, in small below the foot of every page.

    All have as many pages as the longest, so that paper printed on both sides holds one form a
    sheet. Raises BadInput: EDITION_TEXT_TOO_LONG or NAME_TOO_LONG with the place, FONT_MISSING,
    LETTERS_NOT_IN_FONT. The bytes depend on edition, sheets, head and fonts alone.
    """
    languages = {sheet.words.wording.language for sheet in sheets}
    pen = Pen(file, languages.pop() if len(languages) == 1 else edition.language, misfits)
    kept: list[tuple[SheetWording, SheetWording | None]] = []
    pages = pages_each(edition, sheets)
    for number, sheet in enumerate(sheets, 1):
        told = (sheet.words, sheet.other)
        own = edition.pages_in(1 if sheet.other is None else 2)
        if told not in kept:
            kept.append(told)
            for page in range(1, own + 1):
                with pen.block(f"words-{len(kept) - 1}-{page}"):
                    _words(pen, edition, sheet, page).draw()
        if cover is not None:
            cover(pen, number - 1)
            for _ in range(pages):
                pen.next_page()
        for page in range(1, pages + 1):
            if page <= own:
                pen.place(f"words-{kept.index(told)}-{page}")
                _draw_own(pen, edition, sheet, page)
                _draw_head(pen, edition, head)
            pen.next_page()
        if progress is not None:
            progress(number, len(sheets))
    pen.finish()
    return len(sheets) * pages * (1 if cover is None else 2)


def draw_page(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    """Draw one page of a form that shares its words with no other; raises as `draw_forms`."""
    _words(pen, edition, sheet, page).draw()
    _draw_own(pen, edition, sheet, page)


def pages_each(edition: Edition, sheets: Iterable[Sheet]) -> int:
    """How many pages each form has in one PDF with these."""
    return edition.pages_in(2 if any(sheet.other is not None for sheet in sheets) else 1)


def _words(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> Words:
    if sheet.other is None:
        return Words(pen, edition, sheet.words, page)
    from consentdesk.services.paper_pair import PairWords

    return PairWords(pen, edition, (sheet.words, sheet.other), page)


def payload(edition: str, serial: Serial, page: int, corner: str) -> str:
    """What a code says: program and format, serial, edition, page within the form, corner."""
    return f"CD1:{serial}:{edition}:P{page}:{corner}"


def _draw_own(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    """What no other sheet has."""
    _draw_codes(pen, edition, sheet.serial, page)
    _draw_person(pen, edition, sheet, page)


def _draw_head(pen: Pen, edition: Edition, head: str) -> None:
    """Below everything that is read or scanned; of use to whoever looks after data protection."""
    if head:
        foot = edition.areas["foot"]
        with pen.unread():
            pen.words(foot.right, min(foot.bottom + 1.6, LOWEST), head, HEAD, align=1)


def _draw_codes(pen: Pen, edition: Edition, serial: Serial, page: int) -> None:
    size = edition.codes.size
    for corner, (x, y) in edition.codes.corners.items():
        pen.code(x, y, size, payload(edition.name, serial, page, corner))
        # The serial stands towards the middle of the sheet, beyond the clear zone.
        quiet = QUIET * size / SMALLEST_CODE
        baseline = y + size + quiet + SERIAL.line * 0.75 if corner == "A" else y - quiet - 0.8
        # Read once on a page.
        with pen.part(Place(page, x, y, size, size)) if corner == "A" else pen.unread():
            pen.words(x + size / 2, baseline, shown_serial(serial), SERIAL, align=0.5)


def _draw_person(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    areas = edition.areas
    if sheet.other is not None and edition.pair is not None:
        areas = edition.pair.areas
    if areas["person"].page != page:
        return
    texts = sheet.words.texts
    born = sheet.born
    values = {
        "name": sheet.name,
        "born": _written(texts["date"], born) if born else "",
        "group": sheet.group,
        "guardians": ", ".join(sheet.guardians),
    }
    cells = person_cells(areas["person"])
    for key, value in values.items():
        cell = cells[key]
        for factor in NAME_STEPS:
            style = VALUE.scaled(factor)
            room = 1 if factor > NAME_STEPS[-1] else 2
            lines = pen.wrap(value, style, cell.w)
            if lines is not None and len(lines) <= room:
                # The last line stands on the rule, a second one above it.
                first = cell.bottom - 1.9 - (len(lines) - 1) * style.line * 0.86
                with pen.part(cell):
                    for number, line in enumerate(lines):
                        pen.words(cell.x, first + number * style.line * 0.86, line, style)
                break
        else:
            raise BadInput(Problem.NAME_TOO_LONG, name=value, place=key)


def _written(pattern: str, day: date) -> str:
    return pattern.format(day=f"{day.day:02}", month=f"{day.month:02}", year=day.year)
