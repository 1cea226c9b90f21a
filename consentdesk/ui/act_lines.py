"""Acts of the ledger as entries of a time line: what, whom, which, when, by whom.

The ledger holds no names; they are looked up beside it, and a line says where one is kept no more.
What was done has a picture of its own: the shapes of verdicts are for verdicts and permissions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import (
    AccessAsked,
    AccessGiven,
    Act,
    ActKind,
    Asked,
    Assessed,
    Attested,
    Body,
    ControllerSet,
    Corrected,
    Described,
    Digest,
    Enrolled,
    Granted,
    GuardianAdded,
    Journaled,
    Objected,
    PackMade,
    Posted,
    Refused,
    Registered,
    Released,
    SamePicture,
    SeatSet,
    Seconded,
    TakenDown,
    Withdrawn,
)
from consentdesk.domain.people import ClerkId, GuardianId, Signer, SignerKind, SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_date, format_datetime, format_number, ngettext
from consentdesk.seat_words import role_word
from consentdesk.storage.values import PUT_BACK, THROWN_AWAY, UNDONE
from consentdesk.ui.act_changes import (
    Enrolments,
    copies_of,
    custody_word,
    read_enrolments,
    take_down_words,
)
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry
from consentdesk.wording import (
    act_word,
    channel_word,
    destination_place,
    destination_word,
    kind_word,
    purpose_word,
)
from consentdesk.words import pictures_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

_ICONS: Mapping[ActKind, str] = {
    ActKind.OPENED: "institution",
    ActKind.POLICY_SET: "settings",
    ActKind.CONTROLLER_SET: "institution",
    ActKind.SEAT_SET: "person",
    ActKind.EDITION_ISSUED: "form",
    ActKind.SEAL_KEY_SET: "shield",
    ActKind.RECOVERY_PRINTED: "lock",
    ActKind.ENROLLED: "person",
    ActKind.GUARDIAN_ADDED: "guardian",
    ActKind.PROTECTED: "protected",
    ActKind.PROTECTION_LIFTED: "shield",
    ActKind.ASKED: "print",
    ActKind.GRANTED: "permissions",
    ActKind.REFUSED: "refused",
    ActKind.JOURNALED: "journal",
    ActKind.WITHDRAWN: "withdraw",
    ActKind.OBJECTED: "warning",
    ActKind.OBJECTION_LIFTED: "info",
    ActKind.REGISTERED: "photos",
    ActKind.DESCRIBED: "edit",
    ActKind.ATTESTED: "people",
    ActKind.ASSESSED: "eye",
    ActKind.SECONDED: "people",
    ActKind.SAME_PICTURE: "copy",
    ActKind.RELEASED: "export",
    ActKind.POSTED: "link",
    ActKind.TAKEN_DOWN: "taken-down",
    ActKind.PACK_MADE: "lock",
    ActKind.ACCESS_ASKED: "info",
    ActKind.ACCESS_GIVEN: "export",
    ActKind.CORRECTED: "edit",
    ActKind.ERASED: "trash",
}

_STRUCK = "struck"
"""Stands before what no longer counts, whatever it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What stands beside the ledger for some acts."""

    subjects: Mapping[SubjectId, str]
    guardians: Mapping[GuardianId, str]
    clerks: Mapping[ClerkId, str]
    photos: Mapping[PhotoId, str]
    texts: Mapping[Digest, str]
    copies: Mapping[ReleaseId, int]
    enrolments: Enrolments
    downs: Mapping[int, tuple[ReleasedCopy, ...]]
    zone: ZoneInfo
    corrected: frozenset[int]


def read_lines(
    reader: "Reader",
    acts: Sequence[Act],
    *,
    corrected: Iterable[int] = (),
    about: SubjectId | None = None,
) -> tuple[Entry[Act], ...]:
    """The acts as entries in the order given; the person they are all `about` is not named again.

    `corrected` are numbers of acts that no longer count; they are shown struck out.
    """
    from consentdesk.services.correcting import correctable

    void = frozenset(corrected)
    names = _names(reader, acts, void)
    may = {a.number for a in acts if a.number not in void and correctable(reader, a)}
    lines = ((replace(_line(a, names, about), correctable=a.number in may), a) for a in acts)
    return tuple(Entry(line, act) for line, act in lines)


def corrected_numbers(acts: Iterable[Act]) -> frozenset[int]:
    """The numbers of acts that a correction in force has voided."""
    void: set[int] = set()
    for act in sorted(acts, key=lambda a: a.number, reverse=True):
        if isinstance(act.body, Corrected) and act.number not in void:
            void.add(act.body.number)
    return frozenset(void)


def _names(reader: "Reader", acts: Sequence[Act], corrected: frozenset[int]) -> Names:
    subjects = {s for act in acts if (s := getattr(act.body, "subject", None)) is not None}
    downs = _taken_down(reader, acts)
    subjects |= {s for copies in downs.values() for copy in copies for s in copy.seen}
    photos = {p for act in acts if (p := getattr(act.body, "photo", None)) is not None}
    guardians = {g for act in acts if (g := _guardian_of(act.body)) is not None}
    texts = {digest for act in acts for digest in _texts_of(act.body)}
    releases = {act.body.release for act in acts if isinstance(act.body, Released)}
    return Names(
        subjects={s: person.name for s, person in reader.subjects(sorted(subjects)).items()},
        guardians={g: who.name for g, who in reader.guardians(sorted(guardians)).items()},
        clerks=_clerks(reader, acts),
        photos={p: photo.name for p, photo in reader.photos(sorted(photos)).items()},
        texts=reader.texts(sorted(texts)),
        copies={r: len(held) for r, held in reader.copies_in(releases).items()},
        enrolments=read_enrolments(reader, acts, corrected),
        downs=downs,
        zone=ZoneInfo(reader.policy.timezone),
        corrected=corrected,
    )


def _taken_down(reader: "Reader", acts: Sequence[Act]) -> dict[int, tuple[ReleasedCopy, ...]]:
    """The copies each take-down was about, by the number of its act."""
    downs = [(act, act.body) for act in acts if isinstance(act.body, TakenDown)]
    held = reader.copies_in({body.release for _act, body in downs})
    return {act.number: copies_of(act, body, held[body.release]) for act, body in downs}


def _texts_of(body: Body) -> tuple[Digest, ...]:
    """What the act says and the ledger only digests: it stays readable once it is corrected."""
    match body:
        case Journaled():
            return (body.journal_number,)
        case Corrected():
            return (body.reason,)
        case PackMade():
            return body.events
        case SeatSet():
            return (body.login,)
        case _:
            return ()


def _guardian_of(body: Body) -> GuardianId | None:
    match body:
        case GuardianAdded():
            return body.guardian
        case Granted() | Refused() | Withdrawn():
            return body.signer.guardian
        case _:
            return None


def _clerks(reader: "Reader", acts: Iterable[Act]) -> dict[ClerkId, str]:
    """Who wrote, and at whose seat: a name is only what somebody typed."""
    wrote = sorted({act.clerk for act in acts})
    seats = reader.seats_of(wrote)
    return {
        one: _("{name} ({login})").format(name=name, login=seats[one]) if one in seats else name
        for one, name in reader.clerks(wrote).items()
    }


def _line(act: Act, names: Names, about: SubjectId | None) -> Line:
    word = _word(act, names)
    subject: SubjectId | None = getattr(act.body, "subject", None)
    name = "" if subject is None or subject == about else _name(subject, names)
    struck = act.number in names.corrected
    detail = [_("Corrected")] if struck else []
    detail += [part for part in _detail(act, names) if part]
    when = format_datetime(act.at, names.zone)
    clerk = names.clerks.get(act.clerk)
    if clerk:
        detail.append(clerk)
    return Line(
        heading=f"{word} · {name}" if name else word,
        detail=" · ".join(detail),
        note=_reason(act.body, names),
        aside=when if about is None else format_date(act.at.astimezone(names.zone).date()),
        icon=_STRUCK if struck else _ICONS.get(act.kind, "journal"),
        struck=struck,
    )


def _name(subject: SubjectId, names: Names) -> str:
    return names.subjects.get(subject) or _("name no longer kept")


def _reason(body: Body, names: Names) -> str:
    """Why something was corrected, on one line; "" for other acts and where it was erased."""
    said = names.texts.get(body.reason, "") if isinstance(body, Corrected) else ""
    own = {UNDONE: _("undone"), THROWN_AWAY: _("thrown away"), PUT_BACK: _("put back")}
    reason = own.get(said) or " ".join(said.split())
    return _("Reason: {reason}").format(reason=reason) if reason else ""


def _word(act: Act, names: Names) -> str:
    if isinstance(act.body, Enrolled):
        first = act.number in names.enrolments.first
        return _("Person enrolled") if first else _("Person changed")
    if isinstance(act.body, ControllerSet) and act.body.name is not None:
        return _("Name of the institution changed")
    return act_word(act.kind)


def _detail(act: Act, names: Names) -> Sequence[str]:
    match act.body:
        case Enrolled():
            return names.enrolments.changes.get(act.number, ())
        case TakenDown() as body:
            export = _("export no. {number}").format(number=body.release)
            return (export, *take_down_words(names.downs[act.number], names.subjects))
        case body:
            return _said(body, names)


def _said(body: Body, names: Names) -> Sequence[str]:
    match body:
        case Granted() | Refused():
            signed = _("signed {day}").format(day=format_date(body.signed_on))
            return (purpose_word(body.purpose), _signer(body.signer, names), signed)
        case Journaled():
            return (names.texts.get(body.journal_number, ""), _purposes(body.purposes))
        case Withdrawn():
            by = _signer(body.signer, names)
            return (_purposes(body.purposes), by, channel_word(body.channel))
        case Asked():
            return (shown_serial(body.serial) if body.serial else "", _purposes(body.purposes))
        case Objected():
            return (channel_word(body.channel),)
        case GuardianAdded():
            return (names.guardians.get(body.guardian, ""), custody_word(body))
        case Corrected():
            return (_("no. {number}").format(number=body.number),)
        case _:
            return _picture_detail(body, names)


def _picture_detail(body: Body, names: Names) -> Sequence[str]:
    match body:
        case Registered() | SamePicture():
            return (names.photos.get(body.photo, ""),)
        case Described():
            count = len(body.shows)
            named = ngettext("{count} named", "{count} named", count).format(count=count)
            return (names.photos.get(body.photo, ""), kind_word(body.kind), named)
        case Attested():
            seen = ngettext("{count} recognisable", "{count} recognisable", body.visible)
            told = (names.photos.get(body.photo, ""), seen.format(count=body.visible))
            if not body.hidden:
                return told
            hidden = ngettext(
                "{count} without a name is covered",
                "{count} without a name are covered",
                body.hidden,
            )
            return (*told, hidden.format(count=body.hidden))
        case Assessed():
            said = _("may be shown {where}") if body.publish else _("may not be shown {where}")
            where = destination_place(body.destination)
            return (names.photos.get(body.photo, ""), said.format(where=where))
        case Seconded():
            where = destination_place(body.destination)
            return (names.photos.get(body.photo, ""), where)
        case Released():
            photos = len(set(body.photos))
            held = pictures_word(names.copies.get(body.release, photos), photos)
            return (destination_word(body.destination), held)
        case SeatSet():
            role = role_word(body.role) if body.role is not None else _("no seat any more")
            taken = (_("taken, no head gave it"),) if body.taken else ()
            return (names.texts.get(body.login, ""), role, *taken)
        case Posted():
            return (_("export no. {number}").format(number=body.release),)
        case AccessAsked():
            return (_("asked on {day}").format(day=format_date(body.on)),)
        case AccessGiven():
            held = ngettext("{count} photo", "{count} photos", len(body.photos))
            return (held.format(count=format_number(len(body.photos))),)
        case PackMade():
            held = ngettext("{count} photo", "{count} photos", body.photos)
            until = _("good until {day}").format(day=format_date(body.good_until))
            events = ", ".join(names.texts.get(event, "") for event in body.events)
            return (events, held.format(count=format_number(body.photos)), until)
        case _:
            return ()


def _signer(signer: Signer, names: Names) -> str:
    match signer.kind:
        case SignerKind.GUARDIAN if signer.guardian is not None:
            return names.guardians.get(signer.guardian, _("a guardian"))
        case SignerKind.SELF:
            return _("self")
        case _:
            return ""


def _purposes(purposes: Sequence[str]) -> str:
    return ", ".join(purpose_word(p) for p in purposes)
