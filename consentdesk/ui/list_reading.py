"""A class list as the page shows it: the file, and what is to become of each of its lines.

Off the GUI thread; the services read and compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from consentdesk.services.class_list.columns import Columns
    from consentdesk.services.class_list.comparing import Plan
    from consentdesk.services.class_list.reading import Line, Table
    from consentdesk.services.class_list.rows import Listed
    from consentdesk.ui.context import Context

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that has been read, and what the register knows that may help with it."""

    path: Path
    table: Table
    columns: Columns
    groups: tuple[str, ...]
    today: date
    policy: str

    @property
    def group(self) -> str:
        """The group the sheet or the file is named after, if the register has it."""
        names = (*self.table.sheets[self.table.sheet : self.table.sheet + 1], self.path.stem)
        known = {group.casefold(): group for group in self.groups}
        return next((known[n.casefold()] for n in names if n.casefold() in known), "")


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What is to become of the list, with the lines as they stand in the file by number."""

    people: tuple[Listed, ...]
    plan: Plan
    lines: Mapping[int, Line]


def read_list(context: Context, path: Path, sheet: str) -> ListFile:
    """Read a file; BadInput where it is no list."""
    from consentdesk.services.class_list.importing import open_list

    with context.register.read() as reader:
        today, groups = reader.today(context.now()), reader.groups()
        policy = reader.institution.policy_name
    table, columns = open_list(path, today, sheet)
    return ListFile(path, table, columns, groups, today, policy)


def plan_list(
    context: Context, file: ListFile, columns: Columns, group: str, twins: Iterable[int]
) -> ListPlan:
    """Hold the list against the register as it is now."""
    from consentdesk.services.class_list.comparing import compare
    from consentdesk.services.class_list.rows import listed

    people = listed(file.table, columns, file.today, policy=file.policy, group=group)
    with context.register.read() as reader:
        plan = compare(reader, people, reader.today(context.now()), twins)
    return ListPlan(people, plan, {line.number: line for line in file.table.lines})


def samples(file: ListFile) -> tuple[str, ...]:
    """The first few cells below each heading that hold something."""
    from consentdesk.i18n import format_date
    from consentdesk.services.class_list.cells import text_of

    first = 0 if file.columns.heading is None else file.columns.heading + 1
    lines = file.table.lines[first:]
    return tuple(
        ", ".join(
            [t for line in lines if (t := text_of(line.cells[place], format_date))][:_SAMPLES]
        )
        for place in range(file.table.width)
    )
