"""Whom the sheets of one print are for: a guardian, the person, or each guardian by itself.

Knows custody and who signs alone on a day; what is on the sheet is left to `paper`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act
from consentdesk.domain.consent import protected
from consentdesk.domain.journal import Form
from consentdesk.domain.people import (
    Guardian,
    GuardianId,
    Subject,
    SubjectId,
    custody_holders,
    signs_alone,
)
from consentdesk.domain.policy import GuardiansNeeded, Policy
from consentdesk.domain.signatures import still_to_sign
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Audience
from consentdesk.services.paper_pen import unprintable

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


class Skip(StrEnum):
    """Why somebody chosen gets no form."""

    LEFT = "left"
    PROTECTED = "protected"
    NO_CUSTODY = "no_custody"
    """Of a reminder: whom the form was printed for has no custody any more."""
    LETTERS = "letters"
    """A name or the group is written in letters that the form's font doesn't have."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody chosen who gets no form."""

    subject: SubjectId
    why: Skip


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom one sheet is for: None is nobody yet; `guardian` where it is for that one alone.

    `own` is for the person although that day somebody else still signs.
    """

    person: Subject | None
    audience: Audience
    guardian: GuardianId | None = None
    guardians: tuple[str, ...] = ()
    own: bool = False


def addressed_sheets(
    reader: Reader, subjects: Iterable[SubjectId], on: date, *, own: bool = False
) -> tuple[list[Addressed], list[Skipped]]:
    """Whom the sheets are for, in the order asked, and who gets none.

    `own` addresses each person, also who doesn't sign alone yet. Raises BadInput UNKNOWN_SUBJECT.
    """
    ids = tuple(subjects)
    people = reader.subjects(ids)
    for id in ids:
        if id not in people:
            raise BadInput(Problem.UNKNOWN_SUBJECT, subject=id)
    acts = reader.acts(ids)
    asked = []
    skipped = []
    for id in ids:
        person = people[id]
        why = _why_skipped(person, acts[id], reader.policy, on)
        if why is None:
            asked.append(person)
        else:
            skipped.append(Skipped(id, why))
    if own:
        limit = reader.policy.age_limit
        alone = {person.id: signs_alone(person, on, limit) for person in asked}
        sheets = [Addressed(p, own_audience(p), own=not alone[p.id]) for p in asked]
        return sheets, skipped
    return [one for group in _sheets_each(reader, asked, acts, on) for one in group], skipped


def legible(sheets: Iterable[Addressed]) -> tuple[list[Addressed], list[Skipped]]:
    """Those that can be printed, and who can't be named on paper: that stops nobody else's form.

    BadInput LETTERS_NOT_IN_FONT where that is so of all of them.
    """
    found, skipped = [], dict[SubjectId, Skipped]()
    error: BadInput | None = None
    for one in sheets:
        person = one.person
        told = () if person is None else (person.name, person.group, *one.guardians)
        for text in told:
            if person is not None and (letters := unprintable(text)):
                error = BadInput(Problem.LETTERS_NOT_IN_FONT, letters=letters, text=text)
                skipped[person.id] = Skipped(person.id, Skip.LETTERS)
                break
        else:
            found.append(one)
    if error is not None and not found:
        raise error
    return found, list(skipped.values())


def _why_skipped(person: Subject, acts: Sequence[Act], policy: Policy, on: date) -> Skip | None:
    if protected(acts, person.id, policy, on):
        return Skip.PROTECTED
    return Skip.LEFT if person.left_on is not None and on > person.left_on else None


def readdressed(
    reader: Reader, forms: Sequence[Form], on: date
) -> tuple[list[tuple[Form, Addressed]], list[Skipped]]:
    """Whom forms that are out are for on a later day: custody and age are that day's."""
    policy = reader.policy
    people = reader.subjects({form.subject for form in forms if form.subject is not None})
    acts = reader.acts(people)
    holders = holders_of(reader, tuple(people.values()), on)
    found, skipped = [], []
    for form in forms:
        person = people[form.subject] if form.subject is not None else None
        if person is None:
            continue
        mine = [g for g in holders[person.id] if form.guardian in (None, g.id)]
        alone = form.own or signs_alone(person, on, policy.age_limit)
        why = _why_skipped(person, acts[person.id], policy, on)
        if why is None and form.guardian is not None and not mine and not alone:
            why = Skip.NO_CUSTODY
        if why is not None:
            skipped.append(Skipped(person.id, why))
        elif alone:
            found.append((form, Addressed(person, own_audience(person))))
        else:
            names = tuple(g.name for g in mine)
            one = Addressed(person, Audience.GUARDIAN, form.guardian, names)
            found.append((form, one))
    return found, skipped


def _sheets_each(
    reader: Reader,
    people: Sequence[Subject],
    acts: Mapping[SubjectId, Sequence[Act]],
    on: date,
) -> Iterator[tuple[Addressed, ...]]:
    """One sheet a person, or one for each guardian where the policy wants all of them.

    Who has signed already gets none where only the others' signatures are wanted.
    """
    policy = reader.policy
    holders = holders_of(reader, people, on)
    all_sign = policy.guardians_needed is GuardiansNeeded.ALL
    wanted = _wanted(reader, people, acts, on) if all_sign else {}
    for person in people:
        mine = holders[person.id]
        if signs_alone(person, on, policy.age_limit):
            yield (Addressed(person, own_audience(person)),)
        elif person.id in wanted and mine:
            to_sign = [g for g in mine if g.id in wanted[person.id]]
            yield tuple(Addressed(person, Audience.GUARDIAN, g.id, (g.name,)) for g in to_sign)
        else:
            only = mine[0].id if len(mine) == 1 else None
            yield (Addressed(person, Audience.GUARDIAN, only, tuple(g.name for g in mine)),)


def _wanted(
    reader: Reader,
    people: Sequence[Subject],
    acts: Mapping[SubjectId, Sequence[Act]],
    on: date,
) -> dict[SubjectId, tuple[GuardianId, ...]]:
    relations, policy = reader.guardianships([person.id for person in people]), reader.policy
    return {
        one.id: still_to_sign(one, relations[one.id], acts[one.id], policy.purposes, policy, on)
        for one in people
    }


def own_audience(person: Subject) -> Audience:
    """How somebody who answers alone is addressed."""
    return Audience.STAFF if person.staff else Audience.SELF


def holders_of(
    reader: Reader, people: Sequence[Subject], on: date
) -> dict[SubjectId, tuple[Guardian, ...]]:
    """Who had custody of each that day."""
    relations = reader.guardianships([p.id for p in people])
    ids = {p.id: custody_holders(relations[p.id], on) for p in people}
    known = reader.guardians({g for mine in ids.values() for g in mine})
    return {subject: tuple(known[g] for g in mine) for subject, mine in ids.items()}
