"""The people of a class list in a table: as they will be, and what becomes of each.

A cell that can't be taken shows what stands in the file, with a sign before it and the reason
beside; of a personal number there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from consentdesk.errors import BadInput
from consentdesk.i18n import _, format_date
from consentdesk.ui.delegates import ICON_ROLE
from consentdesk.ui.languages import language_name
from consentdesk.ui.models import IdModel
from consentdesk.ui.tasks import Tasks
from consentdesk.wording import problem_sentence
from consentdesk.words import list_kind_word, list_mark_sentence

if TYPE_CHECKING:
    from consentdesk.services.class_list.columns import Columns
    from consentdesk.services.class_list.comparing import Change, Planned
    from consentdesk.services.class_list.reading import Line
    from consentdesk.ui.list_reading import ListPlan

NAME, BORN, GROUP, LANGUAGE, GUARDIANS, OUTCOME = range(6)
_SHOWN_IN: Mapping[str, int] = {
    "name": NAME,
    "first_name": NAME,
    "last_name": NAME,
    "born": BORN,
    "group": GROUP,
    "language": LANGUAGE,
    "guardian_1": GUARDIANS,
    "custody_1": GUARDIANS,
    "guardian_2": GUARDIANS,
    "custody_2": GUARDIANS,
}
"""In which column a field of the list stands."""
LETTERS: Mapping[int, int] = {NAME: 24, BORN: 14, GROUP: 9, LANGUAGE: 11, GUARDIANS: 22}
"""How wide the columns before the last are, in average letters."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line: its cells as text, those with a fault, and what becomes of it."""

    planned: Planned
    cells: tuple[str, ...]
    faulty: frozenset[int]
    outcome: str


class ListModel(IdModel[int, ListRow]):
    """The lines of a list by their number in the file."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        self._rows_of: Mapping[int, ListRow] = {}
        heads = (_("Name"), _("Born"), _("Group"), _("Language"), _("Guardians"), _("Outcome"))
        super().__init__(tasks, self._at_hand, heads, parent)

    def show_plan(self, rows: Mapping[int, ListRow], kind: str) -> None:
        """Show these lines, or only those of that kind."""
        self._rows_of = rows
        shown = [n for n, one in rows.items() if kind in ("", one.planned.kind)]
        self.show(shown, self._at_hand(shown))

    def cell(self, row: ListRow, column: int, role: int) -> object:
        """Text, and a sign before what is wrong."""
        if role == ICON_ROLE:
            return "warning" if column in row.faulty else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.outcome if column in row.faulty else self._text(row, column)
        return self._text(row, column) if role == Qt.ItemDataRole.DisplayRole else None

    def spoken(self, row: ListRow, column: int) -> str:
        """What is wrong is said with the cell."""
        said = super().spoken(row, column)
        return f"{said}, {row.outcome}" if column in row.faulty - {OUTCOME} else said

    def _text(self, row: ListRow, column: int) -> str:
        return row.outcome if column == OUTCOME else row.cells[column]

    def _at_hand(self, numbers: Sequence[int]) -> Mapping[int, ListRow]:
        return {n: self._rows_of[n] for n in numbers if n in self._rows_of}


def list_rows(found: ListPlan, columns: Columns) -> dict[int, ListRow]:
    """The rows of a whole list by line."""
    return {
        one.listed.line: _row(one, found.lines[one.listed.line], columns)
        for one in found.plan.lines
    }


def _row(one: Planned, line: Line, columns: Columns) -> ListRow:
    from consentdesk.services.class_list.cells import text_of

    listed = one.listed
    cells = [
        listed.name,
        format_date(listed.born) if listed.born is not None else "",
        listed.group or "",
        language_name(listed.language) if listed.language is not None else "",
        ", ".join(g.name for g in listed.guardians),
    ]
    faulty = set[int]()
    for fault in one.faults:
        if fault.column is None:
            faulty.add(OUTCOME)
            continue
        place = _SHOWN_IN[columns.fields[fault.column]]
        faulty.add(place)
        cells[place] = text_of(line.cells[fault.column], format_date) or "–"
    cells[NAME] = cells[NAME] or "–"
    return ListRow(one, tuple(cells), frozenset(faulty), outcome_of(one))


def outcome_of(one: Planned) -> str:
    """What becomes of a line, and what there is to look at."""
    said = [problem_sentence(BadInput(f.problem, **f.facts)) for f in one.faults]
    if not said:
        said = [list_kind_word(one.kind)]
        if one.changes:
            changes = ", ".join(_changed(change) for change in one.changes)
            said = [_("Changed: {changes}").format(changes=changes)]
        elif one.subject is not None and one.subject.name != one.listed.name:
            said = [_("Exists already as {name}").format(name=one.subject.name)]
    return " · ".join((*said, *(list_mark_sentence(mark) for mark in sorted(one.marks))))


def _changed(change: Change) -> str:
    """One change in a few words: as it is, and as the list has it."""
    before, after = change.before or "–", change.after
    match str(change.what):
        case "group":
            return _("group {before} → {after}").format(before=before, after=after)
        case "language":
            return _("language {before} → {after}").format(
                before=language_name(before), after=language_name(after)
            )
        case "guardian" if change.custody:
            return _("new guardian {name}").format(name=change.name)
        case "guardian":
            return _("new contact {name}").format(name=change.name)
        case _:
            return _("{name} has no custody any more").format(name=change.name)
