"""What the register hands out beside the domain's own values: filters, counts, findings.

Light to import, so that windows and services may name these types without loading a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal, NewType

from consentdesk.domain.acts import Act, ActKind, Digest, Purpose
from consentdesk.domain.people import ClerkId, InstitutionId, Subject, SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoKind

BEFORE_UPGRADE = ".version-"
"""Stands behind a register's name in that of the backup made of it before an upgrade."""
BEFORE_RESTORE = ".before-restore-"
"""The same, of the register that a restored backup took the place of."""
UNDONE = "undone"
"""The reason kept for what was taken back before anything rested on it."""
THROWN_AWAY = "thrown away"
"""The reason kept for what was put into the trash, and so corrected."""
PUT_BACK = "put back"
"""The reason kept for taking it out again: the corrections themselves are corrected."""
OWN_REASONS = frozenset({UNDONE, THROWN_AWAY, PUT_BACK})
"""Reasons that the program gave, and nobody typed."""
TrashId = NewType("TrashId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """The nursery or school whose register this is; `settings` lie over its policy file.

    `contact` and `officer` (for data protection) are printed on every form; "" where not known.
    """

    id: InstitutionId
    uuid: str
    name: str
    policy_name: str
    settings: Mapping[str, object]
    contact: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the register stands: number, digest and time (UTC) of the last act.

    `revision` grows with every write that changed anything, acts or not.
    """

    number: int
    digest: Digest
    revision: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SubjectFilter:
    """Which subjects a list shows; every condition given must hold.

    `text`: every word of it stands somewhere in the name. `lacking`: no journaled permission for
    that purpose. Those who have left are hidden unless `left` is set.
    """

    text: str = ""
    group: str | None = None
    lacking: Purpose | None = None
    staff: bool | None = None
    left: bool = False


class PhotoOrder(StrEnum):
    """By what a list of photos is put in order: when they came in, or a column of it."""

    ADDED = "added"
    NAME = "name"
    EVENT = "event"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """Which photos a list shows; every condition given must hold.

    `text`: every word of it stands in the file name or the album. `unattested`: nobody has said
    that everyone recognisable is named, or it was said before something changed; situation photos
    are never among these. `group`: somebody on it belongs to that group today. Those that came in
    last stand first, also among those of one name, event or time; `descending` turns any order but
    that one round.
    """

    text: str = ""
    album: str | None = None
    kind: PhotoKind | Literal["unset"] | None = None
    unattested: bool = False
    subject: SubjectId | None = None
    group: str | None = None
    order: PhotoOrder = PhotoOrder.ADDED
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The figures of the overview on one day.

    `forms_recorded` are signed but not journaled; `coming_of_age` counts subjects who reach the age
    limit within the policy's warning time; `open_takedowns` are releases of which a copy still out
    shows somebody, or a situation, that must not be shown there any more.
    """

    subjects: int
    groups: int
    forms_out: int
    forms_recorded: int
    photos: int
    photos_unattested: int
    coming_of_age: int
    second_guardian_missing: int
    open_takedowns: int


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo, who is named on it, and all acts about it, corrected ones included."""

    photo: Photo
    shown: tuple[Depiction, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thrown:
    """What lies in the trash, as it was; `act` says that it was put there, at that time (UTC).

    `shows` are the people named on a photo.
    """

    id: TrashId
    item: Subject | Photo
    act: int
    at: datetime
    clerk: ClerkId
    shows: tuple[SubjectId, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A signed scan: its SHA-256 in hex, its media type and the bytes."""

    digest: Digest
    media_type: str
    data: bytes


class Tampering(StrEnum):
    """What `verify` may find; promised to scripts, never renamed."""

    CHAIN_BROKEN = "CHAIN_BROKEN"
    NUMBER_MISSING = "NUMBER_MISSING"
    HEAD_MISMATCH = "HEAD_MISMATCH"
    TIME_REVERSED = "TIME_REVERSED"
    ACT_UNREADABLE = "ACT_UNREADABLE"
    CLERK_MISMATCH = "CLERK_MISMATCH"
    TEXT_MISMATCH = "TEXT_MISMATCH"
    TEXT_MISSING = "TEXT_MISSING"
    POLICY_MISMATCH = "POLICY_MISMATCH"
    INSTITUTION_MISMATCH = "INSTITUTION_MISMATCH"
    SUBJECT_MISMATCH = "SUBJECT_MISMATCH"
    GUARDIANSHIP_MISMATCH = "GUARDIANSHIP_MISMATCH"
    GUARDIAN_MISMATCH = "GUARDIAN_MISMATCH"
    JOURNAL_MISMATCH = "JOURNAL_MISMATCH"
    JOURNAL_GAP = "JOURNAL_GAP"
    DOCUMENT_MISMATCH = "DOCUMENT_MISMATCH"
    DOCUMENT_MISSING = "DOCUMENT_MISSING"
    FORM_MISMATCH = "FORM_MISMATCH"
    PHOTO_MISMATCH = "PHOTO_MISMATCH"
    FINGERPRINT_MISMATCH = "FINGERPRINT_MISMATCH"
    RELEASE_MISMATCH = "RELEASE_MISMATCH"
    TRASH_MISMATCH = "TRASH_MISMATCH"
    EDITION_MISMATCH = "EDITION_MISMATCH"
    SEAT_MISMATCH = "SEAT_MISMATCH"
    STANDING_MISMATCH = "STANDING_MISMATCH"
    GUARD_MISSING = "GUARD_MISSING"
    RIGHTS_CHANGED = "RIGHTS_CHANGED"
    SCHEMA_CHANGED = "SCHEMA_CHANGED"
    DATABASE_DAMAGED = "DATABASE_DAMAGED"
    SEAL_MISMATCH = "SEAL_MISMATCH"
    SEAL_OLDER_COPY = "SEAL_OLDER_COPY"
    SEAL_OTHER_KEY = "SEAL_OTHER_KEY"
    SEAL_OTHER_REGISTER = "SEAL_OTHER_REGISTER"
    SEAL_SIGNATURE_WRONG = "SEAL_SIGNATURE_WRONG"
    SEAL_TIME_WRONG = "SEAL_TIME_WRONG"
    SEAL_TRUNCATED = "SEAL_TRUNCATED"
    SEAL_UNSIGNED = "SEAL_UNSIGNED"
    PRINTED_MISMATCH = "PRINTED_MISMATCH"
    PRINTED_OLDER_COPY = "PRINTED_OLDER_COPY"
    PRINTED_TRUNCATED = "PRINTED_TRUNCATED"


@dataclass(frozen=True, slots=True)
class VerifyProblem:
    """One thing that is not as it was written; `number` is the act's, where there is one.

    `detail` names ids and fields, never a person.
    """

    code: Tampering
    number: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line of the ledger as it lies there, whatever it is worth: no name, and no text of it.

    `kind` and `at` are as they are stored, which may make no sense.
    """

    number: int
    kind: str
    at: str
    clerk: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The line with a number, and the lines there are next to it; None where there is none."""

    before: LineSeen | None
    line: LineSeen | None
    after: LineSeen | None


NOWHERE = Surroundings(None, None, None)


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: the number of acts, the recomputed head, and every problem.

    `around` tells of each number that a problem names.
    """

    ok: bool
    acts: int
    head: Digest
    problems: tuple[VerifyProblem, ...]
    around: Mapping[int, Surroundings] = field(default_factory=dict)

    @property
    def first(self) -> int | None:
        """The lowest number of a line that does not fit; None where no problem names any."""
        return min((p.number for p in self.problems if p.number is not None), default=None)

    @property
    def is_whole(self) -> bool:
        """Whether nothing speaks against the register itself.

        Of that a seal which nobody signed says nothing, neither way.
        """
        return all(p.code is Tampering.SEAL_UNSIGNED for p in self.problems)


@dataclass(frozen=True, slots=True)
class Known:
    """What a register says of itself."""

    name: str
    uuid: str
    head: Head


_CLOSING = frozenset(
    {
        ActKind.PROTECTED,
        ActKind.REFUSED,
        ActKind.WITHDRAWN,
        ActKind.OBJECTED,
        ActKind.DESCRIBED,
        ActKind.ATTESTED,
        ActKind.ASSESSED,
        ActKind.CORRECTED,
        ActKind.ERASED,
        ActKind.POLICY_SET,
        # Forgotten, a copy is out there that a later no could not list, or not where it is.
        ActKind.RELEASED,
        ActKind.POSTED,
    }
)


@dataclass(frozen=True, slots=True)
class Since:
    """What came into a register after its line `common`, the last that a backup has too.

    People enrolled, forms journaled and photos registered; `changed` are the acts by which a person
    that the backup has too was changed: a last day, a birth date, custody.
    """

    common: int
    people: int
    forms: int
    photos: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What restoring a backup does, or would do.

    `present` is the register that goes; None where there is none, or where it is `unread` because
    it can't be read. `other` says that it is not the one the backup was made of. `lost` counts, by
    kind, its acts that are not in the backup, and `since` tells what they brought; None where it is
    another one. `aside` is where it was put, None where nothing was put aside.
    """

    institution: str
    backup: Head
    present: Known | None
    unread: bool
    other: bool
    lost: Mapping[ActKind, int] | None
    since: Since | None
    aside: Path | None

    @property
    def closing(self) -> int:
        """How many of the acts lost may have closed what would be open again."""
        changed = self.since.changed if self.since is not None else 0
        return changed + sum(c for kind, c in (self.lost or {}).items() if kind in _CLOSING)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which schema version to which; `backup` was made before, None where none was needed."""

    before: str
    after: str
    backup: Path | None
