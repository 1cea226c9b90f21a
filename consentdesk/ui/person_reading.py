"""All that a person's page shows, read at one moment for one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Act, Digest, Enrolled, Purpose
from consentdesk.domain.consent import (
    Permission,
    PermissionState,
    end_of,
    objection,
    protected,
)
from consentdesk.domain.people import (
    Guardian,
    GuardianId,
    Guardianship,
    Subject,
    SubjectId,
    age,
)
from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_date
from consentdesk.services.withdrawing import EVERYTHING
from consentdesk.ui.act_lines import corrected_numbers, read_lines
from consentdesk.ui.delegates import Line
from consentdesk.ui.glyphs import sign_of_state
from consentdesk.ui.line_list import Entry
from consentdesk.ui.people_model import never_shown
from consentdesk.ui.person_writing import Known, KnownGuardian
from consentdesk.ui.take_down import Out, out_in
from consentdesk.wording import purpose_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Given:
    """One permission of a person, and the stored scan behind it."""

    permission: Permission
    scan: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person on a day."""

    known: Known
    on: date
    today: date
    known_since: date
    age: int
    protected: bool
    objecting: bool
    given: tuple[Permission, ...]
    permissions: tuple[Entry[Given], ...]
    acts: tuple[Entry[Act], ...]
    photos: tuple[PhotoId, ...]
    out: Out

    @property
    def subject(self) -> Subject:
        """The person."""
        return self.known.subject

    @property
    def guardians(self) -> tuple[str, ...]:
        """Who was a guardian on that day, by name."""
        return tuple(g.name for g in self.known.guardians if g.holds(self.on))

    @property
    def is_today(self) -> bool:
        """Whether today is looked at; on any other day nothing is written."""
        return self.on == self.today

    @property
    def is_to_come(self) -> bool:
        """Whether the day looked at has not come yet."""
        return self.on > self.today

    @property
    def was_known(self) -> bool:
        """Whether the person had been enrolled by that day; before, there is nothing to tell."""
        return self.on >= self.known_since

    @property
    def was_asked(self) -> bool:
        """Whether there is anything that could be taken back."""
        return any(g.state is not PermissionState.NEVER_ASKED for g in self.given)


def read_person(reader: "Reader", subject: SubjectId, on: date | None, today: date) -> PersonView:
    """The person on that day, or today; BadInput(UNKNOWN_SUBJECT)."""
    day = on or today
    person, policy = reader.subject_on(subject, day), reader.policy_on(day)
    about = reader.acts([subject])
    relations = reader.guardianships_on(about, policy, day)[subject]
    end = end_of(day, policy)
    acts = [act for act in about[subject] if act.at < end]
    never = protected(acts, subject, policy, day)
    guardians = reader.guardians([g.guardian for g in relations])
    first = min(act.at for act in about[subject] if isinstance(act.body, Enrolled))
    # Not `today` of that moment, which is never before the last act.
    since = first.astimezone(ZoneInfo(policy.timezone)).date()
    asked = reader.permissions([subject], day)[subject].values() if day >= since else ()
    given = list(asked)
    return PersonView(
        known=Known(person, _known_guardians(relations, guardians)),
        on=day,
        today=today,
        known_since=since,
        age=age(person.born, day),
        protected=never,
        objecting=objection(acts, subject, policy, day) is not None,
        given=tuple(given),
        permissions=_permissions(reader, given, guardians, never=never),
        acts=read_lines(
            reader,
            sorted(acts, key=lambda a: a.number, reverse=True),
            corrected=corrected_numbers(acts),
            about=subject,
        ),
        out=out_in(
            reader,
            subject,
            reader.releases(subject=subject, to_take_down=True, limit=EVERYTHING),
        ),
        photos=_photos(reader, subject, day, today),
    )


def _photos(reader: "Reader", subject: SubjectId, on: date, today: date) -> tuple[PhotoId, ...]:
    """The photos that show the person; of a past day, those that were known to by then."""
    if on == today:
        return reader.photos_of(subject)
    return tuple(photo.id for photo in reader.photos_on(subject, on))


def _known_guardians(
    relations: Sequence[Guardianship], guardians: dict[GuardianId, Guardian]
) -> tuple[KnownGuardian, ...]:
    return tuple(
        KnownGuardian(g.guardian, guardians[g.guardian].name, g.custody, g.until, g.since)
        for g in relations
        if g.guardian in guardians
    )


def _permissions(
    reader: "Reader",
    given: Sequence[Permission],
    guardians: dict[GuardianId, Guardian],
    *,
    never: bool,
) -> tuple[Entry[Given], ...]:
    """What stands for each purpose; over a person who is `never` shown nothing signed counts."""
    entries = reader.entries([p.serial for p in given if p.serial is not None])
    found = []
    for one in given:
        entry = entries.get(one.serial) if one.serial else None
        sign = never_shown() if never else sign_of_state(one.state)
        until = _("until {day}").format(day=format_date(one.valid_until)) if one.valid_until else ""
        line = Line(
            heading=purpose_word(one.purpose),
            detail=sign.word if never else " · ".join(p for p in (sign.word, until) if p),
            note=_signed(one, guardians),
            aside=entry.number if entry and one.journaled else "",
            sign=sign,
            scan=entry.scan or "" if entry else "",
        )
        found.append(Entry(line, Given(one, entry.scan if entry else None)))
    return tuple(found)


def _signed(one: Permission, guardians: dict[GuardianId, Guardian]) -> str:
    """When and by whom the answer was signed, or the permission taken back."""
    if one.signed_on is None:
        return ""
    day = format_date(one.signed_on)
    guardian = one.signer.guardian if one.signer is not None else None
    if guardian is not None and guardian in guardians:
        return _("{day}, {name}").format(day=day, name=guardians[guardian].name)
    return day


def purposes_of(view: PersonView) -> tuple[Purpose, ...]:
    """The purposes shown, in the policy's order."""
    return tuple(e.value.permission.purpose for e in view.permissions if e.value is not None)
