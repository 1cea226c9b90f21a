"""One backup a day into a folder, and which of the older ones are kept.

Only files that were made here for the same register are ever removed; what somebody backed up by
hand stays. Leaves the copying to `storage`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.services import remembered
from consentdesk.services.demo_class import is_practice
from consentdesk.storage.copying import is_sound
from consentdesk.storage.upkeep import backup

if TYPE_CHECKING:
    from consentdesk.storage.register import Register

DAYS, WEEKS, MONTHS = 12, 10, 9
"""How many of the last days, weeks and months keep their newest backup."""
NAMED = re.compile(r"consentdesk-daily-([0-9a-f]{8})-(\d{4})(\d{2})(\d{2})\.db")
"""The beginning of the institution's uuid, year, month and day."""


def back_up_daily(register: Register, folder: Path, at: datetime) -> Path | None:
    """Today's backup, and away with those no longer needed; None where there is one already.

    None for a practice register, too, and where whoever is here may make none. The copy is read
    once from end to end before an older one goes. Raises what `upkeep.backup` raises;
    BACKUP_UNWRITABLE for a damaged copy, too.
    """
    with register.read() as reader:
        house, today = reader.institution, reader.today(at)
        may = reader.may(Right.BACK_UP)
    if is_practice(house.name) or not may:
        return None
    # Whoever is erased is told of what lies there, from the command line as well.
    remembered.note_folder(house.uuid, folder)
    mine = house.uuid.replace("-", "")[:8]
    path = folder / f"consentdesk-daily-{mine}-{today:%Y%m%d}.db"
    if path.exists():
        return None
    backup(register, path)
    if not is_sound(path):
        path.unlink()
        raise BadInput(
            Problem.BACKUP_UNWRITABLE, path=str(path), reason=_("the copy can't be read back")
        )
    there = _there(folder, mine)
    for day in there.keys() - kept(there):
        with suppress(OSError):
            there[day].unlink()
    return path


def kept(days: Iterable[date]) -> frozenset[date]:
    """Those of the days whose backup stays: the newest of each day, week and month."""
    newest_first = sorted(days, reverse=True)
    spans: tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...] = (
        (DAYS, lambda day: (day.toordinal(),)),
        (WEEKS, lambda day: tuple(day.isocalendar()[:2])),
        (MONTHS, lambda day: (day.year, day.month)),
    )
    found: set[date] = set()
    for most, span in spans:
        newest: dict[tuple[int, ...], date] = {}
        for day in newest_first:
            newest.setdefault(span(day), day)
        found.update(list(newest.values())[:most])
    return frozenset(found)


def _there(folder: Path, mine: str) -> dict[date, Path]:
    """The daily backups of that register by their days."""
    found = {}
    for path in folder.iterdir():
        match = NAMED.fullmatch(path.name)
        if match is not None and match[1] == mine:
            with suppress(ValueError):
                found[date(*map(int, match.groups()[1:]))] = path
    return found
