"""The lines of the ledger: one frozen body per kind of act.

An act carries ids, codes, dates and salted digests of any text, never a name (`Digest` is the hex
SHA-256 of salt and text; `storage` keeps both in tables that can be erased). What the acts amount
to is worked out in `consent` and `verdict`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from consentdesk.domain.languages import JOINED
from consentdesk.domain.people import ClerkId, GuardianId, Signer, SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, Question, ReleaseId
from consentdesk.domain.roles import Role

Digest = NewType("Digest", str)
Purpose = NewType("Purpose", str)
"""What a permission is for, as named in the policy file: `website`, `social_media` …"""
Serial = NewType("Serial", str)
"""The number of one printed form, without its hyphen: see `serials`."""


class ActKind(StrEnum):
    """The kinds of line in the ledger; their spelling is stored and never changes."""

    OPENED = "OPENED"
    POLICY_SET = "POLICY_SET"
    CONTROLLER_SET = "CONTROLLER_SET"
    SEAT_SET = "SEAT_SET"
    EDITION_ISSUED = "EDITION_ISSUED"
    SEAL_KEY_SET = "SEAL_KEY_SET"
    RECOVERY_PRINTED = "RECOVERY_PRINTED"
    ENROLLED = "ENROLLED"
    GUARDIAN_ADDED = "GUARDIAN_ADDED"
    PROTECTED = "PROTECTED"
    PROTECTION_LIFTED = "PROTECTION_LIFTED"
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    JOURNALED = "JOURNALED"
    WITHDRAWN = "WITHDRAWN"
    OBJECTED = "OBJECTED"
    OBJECTION_LIFTED = "OBJECTION_LIFTED"
    REGISTERED = "REGISTERED"
    DESCRIBED = "DESCRIBED"
    ATTESTED = "ATTESTED"
    ASSESSED = "ASSESSED"
    SECONDED = "SECONDED"
    SAME_PICTURE = "SAME_PICTURE"
    RELEASED = "RELEASED"
    POSTED = "POSTED"
    TAKEN_DOWN = "TAKEN_DOWN"
    PACK_MADE = "PACK_MADE"
    ACCESS_ASKED = "ACCESS_ASKED"
    ACCESS_GIVEN = "ACCESS_GIVEN"
    CORRECTED = "CORRECTED"
    ERASED = "ERASED"


class Channel(StrEnum):
    """How a withdrawal or an objection reached the institution."""

    PHONE = "phone"
    MAIL = "mail"
    PAPER = "paper"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wording:
    """The exact text a person signed: edition, ISO 639-1 language and its digest (R13).

    A sheet in two languages names both ("da+pl"), and its digest is over both.
    """

    edition: str
    language: str
    digest: Digest

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages one by one, the institution's first."""
        return tuple(self.language.split(JOINED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The register began: digest of the institution's name."""

    institution: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """From here on this policy applies: its name, the digest of its values."""

    policy: str
    values: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerSet:
    """From here on forms name this contact and data protection officer; `facts` digests both.

    `name` digests the institution's own name where that was corrected.
    """

    facts: Digest
    name: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSet:
    """From here on whoever uses that login works in that role; None: has no seat any more.

    `taken`: no head gave it, whoever sits there now took it, see `services.seats.take_head`.
    """

    login: Digest
    role: Role | None
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionIssued:
    """An edition of the form that the institution wrote itself is final; `files` digests it (R13).

    The digest has no salt: the text is on every sheet handed out.
    """

    edition: str
    files: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKeySet:
    """From here on seals are signed with this key: the public half of one of Ed25519, in hex."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPrinted:
    """The recovery sheet is on paper: that of the passphrase with this `mark`, which tells no key.

    Another passphrase has another mark, so its sheet is still to be printed.
    """

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A subject came in or a fact the rules look at changed; `facts` digests that row."""

    subject: SubjectId
    facts: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAdded:
    """A guardianship began, changed or ended."""

    subject: SubjectId
    guardian: GuardianId
    custody: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """The subject's identity is protected: never released (R10)."""

    subject: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionLifted:
    """The protection ended."""

    subject: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A form was printed, or somebody asked aloud (`serial` None): opens nothing (R2)."""

    subject: SubjectId
    purposes: tuple[Purpose, ...]
    serial: Serial | None
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer for one purpose on a signed form; use `Granted` or `Refused`."""

    subject: SubjectId
    purpose: Purpose
    serial: Serial
    signed_on: date
    signer: Signer
    wording: Wording
    validity_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Answered):
    """Yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Answered):
    """No, or a box left blank (R6)."""


class EvidenceKind(StrEnum):
    """What proves that the form exists: a stored scan, or where the paper lies."""

    SCAN = "scan"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journaled:
    """A signed form was filed (R12); the texts stand in `storage`, digested here.

    `evidence` is the SHA-256 of the stored scan, or the digest of the place of the paper.
    """

    subject: SubjectId
    purposes: tuple[Purpose, ...]
    serial: Serial
    journal_number: Digest
    system: Digest
    received_on: date
    subject_line: Digest
    evidence_kind: EvidenceKind
    evidence: Digest

    def whole(self) -> bool:
        """Whether nothing that R12 asks for is missing."""
        return bool(
            self.serial
            and self.purposes
            and self.journal_number
            and self.system
            and self.subject_line
            and self.evidence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A permission was taken back (R7).

    It counts from the next check on; `on`, the day it was said, only orders it among signatures.
    """

    subject: SubjectId
    purposes: tuple[Purpose, ...]
    on: date
    signer: Signer
    channel: Channel
    by: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """The subject or a guardian does not want to be shown, situation photos included (R19)."""

    subject: SubjectId
    channel: Channel
    by: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionLifted:
    """The objection no longer stands."""

    subject: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A photo came in; `sha256` is of the file, in hex."""

    photo: PhotoId
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is known about a photo was said or changed; `facts` digests all of it.

    That is its row and who is named on it, with the places. What verdicts rest on stands in the
    open as well, so that a past day can be told (R30): `kind`, `shows`, counted `faces`, and
    whether photographer and right to use were stated (`credited`). `hides` digests all that is
    drawn for copies, without salt since shapes and ids tell of nobody; None where nothing is.
    """

    photo: PhotoId
    kind: PhotoKind | None
    shows: tuple[SubjectId, ...]
    faces: int | None
    credited: bool
    facts: Digest
    hides: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Everyone recognisable on the photo is named, says the clerk (R16).

    Or is covered in every copy: `hidden` of them have no name (R22). Where that was looked at,
    `hides` digests what was drawn then, as `Described` does.
    """

    photo: PhotoId
    kind: PhotoKind | None
    shows: tuple[SubjectId, ...]
    visible: int
    hidden: int = 0
    hides: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A situation photo was judged for one destination (R18); `yes`: the questions answered so."""

    photo: PhotoId
    destination: Destination
    publish: bool
    sensitive: bool
    yes: tuple[Question, ...]
    reason: Digest
    kind: PhotoKind | None
    shows: tuple[SubjectId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """A second person looked at the copy for one destination, and agrees that it leaves (R31).

    `shows` are all named on the photo, `seen` those visible in the copy; `hides` digests what was
    drawn then, as `Described` does.
    """

    photo: PhotoId
    destination: Destination
    kind: PhotoKind | None
    shows: tuple[SubjectId, ...]
    seen: tuple[SubjectId, ...]
    hides: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePicture:
    """A near match was looked at and is the same picture, says the clerk (R21)."""

    photo: PhotoId
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Clean copies left for a destination; `manifest` digests the list of what left and why.

    `shows` are all subjects visible in a copy; `covered` those hidden or cropped away (R22).
    `permissions` are the numbers of the answers relied on. Where it went is bound beside it.
    """

    release: ReleaseId
    destination: Destination
    photos: tuple[PhotoId, ...]
    shows: tuple[SubjectId, ...]
    covered: tuple[SubjectId, ...]
    permissions: tuple[int, ...]
    manifest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Somebody said where a release was posted; `link` digests the address, "" for nowhere."""

    release: ReleaseId
    link: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """Copies of a release were taken down where they had been put.

    `copies` are their places in the release, from 0; none named means all of it.
    """

    release: ReleaseId
    note: Digest | None
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMade:
    """A check pack left the house: verdicts on so many photos for these destinations.

    `events` digest the names of those whose photos they are, none for all photos or some that were
    chosen. `initials`: whether it tells by them whom a reason concerns. `pack` is the SHA-256 of
    the file, in hex; it has no salt, so that a file that is found can be held against it.
    """

    photos: int
    events: tuple[Digest, ...]
    destinations: tuple[Destination, ...]
    initials: bool
    good_until: date
    pack: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAsked:
    """Somebody asked on that day what is kept about the subject (R27)."""

    subject: SubjectId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGiven:
    """What is kept about the subject left the house for whoever asked (R27).

    `photos` went along with everybody else covered. `pack` is the SHA-256 of the file, in hex,
    without salt as in `PackMade`.
    """

    subject: SubjectId
    photos: tuple[PhotoId, ...]
    pack: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The act with that number was a mistake and no longer counts (R14)."""

    number: int
    reason: Digest
    subject: SubjectId | None
    photo: PhotoId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What identified the subject was erased on request (R28).

    `photos` are those the subject was named on at that moment: whoever looks at them can still
    recognise somebody there, whom nothing permits to be shown.
    """

    subject: SubjectId
    photos: tuple[PhotoId, ...] = ()


Body = (
    Opened
    | PolicySet
    | ControllerSet
    | SeatSet
    | EditionIssued
    | SealKeySet
    | RecoveryPrinted
    | Enrolled
    | GuardianAdded
    | Protected
    | ProtectionLifted
    | Asked
    | Granted
    | Refused
    | Journaled
    | Withdrawn
    | Objected
    | ObjectionLifted
    | Registered
    | Described
    | Attested
    | Assessed
    | Seconded
    | SamePicture
    | Released
    | Posted
    | TakenDown
    | PackMade
    | AccessAsked
    | AccessGiven
    | Corrected
    | Erased
)

KIND_OF: Mapping[type, ActKind] = {
    Opened: ActKind.OPENED,
    PolicySet: ActKind.POLICY_SET,
    ControllerSet: ActKind.CONTROLLER_SET,
    SeatSet: ActKind.SEAT_SET,
    EditionIssued: ActKind.EDITION_ISSUED,
    SealKeySet: ActKind.SEAL_KEY_SET,
    RecoveryPrinted: ActKind.RECOVERY_PRINTED,
    Enrolled: ActKind.ENROLLED,
    GuardianAdded: ActKind.GUARDIAN_ADDED,
    Protected: ActKind.PROTECTED,
    ProtectionLifted: ActKind.PROTECTION_LIFTED,
    Asked: ActKind.ASKED,
    Granted: ActKind.GRANTED,
    Refused: ActKind.REFUSED,
    Journaled: ActKind.JOURNALED,
    Withdrawn: ActKind.WITHDRAWN,
    Objected: ActKind.OBJECTED,
    ObjectionLifted: ActKind.OBJECTION_LIFTED,
    Registered: ActKind.REGISTERED,
    Described: ActKind.DESCRIBED,
    Attested: ActKind.ATTESTED,
    Assessed: ActKind.ASSESSED,
    Seconded: ActKind.SECONDED,
    SamePicture: ActKind.SAME_PICTURE,
    Released: ActKind.RELEASED,
    Posted: ActKind.POSTED,
    TakenDown: ActKind.TAKEN_DOWN,
    PackMade: ActKind.PACK_MADE,
    AccessAsked: ActKind.ACCESS_ASKED,
    AccessGiven: ActKind.ACCESS_GIVEN,
    Corrected: ActKind.CORRECTED,
    Erased: ActKind.ERASED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the ledger: its number within the institution, when (UTC) and by whom."""

    number: int
    at: datetime
    clerk: ClerkId
    body: Body

    @property
    def kind(self) -> ActKind:
        """The kind as it is stored."""
        return KIND_OF[type(self.body)]
