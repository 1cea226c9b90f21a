"""Permissions in a table, one line for each person and purpose, by how far they have come.

Which lines belong to a view is taken from the register's stored copy, so that a large register is
sorted quickly; what stands in a line that is looked at is folded from the ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import Lack, Permission, PermissionState
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import standing_on
from consentdesk.i18n import _, format_date
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.context import Context
from consentdesk.ui.glyphs import sign_of_state
from consentdesk.ui.models import SIGN_ROLE, IdModel
from consentdesk.ui.tasks import Progress
from consentdesk.wording import purpose_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

AT_A_TIME = 500

Place = tuple[SubjectId, Purpose]
"""What a line is about."""
Test = Callable[[Permission, date, Policy], bool]

NAME, GROUP, PURPOSE, STATE, SIGNED, UNTIL = range(6)


def _in_states(*states: PermissionState) -> Test:
    return lambda given, _on, _policy: given.state in states


def _lacking(lack: Lack) -> Test:
    return lambda given, _on, _policy: given.state is PermissionState.GRANTED and given.lack is lack


def _ends_soon(given: Permission, on: date, policy: Policy) -> bool:
    soon = on + timedelta(days=policy.warn_before_days)
    return (
        given.state is PermissionState.JOURNALED
        and given.changes_on is not None
        and given.changes_on <= soon
    )


VIEWS: Mapping[str, Test] = {
    "force": _in_states(PermissionState.JOURNALED),
    "journal": _lacking(Lack.NOT_JOURNALED),
    "second": _lacking(Lack.SECOND_GUARDIAN),
    "soon": _ends_soon,
    "lapsed": _in_states(PermissionState.LAPSED),
    "no": _in_states(PermissionState.REFUSED, PermissionState.WITHDRAWN),
    "open": _in_states(PermissionState.NEVER_ASKED, PermissionState.ASKED),
}
"""The views of the page and what belongs to each; one permission may belong to several."""
OF_AGE = "of-age"
"""The view of everything about those who soon sign alone, whatever they were asked."""


def view_names() -> tuple[tuple[str, str], ...]:
    """The views that are offered, with what they are called."""
    return (
        ("force", _("In force")),
        ("journal", _("To be journaled")),
        ("second", _("Second signature missing")),
        ("soon", _("Ends soon")),
        (OF_AGE, _("Soon sign alone")),
        ("lapsed", _("Lapsed")),
        ("no", _("Said no")),
        ("open", _("No answer")),
    )


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One person, one purpose, today."""

    subject: Subject
    given: Permission


@dataclass(frozen=True, slots=True)
class Sorted:
    """All permissions by view, the purposes there are, and whether there is anybody at all."""

    places: Mapping[str, tuple[Place, ...]]
    purposes: tuple[Purpose, ...]
    anybody: bool = True


def sort_permissions(context: Context, text: str, progress: Progress) -> Sorted:
    """Put the permissions of all whose names fit into the views, in the order of names."""
    found: dict[str, list[Place]] = {view: [] for view in (*VIEWS, OF_AGE)}
    with context.register.read() as reader:
        today = reader.today(context.now())
        policy = reader.policy
        of_age = frozenset(reader.coming_of_age(today))
        ids = reader.find_subjects(SubjectFilter(text=text), today)
        for first in range(0, len(ids), AT_A_TIME):
            progress(first, len(ids))
            for subject, given in _standing(reader, ids[first : first + AT_A_TIME], today):
                for view, belongs in VIEWS.items():
                    if belongs(given, today, policy):
                        found[view].append((subject, given.purpose))
                if subject in of_age:
                    found[OF_AGE].append((subject, given.purpose))
    views = {view: tuple(places) for view, places in found.items()}
    return Sorted(views, policy.purposes, anybody=bool(ids))


def _standing(
    reader: "Reader", ids: Sequence[SubjectId], today: date
) -> list[tuple[SubjectId, Permission]]:
    stored = reader.standing(ids)
    doubtful = [s for s in ids if not all(standing_on(g, today) for g in stored[s].values())]
    now = reader.permissions(doubtful, today)
    return [(s, given) for s in ids for given in now.get(s, stored[s]).values()]


def read_permissions(
    reader: "Reader", places: Sequence[Place], on: date
) -> dict[Place, PermissionRow]:
    """The lines of those of the people that exist."""
    people = reader.subjects({s for s, _purpose in places})
    given = reader.permissions(people, on)
    return {
        (s, purpose): PermissionRow(people[s], given[s][purpose])
        for s, purpose in places
        if s in people and purpose in given[s]
    }


class PermissionsModel(IdModel[Place, PermissionRow]):
    """The lines of one view."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        def fetch(places: Sequence[Place]) -> dict[Place, PermissionRow]:
            with context.register.read() as reader:
                return read_permissions(reader, places, reader.today(context.now()))

        names = (_("Name"), _("Group"), _("Purpose"), _("State"), _("Signed"), _("Until"))
        super().__init__(context.tasks, fetch, names, parent)

    def cell(self, row: PermissionRow, column: int, role: int) -> object:
        """Text, or the sign of the state."""
        sign = sign_of_state(row.given.state)
        if column == STATE and role == SIGN_ROLE:
            return sign
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        signed, until = row.given.signed_on, row.given.valid_until
        return (
            row.subject.name,
            row.subject.group,
            purpose_word(row.given.purpose),
            sign.word,
            format_date(signed) if signed else "",
            format_date(until) if until else "",
        )[column]
