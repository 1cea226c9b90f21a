"""Erasing somebody who asks for it (R28): what goes, what stays and why, and where more may lie.

Can't be taken back. What it takes within the register is `storage`'s to say; this asks for the name
once more, and knows of the copies elsewhere: small pictures on this desk, backups, check packs.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import ActKind, PackMade
from consentdesk.domain.consent import wishes
from consentdesk.domain.journal import JournalEntry
from consentdesk.domain.people import Guardian, GuardianId, Subject, SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, Problem
from consentdesk.services import originals, remembered
from consentdesk.services.backups import Backup, Origin, look_for
from consentdesk.services.daily import kept
from consentdesk.services.heads import printed
from consentdesk.services.last_known.keeping import forget_house
from consentdesk.services.withdrawing import out_showing
from consentdesk.storage.upkeep import compact

if TYPE_CHECKING:
    from pathlib import Path

    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.sought import Sought

COMPACTED_FOR = timedelta(days=7)
"""How long after an erasure the register's file is compacted again every day."""
_SELDOM = timedelta(days=31)
"""How seldom the program may be opened, and a backup made, for what is told of backups to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where the person is still to be found once the register knows nothing more.

    `backups` that were made before, newest first; the daily ones among them have rolled off by
    `gone_by`, if one is made every month. None where there is none. `unsure` may be backups (see
    `backups.Found`), and `places` bear the name and stay, for they are in use. Check packs tell of
    people by initials; the last that does is good until `packs_until`.
    """

    backups: tuple[Backup, ...]
    unsure: tuple[Path, ...] = ()
    places: tuple[Path, ...] = ()
    gone_by: date | None
    packs_until: date | None

    @property
    def by_hand(self) -> tuple[Backup, ...]:
        """The backups that stay until somebody deletes them."""
        return tuple(one for one in self.backups if one.origin is not Origin.DAILY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What erasing somebody would do.

    What goes: the `subject`, the `guardians` of nobody else, so many `forms`, `scans` and sheets
    that are `waiting` in the inbox, the name on `photos`, whether there is a `wish` not to be
    shown, so many `doubles` of the same name and birth date in the trash. What stays: so many
    `acts`, the `numbers` of journal entries, guardians who are somebody else's too (`shared`),
    texts that keep a name (`named`), whoever else is called so (`namesakes`). `sought` are the
    names that go. What is to be done outside: `releases` still out, and places where
    `papers` lie.
    """

    subject: Subject
    guardians: tuple[str, ...]
    shared: tuple[str, ...]
    forms: int
    scans: int
    waiting: int
    photos: tuple[PhotoId, ...]
    wish: bool
    acts: int
    numbers: tuple[str, ...]
    doubles: int
    namesakes: tuple[SubjectId, ...]
    named: tuple[str, ...]
    sought: Sought
    papers: tuple[str, ...]
    releases: tuple[Release, ...]
    elsewhere: Elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Somebody was erased: the act, the photos it concerns, and the releases to be taken down.

    `compacted`: whether the register's file holds nothing more between what is kept; not while
    others were reading. On a server, whether the rows were vacuumed. So many `doubles` went along.
    What stays is as in `Foreseen`: `shared` guardians, `namesakes`, what is `named` so, and places
    where `papers` lie. `head` is where the journal stands then, as it is printed.
    """

    subject: SubjectId
    act: int
    photos: tuple[PhotoId, ...]
    releases: tuple[Release, ...]
    compacted: bool
    shared: tuple[str, ...]
    doubles: int
    namesakes: tuple[SubjectId, ...]
    named: tuple[str, ...]
    papers: tuple[str, ...]
    elsewhere: Elsewhere
    head: str


def foresee(
    register: Register, at: datetime, subject: SubjectId, *, folder: Path | None = None
) -> Foreseen:
    """What erasing the subject would do; `folder` is where daily backups go.

    Raises BadInput(UNKNOWN_SUBJECT).
    """
    with register.read() as reader:
        person, acts = reader.subject(subject), reader.acts([subject])[subject]
        guardians = reader.guardians(g.guardian for g in reader.guardianships([subject])[subject])
        shared = reader.kept_guardians(guardians, subject)
        forms = reader.forms(subject=subject, limit=sys.maxsize)
        entries = reader.entries(form.serial for form in forms)
        scans = {one.scan for one in forms} | {one.scan for one in entries.values()}
        sheets = {s.id for s in reader.inbox_sheets_numbered(form.serial for form in forms)}
        wish = wishes(acts, subject, reader.policy, reader.today(at))
        sought = reader.sought(subject)
        left = reader.mentions(sought, subject)
        return Foreseen(
            subject=person,
            guardians=tuple(g.name for id, g in guardians.items() if id not in shared),
            shared=_shared(guardians, shared, sought),
            forms=len(forms),
            scans=len(scans - {None}),
            waiting=len(sheets | set(reader.inbox_sheets_naming(subject))),
            photos=reader.photos_of(subject),
            wish=wish.protected or wish.objection is not None,
            acts=len(acts),
            numbers=tuple(sorted(entry.number for entry in entries.values())),
            doubles=len(reader.doubles(subject)),
            namesakes=left.namesakes,
            named=left.texts,
            sought=sought,
            papers=_papers(entries.values()),
            releases=out_showing(reader, subject),
            elsewhere=_elsewhere(reader, register, at, folder, sought),
        )


def erase(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subject: SubjectId,
    confirm: str,
    folder: Path | None = None,
) -> Erasure:
    """Erase the subject for good, once the whole name was typed again.

    Lists the releases still out that show the subject, newest first, for nobody can be asked about
    them later. Raises BadInput: UNKNOWN_SUBJECT, NAME_DOES_NOT_MATCH.
    """
    with register.write(clerk, at) as writer:
        person = writer.subject(subject)
        if not is_confirmed(confirm, person):
            raise BadInput(Problem.NAME_DOES_NOT_MATCH)
        releases = out_showing(writer, subject)
        guardians = writer.guardians(g.guardian for g in writer.guardianships([subject])[subject])
        shared = writer.kept_guardians(guardians, subject)
        forms = writer.forms(subject=subject, limit=sys.maxsize)
        papers = _papers(writer.entries(form.serial for form in forms).values())
        thrown, doubles = _photos_thrown(writer), len(writer.doubles(subject))
        sought = writer.sought(subject)
        photos = writer.photos_of(subject)
        act = writer.erase(subject)
        house, gone = writer.institution.uuid, thrown - _photos_thrown(writer)
    originals.forget(house, [*photos, *gone])
    originals.forget_paths(house, sought.is_perhaps_whole)
    if register.is_shared:
        forget_house(house)
    with register.read() as reader:
        elsewhere = _elsewhere(reader, register, at, folder, sought)
        left = reader.mentions(sought)
        head = printed(reader.head())
    # Only now: where the backups are is remembered there.
    remembered.forget_named(house, sought.is_perhaps_whole)
    return Erasure(
        subject=subject,
        act=act.number,
        photos=photos,
        releases=releases,
        compacted=compact(register),
        shared=_shared(guardians, shared, sought),
        doubles=doubles,
        namesakes=left.namesakes,
        named=left.texts,
        papers=papers,
        elsewhere=elsewhere,
        head=head,
    )


def is_confirmed(typed: str, person: Subject) -> bool:
    """Whether that is the whole name, whatever the case, the spaces and how accents are stored."""
    return _as_typed(typed) == _as_typed(person.name)


def compact_daily(register: Register, at: datetime) -> bool:
    """Compact the file where somebody was erased lately, for whom it may not have been possible."""
    with register.read() as reader:
        erasures = reader.erasures()
    if not erasures or at - erasures[-1].at > COMPACTED_FOR:
        return False
    return compact(register)


def _shared(
    guardians: Mapping[GuardianId, Guardian], shared: Collection[GuardianId], sought: Sought
) -> tuple[str, ...]:
    """Those who are somebody else's too, and those of whom a guardian of others has the name."""
    names = [guardian.name for id, guardian in guardians.items() if id in shared]
    return tuple(dict.fromkeys([*names, *sought.theirs]))


def _as_typed(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _papers(entries: Iterable[JournalEntry]) -> tuple[str, ...]:
    return tuple(sorted({e.paper_at for e in entries if e.paper_at.strip()}))


def _photos_thrown(reader: Reader) -> set[PhotoId]:
    return {PhotoId(t.item.id) for t in reader.trash() if not isinstance(t.item, Subject)}


def _elsewhere(
    reader: Reader, register: Register, at: datetime, folder: Path | None, sought: Sought
) -> Elsewhere:
    today, path = reader.today(at), register.place.path
    zone = ZoneInfo(reader.policy.timezone)
    found = look_for(path, folder, reader.institution.uuid, zone)
    packs = [
        act.body.good_until
        for act in reader.ledger(kinds=frozenset({ActKind.PACK_MADE}), limit=sys.maxsize)
        if isinstance(act.body, PackMade) and act.body.initials and act.body.good_until >= today
    ]
    daily = {one.day for one in found.backups if one.origin is Origin.DAILY}
    # Where backups go is in use, also while its disk isn't there.
    told = {*(one.path for one in found.backups), *found.unsure} - {folder}
    places = list(remembered.in_use(reader.institution.uuid, sought.is_perhaps_whole))
    if folder is not None and sought.is_perhaps_whole(str(folder)):
        places.append(folder)
    return Elsewhere(
        backups=found.backups,
        unsure=found.unsure,
        places=tuple(path for path in dict.fromkeys(places) if path not in told),
        gone_by=_gone_by(daily, today) if daily else None,
        packs_until=max(packs, default=None),
    )


def _gone_by(days: Iterable[date], today: date) -> date:
    """The day by which the last of these is removed, if another is made every `_SELDOM` days.

    With more of them it goes sooner.
    """
    old = frozenset(days)
    there, day = old, today
    while not old.isdisjoint(there):
        day += _SELDOM
        there = kept({*there, day})
    return day
