"""`import-roster`: a class list goes into the register, all of it or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import WRONG_USAGE, Answer, shown, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import file, named
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_date, ngettext
from consentdesk.wording import problem_sentence
from consentdesk.words import list_field_word, list_kind_word, list_mark_sentence

if TYPE_CHECKING:
    from consentdesk.domain.people import SubjectId
    from consentdesk.services.class_list.columns import Columns
    from consentdesk.services.class_list.comparing import Plan
    from consentdesk.services.class_list.reading import Table

_MOST_SHOWN = 20


def import_roster_command() -> Command:
    """Declare `import-roster`."""
    return command(
        "import-roster",
        import_roster,
        _("Enrol everybody on a class list, and change what differs."),
        argument("file", file(), _("The list: CSV, Excel (XLSX, XLS) or ODS.")),
        option("--group", kind=named("group"), says=_("The class or room of everybody on it.")),
        option("--sheet", kind=named("name"), says=_("The sheet (else the first with rows).")),
        option(
            "--twins",
            says=_("Those on the list twice by name and birth date really are two people."),
        ),
        option("--dry-run", says=_("Only tell what would be done.")),
        more=_(
            "Nobody is doubled, and nobody missing from the list is changed. Where a line has a "
            "problem, nothing is written. Of a personal number only the birth date is read."
        ),
    )


def import_roster(
    desk: Desk,
    file: Path,
    group: str | None,
    sheet: str | None,
    twins: bool,
    dry_run: bool,
) -> Answer:
    """Import a list, or tell what importing it would do."""
    from consentdesk.services.class_list import importing, rows
    from consentdesk.services.class_list.comparing import Kind, compare

    with desk.open(reading=dry_run) as register:
        with register.read() as reader:
            today, policy = reader.today(desk.at), reader.institution.policy_name
        found, columns = importing.open_list(file, today, sheet or "")
        importing.require_columns(columns, file)
        people = rows.listed(found, columns, today, policy=policy, group=group or "")
        if not people:
            raise BadInput(Problem.TABLE_EMPTY, path=file)
        confirmed = [one.line for one in people] if twins else []
        with register.read() as reader:
            plan = compare(reader, people, today, confirmed)
        subjects: tuple[SubjectId, ...] = ()
        stopped = bool(plan.of(Kind.PROBLEM))
        if not dry_run and not stopped:
            with desk.progress(_("Importing")) as progress:
                done = importing.import_list(
                    register,
                    desk.clerk,
                    desk.at,
                    people,
                    twins=confirmed,
                    progress=progress or importing.unheard,
                )
            plan, subjects = done.plan, done.subjects
    return Answer(
        data={**_facts(plan, found, columns), "subjects": subjects},
        lines=list(_lines(plan, found, columns)),
        status=WRONG_USAGE if stopped else 0,
        note=_note(plan, dry_run=dry_run),
    )


def _facts(plan: "Plan", found: "Table", columns: "Columns") -> dict[str, object]:
    from consentdesk.services.class_list.columns import headings
    from consentdesk.services.class_list.comparing import Kind

    heads = headings(found, columns)
    return {
        "new": len(plan.of(Kind.NEW)),
        "existing": len(plan.of(Kind.EXISTING)),
        "changed": len(plan.of(Kind.CHANGED)),
        "problems": [
            {
                "line": one.listed.line,
                "column": None if fault.column is None else heads[fault.column],
                "code": fault.problem,
            }
            for one in plan.of(Kind.PROBLEM)
            for fault in one.faults
        ],
        "marks": [
            {"line": one.listed.line, "code": mark}
            for one in plan.lines
            for mark in sorted(one.marks)
        ],
        "leaving": [subject.id for subject in plan.leaving],
        "sheet": found.sheets[found.sheet] if found.sheets else None,
        "columns": [
            {"column": head, "field": field}
            for head, field in zip(heads, columns.fields, strict=True)
        ],
    }


def _lines(plan: "Plan", found: "Table", columns: "Columns") -> Iterator[str]:
    """The columns as they were read, what there is to look at, and the figures last."""
    from consentdesk.services.class_list.columns import headings
    from consentdesk.services.class_list.comparing import Kind

    heads = headings(found, columns)
    read = [
        (head, list_field_word(field)) for head, field in zip(heads, columns.fields, strict=True)
    ]
    yield from table((_("Column"), _("Read as")), read)
    yield ""
    in_line = _("Line {line}, {name}: {sentence}")
    told = [
        (one.listed, list_mark_sentence(mark)) for one in plan.lines for mark in sorted(one.marks)
    ]
    told += [
        (one.listed, problem_sentence(BadInput(fault.problem, **fault.facts)))
        for one in plan.of(Kind.PROBLEM)
        for fault in one.faults
    ]
    for listed, sentence in told:
        yield shown(in_line.format(line=listed.line, name=listed.name or "–", sentence=sentence))
    for subject in plan.leaving[:_MOST_SHOWN]:
        missing = _("Not on the list: {name}, born {day}, in {group}.")
        yield shown(
            missing.format(name=subject.name, day=format_date(subject.born), group=subject.group)
        )
    kinds = (Kind.NEW, Kind.EXISTING, Kind.CHANGED, Kind.PROBLEM)
    yield " · ".join(f"{list_kind_word(kind)}: {len(plan.of(kind))}" for kind in kinds)


def _note(plan: "Plan", *, dry_run: bool) -> str:
    from consentdesk.services.class_list.comparing import Kind

    count = len(plan.of(Kind.PROBLEM))
    if count:
        said = ngettext(
            "{count} line can't be taken as it is, so nothing was written. Mend it in the list.",
            "{count} lines can't be taken as they are, so nothing was written. Mend them in the "
            "list.",
            count,
        )
        return said.format(count=count)
    return _("Nothing was written.") if dry_run else ""
