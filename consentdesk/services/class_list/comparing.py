"""A list beside the register: who is new, who is there already, what differs, who is missing.

Compares and writes nothing. People are matched by name, however it is spelt, and birth date; where
that fits several, or somebody who has left, no change is made by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from consentdesk.domain.people import GuardianId, Guardianship, Subject, SubjectId
from consentdesk.errors import Problem
from consentdesk.services.class_list.custody import ListedGuardian, Word
from consentdesk.services.class_list.fields import one_spelling
from consentdesk.services.class_list.rows import Fault, Listed, Mark
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

Key: TypeAlias = tuple[str, date]


class Kind(StrEnum):
    """What becomes of a line; NEW, EXISTING, CHANGED and PROBLEM exclude one another."""

    NEW = "NEW"
    EXISTING = "EXISTING"
    CHANGED = "CHANGED"
    PROBLEM = "PROBLEM"


class What(StrEnum):
    """What of a person a list changes."""

    GROUP = "group"
    LANGUAGE = "language"
    GUARDIAN = "guardian"
    CUSTODY = "custody"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: as it is in the register, and as the list has it.

    For a guardian or custody `name` is the guardian's, and `guardian` the known one's id.
    """

    what: What
    before: str
    after: str
    name: str = ""
    custody: bool = True
    guardian: GuardianId | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to become of one line; `subject` is who it is in the register, if anybody."""

    listed: Listed
    kind: Kind
    subject: Subject | None = None
    changes: tuple[Change, ...] = ()
    marks: frozenset[Mark] = frozenset()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole list; `leaving` are those of its groups who are not on it, in no case changed."""

    lines: tuple[Planned, ...]
    leaving: tuple[Subject, ...] = ()

    def of(self, kind: Kind) -> tuple[Planned, ...]:
        """The lines of that kind."""
        return tuple(one for one in self.lines if one.kind is kind)


@dataclass(frozen=True, slots=True)
class _Known:
    """The register as far as a list is compared with it."""

    people: Mapping[Key, tuple[Subject, ...]]
    names: Mapping[str, frozenset[date]]
    here: tuple[Subject, ...]
    guardianships: Mapping[SubjectId, tuple[Guardianship, ...]]
    guardians: Mapping[GuardianId, str]
    today: date


def compare(
    reader: "Reader", people: Sequence[Listed], today: date, twins: Iterable[int] = ()
) -> Plan:
    """Hold the list against the register as it is now.

    `twins` are lines of which somebody has said that there really are two of that name and birth
    date; any other such line is a problem (LISTED_TWICE).
    """
    confirmed = frozenset(twins)
    names = _names_on(people)
    known = _known(reader, people, today)
    taken: set[SubjectId] = set()
    seen: Counter[Key] = Counter()
    lines = []
    for one in people:
        planned = _planned(one, known, taken, seen, confirmed)
        if _has_namesake(one, known, names):
            planned = replace(planned, marks=planned.marks | {Mark.NAMESAKE})
        lines.append(planned)
    return Plan(tuple(lines), _leaving(lines, known))


def _planned(
    one: Listed,
    known: _Known,
    taken: set[SubjectId],
    seen: Counter[Key],
    confirmed: frozenset[int],
) -> Planned:
    if one.born is None or one.faults:
        return Planned(one, Kind.PROBLEM, marks=one.marks, faults=one.faults)
    key = _key(one)
    fitting = known.people.get(key, ())
    again = seen[key] > 0
    seen[key] += 1
    free = [s for s in fitting if s.id not in taken]
    if not free:
        if again and one.line not in confirmed:
            return _problem(one, Problem.LISTED_TWICE, name=one.name, day=one.born)
        unsaid = any(guardian.word is Word.UNSAID for guardian in one.guardians)
        return Planned(
            one, Kind.NEW, marks=one.marks | ({Mark.CUSTODY_UNSAID} if unsaid else set())
        )
    subject = min(free, key=lambda s: (s.group != (one.group or s.group), s.id))
    taken.add(subject.id)
    if subject.left_on is not None and subject.left_on < known.today:
        return _problem(one, Problem.LISTED_HAS_LEFT, subject=subject.name, day=subject.left_on)
    # Of twins it can't be told which is meant, so nothing is changed about either.
    if len(fitting) > 1:
        return Planned(one, Kind.EXISTING, subject, marks=one.marks)
    changes = _changes(one, subject, known)
    kind = Kind.CHANGED if changes else Kind.EXISTING
    return Planned(one, kind, subject, changes, one.marks | _custody_marks(one, subject, known))


def _problem(one: Listed, problem: Problem, **facts: object) -> Planned:
    return Planned(one, Kind.PROBLEM, marks=one.marks, faults=(Fault(None, problem, facts),))


def _changes(one: Listed, subject: Subject, known: _Known) -> tuple[Change, ...]:
    found = []
    if one.group is not None and one.group != subject.group:
        found.append(Change(What.GROUP, subject.group, one.group))
    if one.language is not None and one.language != subject.language:
        found.append(Change(What.LANGUAGE, subject.language, one.language))
    if not subject.staff:
        for guardian in one.guardians:
            change = _guardian_change(guardian, subject, known)
            if change is not None:
                found.append(change)
    return tuple(found)


def _custody_marks(one: Listed, subject: Subject, known: _Known) -> frozenset[Mark]:
    """What to look at about the guardians of somebody in the register already."""
    if subject.staff:
        return frozenset()
    marks = set()
    for guardian in one.guardians:
        called = _called(guardian, subject, known)
        if not called and guardian.word in (Word.UNSAID, Word.PARENT):
            marks.add(Mark.CUSTODY_UNSAID)
        may_sign = any(held.custody and held.holds(known.today) for held in called)
        if called and guardian.word is Word.YES and not may_sign:
            marks.add(Mark.CUSTODY_DIFFERS)
    return frozenset(marks)


def _guardian_change(one: ListedGuardian, subject: Subject, known: _Known) -> Change | None:
    """A guardian the register lacks, or one of whom only the register says custody.

    A known guardian never gets custody by a list, nor loses it by silence. What has ended or begins
    later is left to a person: a list has no days.
    """
    called = _called(one, subject, known)
    if not called:
        return Change(What.GUARDIAN, "", one.name, one.name, one.for_somebody_known)
    held = called[-1]
    if len(called) > 1 or not held.holds(known.today):
        return None
    if one.word is not Word.NO or not held.custody:
        return None
    name = known.guardians[held.guardian]
    return Change(What.CUSTODY, "yes", "no", name, custody=False, guardian=held.guardian)


def _called(one: ListedGuardian, subject: Subject, known: _Known) -> tuple[Guardianship, ...]:
    """What the register has between the person and guardians of that name."""
    return tuple(
        held
        for held in known.guardianships.get(subject.id, ())
        if _spelling(one.name) == _spelling(known.guardians.get(held.guardian, ""))
    )


def _leaving(lines: Iterable[Planned], known: _Known) -> tuple[Subject, ...]:
    """Those in the groups of the list who are not on it."""
    lines = tuple(lines)
    groups = {one.listed.group for one in lines if one.listed.group}
    found = {one.subject.id for one in lines if one.subject is not None}
    # Somebody whose line has a fault is on the list all the same.
    problems = (one.listed for one in lines if one.kind is Kind.PROBLEM)
    doubtful = {_spelling(one.name) for one in problems}
    return tuple(
        s
        for s in known.here
        if s.group in groups
        and s.id not in found
        and not s.staff
        and _spelling(s.name) not in doubtful
    )


def _known(reader: "Reader", people: Sequence[Listed], today: date) -> _Known:
    ids = reader.find_subjects(SubjectFilter(left=True), date.max)
    subjects = reader.subjects(ids)
    by_key: dict[Key, list[Subject]] = defaultdict(list)
    names: dict[str, set[date]] = defaultdict(set)
    for id in ids:
        subject = subjects[id]
        spelling = _spelling(subject.name)
        by_key[spelling, subject.born].append(subject)
        names[spelling].add(subject.born)
    wanted = {s.id for one in people if one.born is not None for s in by_key.get(_key(one), ())}
    relations = reader.guardianships(wanted)
    guardians = reader.guardians({g.guardian for held in relations.values() for g in held})
    here = (subjects[id] for id in ids)
    return _Known(
        people={key: tuple(found) for key, found in by_key.items()},
        names={name: frozenset(days) for name, days in names.items()},
        here=tuple(s for s in here if s.left_on is None or s.left_on >= today),
        guardianships=relations,
        guardians={id: guardian.name for id, guardian in guardians.items()},
        today=today,
    )


def _names_on(people: Iterable[Listed]) -> Mapping[str, frozenset[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for one in people:
        if one.born is not None:
            found[_spelling(one.name)].add(one.born)
    return {name: frozenset(days) for name, days in found.items()}


def _has_namesake(one: Listed, known: _Known, names: Mapping[str, frozenset[date]]) -> bool:
    nobody: frozenset[date] = frozenset()
    spelling = _spelling(one.name)
    days = known.names.get(spelling, nobody) | names.get(spelling, nobody)
    return one.born is not None and bool(days - {one.born})


def _key(one: Listed) -> Key:
    if one.born is None:
        raise ValueError("a line without a birth date is a problem")
    return _spelling(one.name), one.born


def _spelling(name: str) -> str:
    """A name as it is compared: Søren Åkjær, Soeren Aakjær and SOREN AKJAR are one."""
    return " ".join(one_spelling(name).replace("-", " ").split())
