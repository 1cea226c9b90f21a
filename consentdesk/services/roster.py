"""Who is at the institution: enrolling, guardians, custody, protection, and finding people by text.

Checks what a clerk typed; leaves who may sign for whom to `domain.people` and keeping it all to
`storage`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Protected, ProtectionLifted
from consentdesk.domain.consent import protected
from consentdesk.domain.people import (
    GuardianId,
    Guardianship,
    Subject,
    SubjectId,
    birthday,
)
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.i18n import _
from consentdesk.services.texts import line, person_name
from consentdesk.storage.search import BETWEEN, fold, search_key
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

_KIN = frozenset(
    ["mor", "far", "mama", "moder", "fader", "mamma", "pappa", "mother", "father", "mum", "dad"]
)
"""What parents are called beside their names, folded."""
OLDEST = 120
"""Nobody enrolled is older, in years; a birth date further back is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class NewGuardian:
    """Somebody who becomes a guardian from now on."""

    name: str
    custody: bool = True


def enrol(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    name: str,
    born: date,
    group: str = "",
    staff: bool = False,
    language: str = "da",
    protect: bool = False,
    twin: bool = False,
    guardians: Iterable[NewGuardian] = (),
) -> SubjectId:
    """Enrol a subject with guardians, protected from the first moment if `protect` is set.

    Refuses a second subject of the same name and birth date unless `twin` says that there really
    are two. Raises BadInput: what `texts` refuses, BORN_IN_FUTURE, BORN_TOO_LONG_AGO,
    STAFF_TOO_YOUNG, UNKNOWN_LANGUAGE, ALREADY_ENROLLED, GUARDIAN_EXISTS.
    """
    clean = person_name(name)
    with register.write(clerk, at) as writer:
        _check_born(born, writer.today(at))
        if staff:
            _check_staff(writer, born, at)
        if not twin and any(s.born == born for s in subjects_called(writer, clean)):
            raise BadInput(Problem.ALREADY_ENROLLED, subject=clean, day=born)
        subject = writer.enrol(
            name=clean,
            born=born,
            group=line(group, "group"),
            staff=staff,
            language=_language(language),
        )
        if protect:
            writer.append(Protected(subject=subject))
        for guardian in guardians:
            _add_guardian(writer, subject, guardian.name, guardian.custody)
    return subject


def family_language(reader: Reader) -> str:
    """The language most families of the institution are written to in, by the country's rules."""
    return "sv" if reader.institution.policy_name == "se" else "da"


def change(
    register: Register, clerk: str, at: datetime, subject: Subject, *, mistaken: bool = False
) -> None:
    """Change what is known about a subject to these values; the id says which.

    Who had left and now has a later last day, or none, has come back, today or on another day that
    `here_since` says: what was signed before counts no longer (R9), unless the last day was
    `mistaken`. Raises BadInput as `enrol` does, LEFT_BEFORE_BORN and BACK_ON_NO_SUCH_DAY.
    """
    with register.write(clerk, at) as writer:
        _change(writer, at, subject, mistaken=mistaken)


def change_all(
    register: Register,
    clerk: str,
    at: datetime,
    subjects: Iterable[SubjectId],
    how: Callable[[Subject], Subject],
    *,
    mistaken: bool = False,
) -> tuple[Subject, ...]:
    """Change one thing about several, a whole class perhaps: about all or about none.

    `how` is given each as it stands now, so that nothing else is touched that another desk has
    changed since. Returns them as they were. `mistaken` as for `change`, and raises what it raises.
    """
    with register.write(clerk, at) as writer:
        before = tuple(writer.subject(subject) for subject in subjects)
        for subject in before:
            _change(writer, at, how(subject), mistaken=mistaken)
    return before


def change_family(
    register: Register,
    clerk: str,
    at: datetime,
    subject: SubjectId,
    how: Callable[[Subject], Subject] | None = None,
    *,
    look: Callable[[Subject, Sequence[Guardianship]], None] | None = None,
    custody: Mapping[GuardianId, bool] | None = None,
    ended: Mapping[GuardianId, date | None] | None = None,
    if_custody: Mapping[GuardianId, bool] | None = None,
    if_ended: Mapping[GuardianId, date | None] | None = None,
    added: Iterable[NewGuardian] = (),
    gone: Iterable[GuardianId] = (),
    mistaken: bool = False,
) -> tuple[GuardianId, ...]:
    """Change what is known of a subject and of the guardians, all of it or nothing.

    `look` is given how all of it stands, and may refuse before anything is changed. `how` is as for
    `change_all`, `mistaken` as for `change`. `custody` says which guardians have
    it; its first and last day stay as they are: custody which has ended does not come back by
    this (R3). `ended` says which day was the last of it, or None where that has not come: what was
    signed up to that day stands. Whom `if_custody` and `if_ended` name is changed only where it
    still is as they say, for taking a step back: what another desk has said since stays. `added`
    are new guardians, returned by number in their order; `gone` are some added by mistake.
    Raises what `change` and `add_guardian` raise; BadInput: NOT_A_GUARDIAN, GUARDIAN_IN_USE,
    CUSTODY_ENDS_BEFORE_IT_BEGINS.
    """
    with register.write(clerk, at) as writer:
        if look is not None:
            look(writer.subject(subject), writer.guardianships([subject])[subject])
        if how is not None:
            _change(writer, at, how(writer.subject(subject)), mistaken=mistaken)
        has, last = custody or {}, ended or {}
        had, until_then = if_custody or {}, if_ended or {}
        for guardian in {**has, **last}:
            held = _held(writer, guardian, subject)
            until, holds = held.until, held.custody
            if until_then.get(guardian, until) == until:
                until = last.get(guardian, until)
            if had.get(guardian, holds) == holds:
                holds = has.get(guardian, holds)
            _set_custody(writer, guardian, subject, holds, held.since, until)
        for guardian in gone:
            writer.remove_guardianship(_held(writer, guardian, subject))
        return tuple(_add_guardian(writer, subject, new.name, new.custody) for new in added)


def _change(writer: Writer, at: datetime, subject: Subject, *, mistaken: bool = False) -> None:
    before = writer.subject(subject.id)
    after = replace(
        subject,
        name=person_name(subject.name),
        group=line(subject.group, "group"),
        language=_language(subject.language),
    )
    _check_born(after.born, writer.today(at))
    if after.staff and (not before.staff or after.born != before.born):
        _check_staff(writer, after.born, at)
    if after.left_on is not None and after.left_on < after.born:
        raise BadInput(Problem.LEFT_BEFORE_BORN, day=after.left_on)
    if after != before:
        writer.change_subject(after, mistaken=mistaken)


def undo_enrol(register: Register, clerk: str, at: datetime, *, subject: SubjectId) -> None:
    """Take back an enrolment on which nothing has been built yet; raises what `remove` raises."""
    with register.write(clerk, at) as writer:
        remove(writer, at, [subject])


def remove(writer: Writer, at: datetime, subjects: Iterable[SubjectId]) -> None:
    """Undo enrolments within a write, all or none.

    RuleRefusal PROTECTED_STAYS where somebody has protected one of them since (R10): whoever is
    entered again would not be. Raises what `Writer.remove_subjects` raises once a form was printed
    or answered. The first of them that must stay is told of.
    """
    wanted = list(dict.fromkeys(subjects))
    for place, (subject, acts) in enumerate(writer.acts(wanted).items()):
        if _protected_since(acts) and is_protected(writer, subject, at):
            writer.must_be_drafts(wanted[:place])
            raise RuleRefusal(Problem.PROTECTED_STAYS, subject=writer.subject(subject).name)
    writer.remove_subjects(wanted)


def _protected_since(acts: Sequence[Act]) -> bool:
    """Whether somebody protected the subject otherwise than while enrolling.

    Told by what stands together in the ledger, never by the clock alone: those of two desks differ.
    """
    at_once = 0
    for act in acts:
        together = act.number == acts[0].number + at_once
        if not together or (act.at, act.clerk) != (acts[0].at, acts[0].clerk):
            break
        at_once += 1
    return any(isinstance(act.body, Protected) for act in acts[at_once:])


def add_guardian(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    name: str,
    subject: SubjectId,
    custody: bool = True,
    since: date | None = None,
    until: date | None = None,
) -> GuardianId:
    """A new guardian of the subject.

    Always a new person: a sibling's guardian of the same name may be somebody else, so joining
    them is said with `share_guardian`. Raises BadInput: GUARDIAN_EXISTS where the subject already
    has a guardian of that name, CUSTODY_ENDS_BEFORE_IT_BEGINS.
    """
    with register.write(clerk, at) as writer:
        return _add_guardian(writer, subject, name, custody, since, until)


def _add_guardian(
    writer: Writer,
    subject: SubjectId,
    name: str,
    custody: bool,
    since: date | None = None,
    until: date | None = None,
) -> GuardianId:
    clean, person = person_name(name), writer.subject(subject)
    if guardians_called(writer, subject, clean):
        raise BadInput(Problem.GUARDIAN_EXISTS, name=clean, subject=person.name)
    guardian = writer.add_guardian(clean)
    _set_custody(writer, guardian, subject, custody, since, until)
    return guardian


def share_guardian(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    guardian: GuardianId,
    subject: SubjectId,
    custody: bool = True,
    since: date | None = None,
    until: date | None = None,
) -> None:
    """Say that a known guardian, a sibling's perhaps, is this subject's too, or change how.

    Raises BadInput: UNKNOWN_SUBJECT, UNKNOWN_GUARDIAN, CUSTODY_ENDS_BEFORE_IT_BEGINS.
    """
    with register.write(clerk, at) as writer:
        writer.subject(subject)
        if guardian not in writer.guardians([guardian]):
            raise BadInput(Problem.UNKNOWN_GUARDIAN, guardian=guardian)
        _set_custody(writer, guardian, subject, custody, since, until)


def end_custody(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    guardian: GuardianId,
    subject: SubjectId,
    until: date,
) -> None:
    """Say on which last day the guardian held custody of the subject.

    What was signed up to that day stands. Raises BadInput: NOT_A_GUARDIAN where there is no such
    guardianship, CUSTODY_ENDS_BEFORE_IT_BEGINS.
    """
    with register.write(clerk, at) as writer:
        held = _held(writer, guardian, subject)
        _set_custody(writer, guardian, subject, held.custody, held.since, until)


def protect(register: Register, clerk: str, at: datetime, *, subject: SubjectId) -> None:
    """Never release this subject again (R10); nothing is written where that stands already."""
    with register.write(clerk, at) as writer:
        if not is_protected(writer, subject, at):
            writer.append(Protected(subject=subject))


def lift_protection(register: Register, clerk: str, at: datetime, *, subject: SubjectId) -> None:
    """End the protection; raises BadInput(NOT_PROTECTED) where there is none."""
    with register.write(clerk, at) as writer:
        if not is_protected(writer, subject, at):
            raise BadInput(Problem.NOT_PROTECTED, subject=writer.subject(subject).name)
        writer.append(ProtectionLifted(subject=subject))


def find_subject(reader: Reader, text: str) -> SubjectId:
    """The one subject meant by an id, a full name, or `Name/YYYY-MM-DD`.

    Case, accents and spelling of æ, ø, å don't matter, but the name must be whole: half a name that
    happens to fit one person today may fit another tomorrow. Raises BadInput: UNKNOWN_SUBJECT,
    AMBIGUOUS_SUBJECT with `candidates` as `Name/YYYY-MM-DD`, or by number and group where the birth
    dates are the same too.
    """
    wanted = text.strip()
    if re.fullmatch(r"#?[0-9]{1,18}", wanted):
        return reader.subject(SubjectId(int(wanted.lstrip("#")))).id
    name, born = _split(wanted)
    found = [s for s in subjects_called(reader, name) if born is None or s.born == born]
    if not found:
        raise BadInput(Problem.UNKNOWN_SUBJECT, subject=wanted)
    if len(found) > 1:
        raise BadInput(
            Problem.AMBIGUOUS_SUBJECT,
            subject=wanted,
            candidates=_told_apart(found),
            ids=tuple(s.id for s in found),
        )
    return found[0].id


def _told_apart(found: Sequence[Subject]) -> tuple[str, ...]:
    if len({s.born for s in found}) == len(found):
        return tuple(f"{s.name}/{s.born.isoformat()}" for s in found)
    return tuple(
        _("number {number} ({group})").format(number=s.id, group=s.group)
        if s.group
        else _("number {number}").format(number=s.id)
        for s in found
    )


def find_guardian(reader: Reader, subject: SubjectId, text: str) -> GuardianId:
    """The guardian of this subject meant by an id or a full name, with or without custody.

    Raises BadInput: UNKNOWN_GUARDIAN, AMBIGUOUS_GUARDIAN.
    """
    found = guardians_called(reader, subject, text)
    if not found:
        raise BadInput(Problem.UNKNOWN_GUARDIAN, guardian=text.strip())
    if len(found) > 1:
        raise BadInput(
            Problem.AMBIGUOUS_GUARDIAN, name=text.strip(), candidates=tuple(map(str, found))
        )
    return found[0]


def guardians_called(reader: Reader, subject: SubjectId, text: str) -> tuple[GuardianId, ...]:
    """All guardians this subject has or had whom an id or a full name may mean."""
    wanted = text.strip()
    mine = sorted({g.guardian for g in reader.guardianships([subject])[subject]})
    if re.fullmatch(r"#?[0-9]{1,18}", wanted):
        number = int(wanted.lstrip("#"))
        return tuple(g for g in mine if g == number)
    known = reader.guardians(mine)
    return tuple(g for g in mine if same_name(wanted, known[g].name))


def guardians_partly_called(
    reader: Reader, subject: SubjectId, text: str
) -> tuple[GuardianId, ...]:
    """All guardians this subject has or had whose names hold every word of the text.

    A letter alone stands for a name that begins with it; what a parent is called is no name.
    """
    wanted = set(re.findall(r"[^\W\d_]+", fold(text))) - _KIN
    mine = sorted({g.guardian for g in reader.guardianships([subject])[subject]})
    words = {
        g: set(re.findall(r"[^\W\d_]+", search_key(person.name).replace(BETWEEN, " ")))
        for g, person in reader.guardians(mine).items()
    }
    return tuple(g for g in mine if wanted and all(_stands_for(w, words[g]) for w in wanted))


def _stands_for(word: str, names: set[str]) -> bool:
    return word in names or (len(word) == 1 and any(name.startswith(word) for name in names))


def subjects_called(reader: Reader, name: str) -> tuple[Subject, ...]:
    """The subjects of exactly that name, those who left included, by id."""
    if not fold(name).strip():
        return ()
    ids = reader.find_subjects(SubjectFilter(text=name, left=True), date.max)
    known = reader.subjects(ids)
    return tuple(known[s] for s in sorted(ids) if same_name(name, known[s].name))


def same_name(typed: str, name: str) -> bool:
    """Whether somebody who typed this means that whole name, however the letters are spelt."""
    wanted = " ".join(fold(typed).split())
    return bool(wanted) and wanted in search_key(name).split(BETWEEN)


def _split(text: str) -> tuple[str, date | None]:
    name, slash, day = text.rpartition("/")
    if not slash:
        return text, None
    try:
        return name, date.fromisoformat(day.strip())
    except ValueError:
        return text, None


def _check_born(born: date, today: date) -> None:
    if born > today:
        raise BadInput(Problem.BORN_IN_FUTURE, day=born)
    if birthday(born, OLDEST) < today:
        raise BadInput(Problem.BORN_TOO_LONG_AGO, day=born, limit=OLDEST)


def _check_staff(reader: Reader, born: date, at: datetime) -> None:
    """A child marked as staff by a slip would give permission by its own signature (R3, R11)."""
    limit = reader.policy.age_limit
    if birthday(born, limit) > reader.today(at):
        raise BadInput(Problem.STAFF_TOO_YOUNG, day=born, limit=limit)


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", code):
        raise BadInput(Problem.UNKNOWN_LANGUAGE, language=code)
    return code


def _held(reader: Reader, guardian: GuardianId, subject: SubjectId) -> Guardianship:
    """The guardianship as it stands."""
    held = [g for g in reader.guardianships([subject])[subject] if g.guardian == guardian]
    if not held:
        names = reader.guardians([guardian])
        name = names[guardian].name if guardian in names else str(guardian)
        raise BadInput(Problem.NOT_A_GUARDIAN, name=name, subject=reader.subject(subject).name)
    return held[-1]


def _set_custody(
    writer: Writer,
    guardian: GuardianId,
    subject: SubjectId,
    custody: bool,
    since: date | None,
    until: date | None,
) -> None:
    if since is not None and until is not None and until < since:
        raise BadInput(Problem.CUSTODY_ENDS_BEFORE_IT_BEGINS, since=since, until=until)
    writer.set_guardianship(
        Guardianship(guardian=guardian, subject=subject, custody=custody, since=since, until=until)
    )


def is_protected(reader: Reader, subject: SubjectId, at: datetime) -> bool:
    """Whether that stands today (R10); BadInput UNKNOWN_SUBJECT."""
    reader.subject(subject)
    acts = reader.acts([subject])[subject]
    return protected(acts, subject, reader.policy, reader.today(at))
