"""A class list goes into the register: all of it in one write, and back out in one.

What is to become of each line is worked out again within the write (`comparing`), so that nobody is
doubled whatever other desks have done since it was shown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from consentdesk.domain.people import GuardianId, Guardianship, Subject, SubjectId
from consentdesk.errors import BadInput, Problem
from consentdesk.services.class_list.columns import Columns, guess
from consentdesk.services.class_list.comparing import Change, Kind, Plan, Planned, What, compare
from consentdesk.services.class_list.reading import Table, read_table
from consentdesk.services.class_list.remembering import recalled
from consentdesk.services.class_list.rows import Listed
from consentdesk.services.roster import family_language, remove

if TYPE_CHECKING:
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

Progress: TypeAlias = Callable[[int, int], None]


def open_list(path: Path, today: date, sheet: str = "") -> tuple[Table, Columns]:
    """The table in a file, and what its columns were chosen to be before or are by guess.

    Raises BadInput: what `read_table` raises, TABLE_SHEET_UNKNOWN.
    """
    table = read_table(path, today)
    if sheet and sheet not in table.sheets:
        known = table.sheets or ("–",)
        raise BadInput(Problem.TABLE_SHEET_UNKNOWN, path=path, sheet=sheet, known=known)
    if sheet and table.sheets.index(sheet) != table.sheet:
        table = read_table(path, today, table.sheets.index(sheet))
    return table, recalled(table, guess(table, today))


def require_columns(columns: Columns, path: Path) -> None:
    """Raise BadInput LIST_COLUMNS_MISSING unless there is a name and a birth date."""
    if columns.lacks:
        missing = tuple(str(field) for field in columns.lacks)
        raise BadInput(Problem.LIST_COLUMNS_MISSING, path=path, missing=missing)


def unheard(done: int, total: int) -> None:
    """Progress that nobody watches."""
    del done, total


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and what is needed to take it back.

    `before` are the people changed, as they were; `guardians` those who came to people known
    before, `custody` the guardianships of known guardians as they were.
    """

    plan: Plan
    enrolled: tuple[SubjectId, ...]
    before: tuple[Subject, ...] = ()
    after: tuple[Subject, ...] = ()
    guardians: tuple[tuple[SubjectId, GuardianId], ...] = ()
    custody: tuple[Guardianship, ...] = ()

    @property
    def changed(self) -> int:
        """How many known people it changed something about."""
        return len(self.plan.of(Kind.CHANGED))

    @property
    def subjects(self) -> tuple[SubjectId, ...]:
        """Everybody on the list who is in the register now, in the list's order."""
        known = iter(self.enrolled)
        return tuple(
            next(known) if one.subject is None else one.subject.id
            for one in self.plan.lines
            if one.kind is not Kind.PROBLEM
        )


def import_list(
    register: "Register",
    clerk: str,
    at: datetime,
    people: Sequence[Listed],
    *,
    twins: Iterable[int] = (),
    leave_out: bool = False,
    progress: Progress = unheard,
) -> Imported:
    """Enrol who is new and change what differs, in one write.

    With problems nothing is written (BadInput LIST_HAS_PROBLEMS with their `count`) unless those
    lines are to be left out. Those missing from the list are never touched. `progress` counts the
    people written; where it raises Cancelled, nothing is.
    """
    with register.write(clerk, at) as writer:
        plan = compare(writer, people, writer.today(at), twins)
        problems = len(plan.of(Kind.PROBLEM))
        if problems and not leave_out:
            raise BadInput(Problem.LIST_HAS_PROBLEMS, count=problems)
        new, changed = plan.of(Kind.NEW), plan.of(Kind.CHANGED)
        enrolled = list[SubjectId]()
        for one in new:
            enrolled.append(_enrol(writer, one.listed))
            progress(len(enrolled), len(new) + len(changed))
        done = Imported(plan, tuple(enrolled))
        for number, one in enumerate(changed, len(new) + 1):
            done = _change(writer, one, done)
            progress(number, len(new) + len(changed))
    return done


def take_back(register: "Register", clerk: str, at: datetime, done: Imported) -> None:
    """Undo an import as one step; whatever else was changed since stays, and who was thrown away.

    Raises BadInput SUBJECT_IN_USE as soon as anything rests on one of the new people, and
    GUARDIAN_IN_USE on one of the new guardians, RuleRefusal PROTECTED_STAYS where one has been
    protected since: then nothing is taken back.
    """
    with register.write(clerk, at) as writer:
        here = writer.subjects([*done.enrolled, *(one.id for one in done.before)])
        remove(writer, at, [one for one in reversed(done.enrolled) if one in here])
        for subject, guardian in done.guardians:
            for held in writer.guardianships([subject])[subject]:
                if held.guardian == guardian:
                    writer.remove_guardianship(held)
        for was in done.custody:
            # Only what the list said of custody; a last day of it may have been set since (R3).
            for held in writer.guardianships([was.subject])[was.subject]:
                if held.guardian == was.guardian:
                    writer.set_guardianship(replace(held, custody=was.custody))
        for before, after in zip(done.before, done.after, strict=True):
            if before.id not in here:
                continue
            now = writer.subject(before.id)
            writer.change_subject(
                replace(
                    now,
                    group=before.group if now.group == after.group else now.group,
                    language=before.language if now.language == after.language else now.language,
                )
            )


def _enrol(writer: "Writer", one: Listed) -> SubjectId:
    if one.born is None:
        raise ValueError("a line without a birth date is a problem")
    subject = writer.enrol(
        name=one.name,
        born=one.born,
        group=one.group or "",
        language=one.language or family_language(writer),
    )
    for listed in one.guardians:
        guardian = writer.add_guardian(listed.name)
        writer.set_guardianship(
            Guardianship(guardian=guardian, subject=subject, custody=listed.for_somebody_new)
        )
    return subject


def _change(writer: "Writer", one: Planned, done: Imported) -> Imported:
    if one.subject is None:
        raise ValueError("nobody to change")
    before = after = one.subject
    for change in one.changes:
        match change.what:
            case What.GROUP:
                after = replace(after, group=change.after)
            case What.LANGUAGE:
                after = replace(after, language=change.after)
            case What.GUARDIAN:
                added = _add_guardian(writer, before.id, change)
                done = replace(done, guardians=(*done.guardians, (before.id, added)))
            case What.CUSTODY:
                was = _set_custody(writer, before.id, change)
                done = replace(done, custody=(*done.custody, was))
    if after == before:
        return done
    writer.change_subject(after)
    return replace(done, before=(*done.before, before), after=(*done.after, after))


def _add_guardian(writer: "Writer", subject: SubjectId, change: Change) -> GuardianId:
    guardian = writer.add_guardian(change.name)
    writer.set_guardianship(
        Guardianship(guardian=guardian, subject=subject, custody=change.custody)
    )
    return guardian


def _set_custody(writer: "Writer", subject: SubjectId, change: Change) -> Guardianship:
    (was,) = (g for g in writer.guardianships([subject])[subject] if g.guardian == change.guardian)
    writer.set_guardianship(replace(was, custody=change.custody))
    return was
