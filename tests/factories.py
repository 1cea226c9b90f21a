"""Values for tests: every factory gives a valid value and takes what a test cares about by name.

Shared by all rings. Add a factory here rather than a private one in a test file.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from consentdesk.domain.acts import (
    Act,
    Asked,
    Body,
    Channel,
    Digest,
    Granted,
    Journaled,
    Purpose,
    Refused,
    Serial,
    Withdrawn,
    Wording,
)
from consentdesk.domain.acts import EvidenceKind as Evidence
from consentdesk.domain.people import (
    UNSTATED,
    ClerkId,
    Guardian,
    GuardianId,
    Guardianship,
    Signer,
    Subject,
    SubjectId,
    guardian_signer,
)
from consentdesk.domain.photos import Destination, Photo, PhotoId, PhotoKind
from consentdesk.domain.policy import (
    RULE_NUMBERS,
    SWITCHABLE,
    GuardiansNeeded,
    LapseMode,
    Policy,
    Rule,
    RuleKind,
)

DAY = date(2026, 9, 14)
NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
WEBSITE = Purpose("website")
SOCIAL_MEDIA = Purpose("social_media")
PURPOSES = (WEBSITE, SOCIAL_MEDIA, Purpose("print"), Purpose("press"), Purpose("internal"))
NOAH = SubjectId(1)
MOTHER = GuardianId(1)
FATHER = GuardianId(2)
PHOTO = PhotoId(1)
SERIAL = Serial("7K3M9QX7")
WORDING = Wording("2026-1", "da", Digest("a" * 64))


def a_policy(
    *,
    age_limit: int = 15,
    lapse_mode: LapseMode = LapseMode.LAPSE,
    guardians_needed: GuardiansNeeded = GuardiansNeeded.ONE,
    validity_months: int = 24,
    off: Iterable[str] = ("R17", "R23"),
    timezone: str = "Europe/Copenhagen",
    destinations: Mapping[str, str] | None = None,
) -> Policy:
    """A policy like the Danish one; `off` names the rules switched off."""
    where = destinations or {
        "website": "website",
        "facebook": "social_media",
        "instagram": "social_media",
        "newsletter": "print",
        "brochure": "print",
        "press": "press",
        "intranet": "internal",
    }
    silent = frozenset(off) & SWITCHABLE
    return Policy(
        name="test",
        timezone=timezone,
        age_limit=age_limit,
        lapse_mode=lapse_mode,
        guardians_needed=guardians_needed,
        validity_months=validity_months,
        near_distance=4,
        warn_before_days=60,
        rules={n: Rule(n, RuleKind.LOCAL, "test", n not in silent) for n in RULE_NUMBERS},
        purposes=PURPOSES,
        destinations={Destination(d): Purpose(p) for d, p in where.items()},
    )


def a_subject(
    subject: SubjectId = NOAH,
    *,
    name: str = "Noah Lund",
    born: date = date(2019, 5, 3),
    group: str = "2.A",
    staff: bool = False,
    left_on: date | None = None,
    here_since: date | None = None,
) -> Subject:
    """A child of seven, unless told otherwise."""
    return Subject(
        id=subject,
        name=name,
        born=born,
        group=group,
        staff=staff,
        left_on=left_on,
        here_since=here_since,
    )


def a_guardian(guardian: GuardianId = MOTHER, name: str = "Mette Lund") -> Guardian:
    """A guardian by name."""
    return Guardian(guardian, name)


def a_guardianship(
    guardian: GuardianId = MOTHER,
    subject: SubjectId = NOAH,
    *,
    custody: bool = True,
    since: date | None = None,
    until: date | None = None,
) -> Guardianship:
    """Custody without beginning or end."""
    return Guardianship(
        guardian=guardian, subject=subject, custody=custody, since=since, until=until
    )


def an_act(number: int, body: Body, *, at: datetime | None = None, clerk: int = 1) -> Act:
    """A line of the ledger; without `at`, `number` minutes after NOW."""
    return Act(
        number=number, at=at or NOW + timedelta(minutes=number), clerk=ClerkId(clerk), body=body
    )


def asked(
    subject: SubjectId = NOAH,
    purposes: tuple[Purpose, ...] = (WEBSITE,),
    serial: Serial | None = SERIAL,
) -> Asked:
    """A form was printed, or without a serial, somebody asked aloud."""
    return Asked(subject=subject, purposes=purposes, serial=serial, edition="2026-1")


def granted(
    subject: SubjectId = NOAH,
    purpose: Purpose = WEBSITE,
    *,
    serial: Serial = SERIAL,
    signed_on: date = DAY,
    signer: Signer | None = None,
    validity_months: int = 24,
) -> Granted:
    """A yes signed by the mother."""
    return Granted(
        subject=subject,
        purpose=purpose,
        serial=serial,
        signed_on=signed_on,
        signer=signer or guardian_signer(MOTHER),
        wording=WORDING,
        validity_months=validity_months,
    )


def refused(
    subject: SubjectId = NOAH,
    purpose: Purpose = WEBSITE,
    *,
    serial: Serial = SERIAL,
    signed_on: date = DAY,
    signer: Signer | None = None,
) -> Refused:
    """A no signed by the mother."""
    return Refused(
        subject=subject,
        purpose=purpose,
        serial=serial,
        signed_on=signed_on,
        signer=signer or guardian_signer(MOTHER),
        wording=WORDING,
        validity_months=24,
    )


def journaled(
    subject: SubjectId = NOAH,
    purposes: tuple[Purpose, ...] = (WEBSITE,),
    *,
    serial: Serial = SERIAL,
    received_on: date = DAY,
) -> Journaled:
    """A whole journal entry for one form."""
    return Journaled(
        subject=subject,
        purposes=purposes,
        serial=serial,
        journal_number=Digest("b" * 64),
        system=Digest("c" * 64),
        received_on=received_on,
        subject_line=Digest("d" * 64),
        evidence_kind=Evidence.PAPER,
        evidence=Digest("e" * 64),
    )


def withdrawn(
    subject: SubjectId = NOAH,
    purposes: tuple[Purpose, ...] = (WEBSITE,),
    *,
    on: date = DAY,
    signer: Signer = UNSTATED,
) -> Withdrawn:
    """A permission taken back by phone."""
    return Withdrawn(
        subject=subject, purposes=purposes, on=on, signer=signer, channel=Channel.PHONE, by=None
    )


def a_photo(
    photo: PhotoId = PHOTO,
    *,
    name: str = "IMG_0412.jpg",
    kind: PhotoKind | None = PhotoKind.PORTRAIT,
    photographer: str = "Line Holm",
    rights: str = "the institution's own",
) -> Photo:
    """A portrait with its rights in order."""
    return Photo(id=photo, name=name, kind=kind, photographer=photographer, rights=rights)
