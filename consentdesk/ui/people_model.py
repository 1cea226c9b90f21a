"""People in a table: name, group, age, and one sign for each purpose.

The signs are folded from the ledger for the rows that are looked at, so they are true today, not as
of the day somebody last wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import PermissionState, permissions, protected
from consentdesk.domain.people import Subject, SubjectId, age
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import ICON_ROLE
from consentdesk.ui.glyphs import Shape, Sign, sign_of_state
from consentdesk.ui.models import SIGN_ROLE, IdModel
from consentdesk.wording import purpose_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

NAME, GROUP, AGE = range(3)
FIXED = 3
"""Columns before those of the purposes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person on one day; `states` by purpose in the policy's order."""

    subject: Subject
    age: int
    protected: bool
    states: Mapping[Purpose, PermissionState]


def read_people(reader: "Reader", ids: Sequence[SubjectId], on: date) -> dict[SubjectId, PersonRow]:
    """The rows of those of the people that exist."""
    people = reader.subjects(ids)
    relations = reader.guardianships(people)
    acts = reader.acts(people)
    policy = reader.policy
    return {
        s: PersonRow(
            subject=person,
            age=age(person.born, on),
            protected=protected(acts[s], s, policy, on),
            states={
                p: given.state
                for p, given in permissions(
                    person, relations[s], acts[s], policy.purposes, policy, on
                ).items()
            },
        )
        for s, person in people.items()
    }


def never_shown() -> Sign:
    """The sign of a protected person, whatever the permissions say; it tells no reason."""
    return Sign(Shape.NO, _("Must never be shown"), _("Never shown"))


class PeopleModel(IdModel[SubjectId, PersonRow]):
    """The people found, in the register's order."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        self._purposes: tuple[Purpose, ...] = ()
        self._signs: Mapping[PermissionState, Sign] = {}
        self._never = never_shown()

        def fetch(ids: Sequence[SubjectId]) -> dict[SubjectId, PersonRow]:
            with context.register.read() as reader:
                return read_people(reader, ids, reader.today(context.now()))

        super().__init__(context.tasks, fetch, self._names(), parent)

    def set_purposes(self, purposes: tuple[Purpose, ...]) -> None:
        """Show a column for each of these."""
        self._purposes = purposes
        # Once for all cells: a screen of them is drawn with every key typed.
        self._signs = {state: sign_of_state(state) for state in PermissionState}
        self.set_columns(self._names())

    def cell(self, row: PersonRow, column: int, role: int) -> object:
        """Text, sign, or the mark of a protected person."""
        if column >= FIXED:
            state = row.states[self._purposes[column - FIXED]]
            sign = self._never if row.protected else self._signs[state]
            if role == SIGN_ROLE:
                return sign
            if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
                return sign.word
            return None
        if role == ICON_ROLE:
            return "protected" if row.protected and column == NAME else None
        if role == Qt.ItemDataRole.ToolTipRole and column == NAME:
            return row.subject.name
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (row.subject.name, row.subject.group, str(row.age))[column]

    def _names(self) -> tuple[str, ...]:
        fixed = (_("Name"), _("Group"), _("Age"))
        return (*fixed, *(purpose_word(p) for p in self._purposes))
