"""What is kept about one person, from one snapshot: for a readable page and for a program.

Holds values only, with other people's names out of every text (`sparing`). Of photos it tells what
is known; the pictures are `showing`'s.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Act, Answered, Assessed, Digest, Serial, Wording
from consentdesk.domain.consent import Permission, objection, protected, voided
from consentdesk.domain.journal import Form, JournalEntry
from consentdesk.domain.people import Guardian, GuardianId, Guardianship, Subject, SubjectId
from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput
from consentdesk.services.access_pack.sparing import Spared
from consentdesk.services.edition_shelf import edition_of
from consentdesk.services.editions import Audience, Controller
from consentdesk.storage.values import Document, Head, Institution

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

_NOT_TOLD = ("controller.", "foot.", "date")
"""Texts of a sheet that ask nobody anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The exact text of a form that was handed out; no `texts` where it can't be read any more."""

    wording: Wording
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A signed form as it was scanned; no `document` where somebody else's form is in it too."""

    serial: Serial
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One assessment of a photo the person is on."""

    act: Act
    body: Assessed
    reason: str
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Everything, as of a day.

    `texts` are what acts say in words of one's own, by digest. `events` are the names of photos'
    events, by photo, as far as they may be told.
    """

    person: Subject
    institution: Institution
    zone: ZoneInfo
    at: datetime
    on: date
    head: Head
    protected: bool
    objecting: bool
    guardians: tuple[tuple[Guardian, Guardianship], ...]
    permissions: tuple[Permission, ...]
    forms: tuple[Form, ...]
    wordings: tuple[Signed, ...]
    entries: Mapping[Serial, JournalEntry]
    scans: tuple[Scan, ...]
    photos: tuple[Photo, ...]
    events: Mapping[PhotoId, str]
    judged: tuple[Judged, ...]
    releases: tuple[Release, ...]
    links: Mapping[str, str]
    acts: tuple[Act, ...]
    corrected: frozenset[int]
    texts: Mapping[Digest, str]

    def guardian(self, id: GuardianId | None) -> str:
        """The name of one of the person's own guardians; "" for anybody else."""
        return next((g.name for g, _held in self.guardians if g.id == id), "")


def read(reader: Reader, subject: SubjectId, at: datetime) -> Access:
    """Everything kept about the subject; BadInput(UNKNOWN_SUBJECT)."""
    person, on, policy = reader.subject(subject), reader.today(at), reader.policy
    acts, spared = reader.acts([subject])[subject], Spared(reader, subject)
    held = reader.guardianships([subject])[subject]
    names = reader.guardians({g.guardian for g in held})
    forms = tuple(reversed(reader.forms(subject=subject, limit=sys.maxsize)))
    entries = reader.entries(form.serial for form in forms)
    photos = tuple(reader.photos(reader.photos_of(subject)).values())
    releases = _releases(reader, subject, photos)
    answers = [act.body for act in acts if isinstance(act.body, Answered)]
    return Access(
        person=person,
        institution=reader.institution,
        zone=ZoneInfo(policy.timezone),
        at=at,
        on=on,
        head=reader.head(),
        protected=protected(acts, subject, policy, on),
        objecting=objection(acts, subject, policy, on) is not None,
        guardians=tuple((names[g.guardian], g) for g in held),
        permissions=tuple(reader.permissions([subject], on)[subject].values()),
        forms=forms,
        wordings=tuple(_wordings(reader, person, forms, answers)),
        entries={serial: _spared_entry(entry, spared) for serial, entry in entries.items()},
        scans=_scans(reader, subject, forms, entries.values()),
        photos=photos,
        events={photo.id: spared(photo.album) for photo in photos},
        judged=tuple(_judged(reader, [photo.id for photo in photos], spared)),
        releases=releases,
        links={release.link: spared(release.link) for release in releases},
        acts=acts,
        corrected=voided(acts),
        texts={d: spared(text) for d, text in reader.texts(_said(acts)).items()},
    )


def _releases(reader: Reader, subject: SubjectId, photos: Sequence[Photo]) -> tuple[Release, ...]:
    """Those that show the person, and those in which he or she is covered."""
    found = {r.id: r for r in reader.releases(subject=subject, limit=sys.maxsize)}
    covered = {id for id, _place in reader.copies_made_of(photo.id for photo in photos)}
    for id in sorted(covered - found.keys()):
        found |= {r.id: r for r in reader.releases(id=id)}
    return tuple(found[id] for id in sorted(found))


def _said(acts: Iterable[Act]) -> list[Digest]:
    """The digests of what was said about the person in words of one's own."""
    fields = ("by", "reason")
    found = (getattr(act.body, field, None) for act in acts for field in fields)
    return [digest for digest in found if digest is not None]


def _spared_entry(entry: JournalEntry, spared: Spared) -> JournalEntry:
    return replace(
        entry,
        subject_line=spared(entry.subject_line),
        paper_at=spared(entry.paper_at),
        # Who works there is nobody's access.
        clerk="",
    )


def _scans(
    reader: Reader, subject: SubjectId, forms: Sequence[Form], entries: Iterable[JournalEntry]
) -> tuple[Scan, ...]:
    """The scans of the person's own forms, each once, with the first form it belongs to."""
    found: dict[Digest, Serial] = {}
    scanned = [(form.scan, form.serial) for form in forms]
    for scan, serial in (*scanned, *((entry.scan, entry.serial) for entry in entries)):
        if scan is not None:
            found.setdefault(scan, serial)
    others = reader.scans_of_others(found, subject)
    return tuple(
        Scan(serial=serial, document=None if digest in others else reader.document(digest))
        for digest, serial in found.items()
    )


def _wordings(
    reader: Reader, person: Subject, forms: Iterable[Form], answers: Iterable[Answered]
) -> Iterable[Signed]:
    """The texts of all forms handed out, each once, for whom they spoke to."""
    months = {answer.wording: answer.validity_months for answer in answers}
    own = {answer.wording for answer in answers if answer.signer.guardian is None}
    every = dict.fromkeys([*months, *(form.wording for form in forms)])
    for wording in every:
        audience = Audience.STAFF if person.staff else Audience.GUARDIAN
        if wording in own and not person.staff:
            audience = Audience.SELF
        yield Signed(wording=wording, texts=_texts(reader, wording, audience, months.get(wording)))


def _texts(
    reader: Reader, wording: Wording, audience: Audience, months: int | None
) -> tuple[str, ...]:
    here = reader.institution
    controller = Controller(here.name, here.contact, here.officer)
    try:
        edition = edition_of(reader, wording.edition)
        if edition.reference(wording.language) != wording:
            return ()
        spoken = edition.spoken(wording.language)
    except BadInput:
        return ()
    lines: list[str] = []
    for one in spoken:
        told = one.told(audience, controller, reader.policy.age_limit, "", months)
        lines += [
            text for key, text in told.texts.items() if text and not key.startswith(_NOT_TOLD)
        ]
    return tuple(lines)


def _judged(reader: Reader, photos: Sequence[PhotoId], spared: Spared) -> Iterable[Judged]:
    told = [
        (act, act.body, act.number in void)
        for acts in reader.acts_on(photos).values()
        for void in (voided(acts),)
        for act in acts
        if isinstance(act.body, Assessed)
    ]
    texts = reader.texts(body.reason for _act, body, _void in told)
    for act, body, void in sorted(told, key=lambda one: one[0].number):
        reason = spared(texts.get(body.reason, ""))
        yield Judged(act=act, body=body, reason=reason, corrected=void)
