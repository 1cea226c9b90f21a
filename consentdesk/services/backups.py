"""Which backups of a register there are: those in the folder of backups, and what lies beside it.

Goes by the names that were given here, and opens nothing; whether a file is sound, and whose it is,
is found out when somebody wants to restore it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from glob import escape
from pathlib import Path

from consentdesk.services.daily import NAMED
from consentdesk.storage.places import SIDE_FILES
from consentdesk.storage.values import BEFORE_RESTORE, BEFORE_UPGRADE

_MOMENT = "%Y%m%d-%H%M%S"
_BY_HAND = re.compile(r"consentdesk-(\d{8}-\d{6})\.db")
_STAMP = re.compile(r"(\d{8}T\d{6}Z)(-\d+)?$")


class Origin(StrEnum):
    """How a backup came about."""

    DAILY = "daily"
    BY_HAND = "by_hand"
    BEFORE_UPGRADE = "before_upgrade"
    BEFORE_RESTORE = "before_restore"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup; `at` is when it was made, and `bytes` how large it is.

    Where a daily one was copied about since, only its `day` is known for sure, and `at` is None.
    """

    path: Path
    origin: Origin
    day: date
    at: datetime | None
    bytes: int


def find_backups(
    register: Path, folder: Path | None, uuid: str | None, zone: tzinfo | None = None
) -> tuple[Backup, ...]:
    """The backups of the register in that file, newest first.

    `uuid` is the institution's, as far as it can still be read: without it, daily backups of other
    registers in the same folder are found, too. A folder that can't be read holds none. Days and
    the times in names are by the institution's `zone`, as far as it is known, else this machine's.
    """
    mine = None if uuid is None else uuid.replace("-", "")[:8]
    found: dict[Path, Backup] = {}
    for place in dict.fromkeys(p for p in (folder, register.parent) if p is not None):
        for path in _files(place, "consentdesk-*.db"):
            made = _copied(path, mine, zone)
            if made is not None and path != register:
                found[path] = made
    for mark, origin in (
        (BEFORE_UPGRADE, Origin.BEFORE_UPGRADE),
        (BEFORE_RESTORE, Origin.BEFORE_RESTORE),
    ):
        for path in _files(register.parent, f"{escape(register.name)}{mark}*"):
            if not path.name.endswith(SIDE_FILES):
                found[path] = _kept(path, origin, zone)
    return tuple(sorted(found.values(), key=_age, reverse=True))


def chosen(path: Path, zone: tzinfo | None = None) -> Backup:
    """A file that somebody points at, whatever it is; OSError where there is none."""
    seen = path.stat()
    at = datetime.fromtimestamp(seen.st_mtime, UTC)
    return Backup(path, Origin.CHOSEN, at.astimezone(zone).date(), at, seen.st_size)


def _files(folder: Path, pattern: str) -> Iterable[Path]:
    with suppress(OSError):
        return [path for path in folder.glob(pattern) if path.is_file()]
    return []


def _copied(path: Path, mine: str | None, zone: tzinfo | None) -> Backup | None:
    """A daily backup or one made by hand; None for another register's, or another program's."""
    seen = chosen(path, zone)
    daily, by_hand = NAMED.fullmatch(path.name), _BY_HAND.fullmatch(path.name)
    with suppress(ValueError):
        if by_hand is not None:
            at = _told(by_hand[1], zone)
            return Backup(path, Origin.BY_HAND, at.date(), at, seen.bytes)
        if daily is not None and mine in (None, daily[1]):
            day = date(*map(int, daily.groups()[1:]))
            return Backup(path, Origin.DAILY, day, seen.at if day == seen.day else None, seen.bytes)
    return None


def _told(stamp: str, zone: tzinfo | None) -> datetime:
    if zone is None:
        return datetime.strptime(stamp, _MOMENT).astimezone()
    return datetime.strptime(stamp, _MOMENT).replace(tzinfo=zone)


def _kept(path: Path, origin: Origin, zone: tzinfo | None) -> Backup:
    """What was put aside here, with the time in its name."""
    seen, stamp = chosen(path, zone), _STAMP.search(path.name)
    at = seen.at
    if stamp is not None:
        with suppress(ValueError):
            at = datetime.strptime(stamp[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    day = seen.day if at is None else at.astimezone(zone).date()
    return Backup(path, origin, day, at, seen.bytes)


def _age(backup: Backup) -> tuple[date, float]:
    return backup.day, 0.0 if backup.at is None else backup.at.timestamp()
