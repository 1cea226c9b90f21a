"""What is known of a person, what somebody typed of one, and how that gets into the register.

Off the GUI thread; the services check it all.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from consentdesk.domain.people import GuardianId, Subject, SubjectId
from consentdesk.errors import BadInput, ConsentDeskError
from consentdesk.ui.context import Context


@dataclass(frozen=True, slots=True)
class KnownGuardian:
    """A guardian a person has already; `until` is the last day of it, where that is known."""

    id: GuardianId
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
    """What stands in the fields; `guardians` are (id or None, name, custody)."""

    name: str
    born: date
    group: str
    language: str
    staff: bool
    protect: bool
    left_on: date | None
    guardians: tuple[tuple[GuardianId | None, str, bool], ...]


def enrol(
    context: Context, clerk: str, at: datetime, typed: Typed, *, twin: bool = False
) -> SubjectId:
    """Enrol a person with guardians; if a guardian is refused, nobody is enrolled.

    `twin` says that somebody of that name and birth date is another person.
    """
    from consentdesk.services import roster

    register = context.register
    subject = roster.enrol(
        register,
        clerk,
        at,
        name=typed.name,
        born=typed.born,
        group=typed.group,
        staff=typed.staff,
        language=typed.language,
        protect=typed.protect,
        twin=twin,
    )
    try:
        for _id, name, custody in typed.guardians:
            roster.add_guardian(register, clerk, at, name=name, subject=subject, custody=custody)
    except ConsentDeskError:
        roster.undo_enrol(register, clerk, at, subject=subject)
        raise
    return subject


def is_name(text: str) -> bool:
    """Whether a person may be called that."""
    from consentdesk.services.texts import person_name

    try:
        person_name(text)
    except BadInput:
        return False
    return True


def change(context: Context, clerk: str, at: datetime, known: Known, typed: Typed) -> SubjectId:
    """Change what differs from before."""
    from consentdesk.services import roster

    register, subject = context.register, known.subject.id
    after = changed(known.subject, typed)
    if after != known.subject:
        roster.change_all(register, clerk, at, (subject,), from_to(known.subject, after))
    before = {g.id: g.custody for g in known.guardians}
    for guardian, name, custody in typed.guardians:
        if guardian is None:
            roster.add_guardian(register, clerk, at, name=name, subject=subject, custody=custody)
        elif before[guardian] != custody:
            roster.give_custody(
                register, clerk, at, guardian=guardian, subject=subject, custody=custody
            )
    return subject


def from_to(before: Subject, after: Subject) -> Callable[[Subject], Subject]:
    """The way from one to the other; what only another desk has changed since stays."""
    names = [field.name for field in fields(Subject)]
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]
    new: dict[str, Any] = {name: getattr(after, name) for name in differing}
    return lambda subject: replace(subject, **new)


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
    )
