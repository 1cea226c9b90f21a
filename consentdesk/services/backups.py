"""Which backups of a register there are: in their folder, beside the register, where one was made.

Goes by the names that were given here; a file of another name is asked whose register it holds, and
of what was put elsewhere this computer remembers where. Whether a file is sound is found out when
somebody wants to restore it.
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

from consentdesk.services import remembered
from consentdesk.services.daily import NAMED
from consentdesk.services.links import itself
from consentdesk.storage.drafts import DRAFT
from consentdesk.storage.house_in import is_of, is_register
from consentdesk.storage.keys import salt_in
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


@dataclass(frozen=True, slots=True)
class Found:
    """The backups of a register, newest first, and files of which that can't be told.

    `unsure` are registers' files whose key isn't at hand, or that are damaged, and backups made on
    a disk that isn't there now, or the folder of such.
    """

    backups: tuple[Backup, ...]
    unsure: tuple[Path, ...]


def find_backups(
    register: Path | None, folder: Path | None, uuid: str | None, zone: tzinfo | None = None
) -> tuple[Backup, ...]:
    """The backups of the register in that file, newest first; of one on a server, None.

    `uuid` is the institution's, as far as it can still be read: without it, daily backups of other
    registers in the same folder are found, too, and only those with a name of ours, or encrypted
    with the register's own key. A folder that can't be read holds none. Days and the times in names
    are by the institution's `zone`, as far as it is known, else this machine's.

    What has the name of one made by hand is among them also where nobody can tell whose it is:
    whoever restores it is asked for its passphrase, and told.
    """
    found = look_for(register, folder, uuid, zone)
    perhaps = [path for path in found.unsure if _BY_HAND.fullmatch(path.name) and path.is_file()]
    named = [one for one in (_copied(path, None, zone) for path in perhaps) if one is not None]
    return tuple(sorted([*found.backups, *named], key=_age, reverse=True))


def look_for(
    register: Path | None, folder: Path | None, uuid: str | None, zone: tzinfo | None = None
) -> Found:
    """Those that are this register's for sure, and what may be a backup of it.

    What a link leads to is told by its own path, for that is where it lies.
    """
    # The same file under two names would be two backups.
    register, folder = _absolute(register), _absolute(folder)
    noted, daily = ((), ()) if uuid is None else remembered.backups(uuid)
    noted = tuple(map(itself, noted))
    beside = None if register is None else register.parent
    places = tuple(_places(folder, beside, *daily, *(path.parent for path in noted)))
    found = _by_name(register, places, uuid, zone)
    away = (*noted, *(path for place in places for path in _leading_away(place)))
    unsure: dict[Path, None] = {p: None for p in away if not _is_there(p.parent)}
    named = [p for p in _places(folder, *filter(remembered.may_lie, daily)) if not _is_there(p)]
    unsure.update((p, None) for p in named if p not in {file.parent for file in away})
    salt = None if register is None else _salt(register)
    if uuid is not None:
        # A folder may be several institutions', and a name of that kind says nothing of whose.
        for path in [p for p, one in found.items() if one.origin is Origin.BY_HAND]:
            mine = is_of(path, uuid, salt)
            if mine is False or (mine is None and path not in noted):
                del found[path]
            if mine is None and path not in noted:
                unsure[path] = None
    others = (itself(p) for place in places for p in _files(place, "*"))
    for path in dict.fromkeys((*others, *(p for p in noted if p.is_file()))):
        if path in found or path in unsure or _is_no_copy(path, register, uuid):
            continue
        if not is_register(path):
            continue
        match is_of(path, uuid, salt), path in noted:
            case (True, _) | (None, True):
                seen = chosen(path, zone)
                found[path] = Backup(path, Origin.BY_HAND, seen.day, seen.at, seen.bytes)
            case (None, False):
                unsure[path] = None
    return Found(tuple(sorted(found.values(), key=_age, reverse=True)), tuple(unsure))


def _by_name(
    register: Path | None,
    folders: Iterable[Path],
    uuid: str | None,
    zone: tzinfo | None,
) -> dict[Path, Backup]:
    """Those that have one of our own names; nothing is opened.

    The name of a link says nothing of what it leads to: where that can be asked, it is.
    """
    mine = _mine(uuid)
    found: dict[Path, Backup] = {}
    for place in folders:
        for path in _files(place, "consentdesk-*.db"):
            if (mine is not None and path.is_symlink()) or _is_same(path, register):
                continue
            made = _copied(path, mine, zone)
            if made is not None:
                found[path] = made
    if register is None:
        return found
    for mark, origin in (
        (BEFORE_UPGRADE, Origin.BEFORE_UPGRADE),
        (BEFORE_RESTORE, Origin.BEFORE_RESTORE),
    ):
        for path in _files(register.parent, f"{escape(register.name)}{mark}*"):
            if not path.name.endswith(SIDE_FILES) and not path.is_symlink():
                found[path] = _kept(path, origin, zone)
    return found


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.absolute()


def _places(*folders: Path | None) -> Iterable[Path]:
    return dict.fromkeys(folder for folder in folders if folder is not None)


def _mine(uuid: str | None) -> str | None:
    """What the names of daily backups have of the institution."""
    return None if uuid is None else uuid.replace("-", "")[:8]


def _leading_away(folder: Path) -> Iterable[Path]:
    """What the links to databases lead to that lead nowhere now."""
    with suppress(OSError):
        links = [p for p in folder.iterdir() if p.is_symlink() and not p.exists()]
        return [itself(p) for p in links if ".db" in (p.suffix, itself(p).suffix)]
    return []


def _is_no_copy(path: Path, register: Path | None, uuid: str | None) -> bool:
    """Whether it is the register itself, a draft, or a daily one of somebody else's."""
    daily = NAMED.fullmatch(path.name)
    if path.name.endswith((*SIDE_FILES, DRAFT)) or (daily and daily[1] != _mine(uuid)):
        return True
    return _is_same(path, register)


def _is_same(path: Path, register: Path | None) -> bool:
    with suppress(OSError):
        return register is not None and path.samefile(register)
    return False


def _is_there(folder: Path) -> bool:
    with suppress(OSError):
        return folder.is_dir()
    return False


def _salt(register: Path) -> bytes | None:
    with suppress(OSError):
        return salt_in(register)
    return None


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
