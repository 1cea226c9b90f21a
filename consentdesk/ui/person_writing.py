"""What is known of a person, what somebody typed of one, and how that gets into the register.

Off the GUI thread; the services check it all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from consentdesk.domain.people import GuardianId, Guardianship, Subject, SubjectId
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.i18n import _, format_date
from consentdesk.ui.context import Context
from consentdesk.ui.languages import language_name

if TYPE_CHECKING:
    from consentdesk.services.roster import NewGuardian


@dataclass(frozen=True, slots=True)
class KnownGuardian:
    """A guardian a person has or had, with the first and last day of it where they are known."""

    id: GuardianId
    name: str
    custody: bool
    until: date | None = None
    since: date | None = None

    def holds(self, on: date) -> bool:
        """Whether that was so on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class TypedGuardian:
    """What is said of one guardian; one without a number is new, `until` as `KnownGuardian`'s."""

    id: GuardianId | None
    name: str
    custody: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person before it is changed."""

    subject: Subject
    guardians: tuple[KnownGuardian, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields.

    `mistaken`: the last day that stood there was never one; `back` is the day somebody who had left
    came back.
    """

    name: str
    born: date
    group: str
    language: str
    staff: bool
    protect: bool
    left_on: date | None
    guardians: tuple[TypedGuardian, ...]
    mistaken: bool = False
    back: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Who was enrolled or changed, and the guardians that are new for somebody known before."""

    subject: SubjectId
    added: tuple[GuardianId, ...] = ()


def enrol(
    context: Context, clerk: str, at: datetime, typed: Typed, *, twin: bool = False
) -> Written:
    """Enrol a person with guardians; if a guardian is refused, nobody is enrolled.

    `twin` says that somebody of that name and birth date is another person.
    """
    from consentdesk.services import roster

    subject = roster.enrol(
        context.register,
        clerk,
        at,
        name=typed.name,
        born=typed.born,
        group=typed.group,
        staff=typed.staff,
        language=typed.language,
        protect=typed.protect,
        twin=twin,
        guardians=_new(typed),
    )
    return Written(subject)


def is_name(text: str) -> bool:
    """Whether a person may be called that."""
    from consentdesk.services.texts import person_name

    try:
        person_name(text)
    except BadInput:
        return False
    return True


class Whose(StrEnum):
    """Whose word stands where two desks have changed the same to different things."""

    UNSAID = "unsaid"
    OURS = "ours"
    THEIRS = "theirs"


def change(
    context: Context,
    clerk: str,
    at: datetime,
    known: Known,
    typed: Typed,
    whose: Whose = Whose.UNSAID,
) -> Written:
    """Change what differs from before, all of it or nothing.

    RuleRefusal PERSON_CHANGED_MEANWHILE where another desk has made something else of the same, and
    nobody has said yet whose is to stand.
    """
    from consentdesk.services import roster

    before, after = known.subject, changed(known.subject, typed)
    ended = _ended(known, typed)

    def look(subject: Subject, guardianships: Sequence[Guardianship]) -> None:
        theirs = [*_theirs(before, after, subject), *_ended_there(known, ended, guardianships)]
        if theirs and whose is Whose.UNSAID:
            raise RuleRefusal(
                Problem.PERSON_CHANGED_MEANWHILE, name=before.name, theirs=" · ".join(theirs)
            )

    leaves = whose is Whose.THEIRS
    added = roster.change_family(
        context.register,
        clerk,
        at,
        before.id,
        from_to(before, after, only_there=leaves) if after != before else None,
        look=look,
        custody=_custody(known, typed),
        ended=ended,
        if_ended={g.id: g.until for g in known.guardians if g.id in ended} if leaves else None,
        added=_new(typed),
        mistaken=typed.mistaken,
    )
    return Written(before.id, added)


def take_back(
    context: Context,
    clerk: str,
    at: datetime,
    known: Known,
    typed: Typed,
    added: tuple[GuardianId, ...],
) -> None:
    """Take a change back, with the guardians it added.

    What it didn't touch stays, and what another desk has said of the same since: a last day of
    custody that was moved meanwhile is not undone (R3).
    """
    from consentdesk.services import roster

    before, after = known.subject, changed(known.subject, typed)
    custody, ended = _custody(known, typed), _ended(known, typed)
    roster.change_family(
        context.register,
        clerk,
        at,
        before.id,
        from_to(after, before, only_there=True) if after != before else None,
        custody={guardian: not has for guardian, has in custody.items()},
        ended={g.id: g.until for g in known.guardians if g.id in ended},
        if_custody=custody,
        if_ended=ended,
        gone=added,
        # A last day that is taken back has not been one.
        mistaken=True,
    )


def _custody(known: Known, typed: Typed) -> dict[GuardianId, bool]:
    """Who has custody now and had not, or the other way round."""
    before = {g.id: g.custody for g in known.guardians}
    said = ((g.id, g.custody) for g in typed.guardians if g.id is not None)
    return {id: has for id, has in said if has != before[id]}


def _ended(known: Known, typed: Typed) -> dict[GuardianId, date | None]:
    """Whose last day of custody is another one now, or none."""
    before = {g.id: g.until for g in known.guardians}
    said = ((g.id, g.until) for g in typed.guardians if g.id is not None)
    return {id: until for id, until in said if until != before[id]}


def _new(typed: Typed) -> "tuple[NewGuardian, ...]":
    from consentdesk.services.roster import NewGuardian

    return tuple(NewGuardian(g.name, g.custody) for g in typed.guardians if g.id is None)


def again(context: Context, clerk: str, at: datetime, known: Known, typed: Typed) -> None:
    """Change once more what was taken back, where it still is as it was before; adds nobody."""
    from consentdesk.services import roster

    before, after = known.subject, changed(known.subject, typed)
    custody, ended = _custody(known, typed), _ended(known, typed)
    roster.change_family(
        context.register,
        clerk,
        at,
        before.id,
        from_to(before, after, only_there=True) if after != before else None,
        custody=custody,
        ended=ended,
        if_custody={guardian: not has for guardian, has in custody.items()},
        if_ended={g.id: g.until for g in known.guardians if g.id in ended},
        mistaken=typed.mistaken,
    )


def from_to(
    before: Subject, after: Subject, *, only_there: bool = False
) -> Callable[[Subject], Subject]:
    """The way from one to the other; what only another desk has changed since stays.

    `only_there`: so does what another desk has changed to something else again.
    """
    names = [field.name for field in fields(Subject)]
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]

    def go(subject: Subject) -> Subject:
        new: dict[str, Any] = {
            name: getattr(after, name)
            for name in differing
            if not only_there or getattr(subject, name) == getattr(before, name)
        }
        return replace(subject, **new)

    return go


def _theirs(before: Subject, after: Subject, now: Subject) -> list[str]:
    """What stands where both have changed the same, as a person reads it."""
    names = [field.name for field in fields(Subject)]
    values = [
        (name, getattr(now, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
        and getattr(now, name) not in {getattr(before, name), getattr(after, name)}
    ]
    return [_shown(name, value) for name, value in values]


def _ended_there(
    known: Known, ended: Mapping[GuardianId, date | None], now: Sequence[Guardianship]
) -> list[str]:
    """The last days of custody that another desk has made others of than stand here."""
    before = {g.id: g for g in known.guardians}
    return [
        _custody_shown(before[g.guardian].name, g.until)
        for g in now
        if g.guardian in ended and g.until not in {before[g.guardian].until, ended[g.guardian]}
    ]


def _custody_shown(guardian: str, until: date | None) -> str:
    if until is None:
        return _("Custody of {guardian} without an end").format(guardian=guardian)
    text = _("Custody of {guardian} until {day}")
    return text.format(guardian=guardian, day=format_date(until))


def _shown(name: str, value: object) -> str:
    if isinstance(value, date):
        return format_date(value)
    return language_name(str(value)) if name == "language" else str(value or "–")


def changed(subject: Subject, typed: Typed) -> Subject:
    """The person as typed."""
    return replace(
        subject,
        name=typed.name.strip(),
        born=typed.born,
        group=typed.group.strip(),
        language=typed.language,
        staff=typed.staff,
        left_on=typed.left_on,
        here_since=typed.back or subject.here_since,
    )
