"""The cards of the overview: what each thing to do is called, and the button that leads there.

Loaded once there is a register to read; the empty page is shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from consentdesk.domain.roles import Right, Role
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui import icons
from consentdesk.ui.alike_kept import ALIKE, count_there
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import long_day
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.upkeep import BackupState, backup_state
from consentdesk.ui.widgets import button, card, label, row

if TYPE_CHECKING:
    from pathlib import Path

    from consentdesk.domain.access import Request
    from consentdesk.domain.photos import PhotoId
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Counts
    from consentdesk.ui.lines_left import Left


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do: how many, what, and the button that leads there."""

    figure: str
    text: str
    action: str
    icon: str
    tone: str
    go: Callable[[], None]
    other: str = ""
    otherwise: Callable[[], None] | None = None
    """A second button, for whoever has done it already."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All the page shows, read at one moment."""

    counts: Counts
    scanned: int
    alike: int
    without_link: int
    today: date
    backup: BackupState
    anybody_asked: bool
    role: Role
    requests: tuple[Request, ...] = ()
    takes_two: bool = False
    """Whether two people are needed for anything."""
    second: tuple[PhotoId, ...] = ()
    """Photos that wait for whoever is here as the second person."""
    has_no_sheet: bool = False
    """Encrypted, and nobody has said that its recovery sheet is on paper."""
    left: tuple[Left, ...] = ()
    """What backups that were restored lack, until it is recorded anew."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the buttons do that lead to no other page."""

    enrol: Callable[[], None]
    print_forms: Callable[[], None]
    back_up: Callable[[], None]
    look_second: Callable[[Sequence[PhotoId]], None]
    print_recovery: Callable[[], None]
    recovery_printed: Callable[[], None]
    lines_left: Callable[[], None]


class Disc(QWidget):
    """An icon in a pale disc."""

    def __init__(self, icon: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone

    def sizeHint(self) -> QSize:
        """Five steps of the grid."""
        return QSize(5 * GRID, 5 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw disc and icon."""
        c = colours(self.palette())
        ground, ink = {
            "ok": (c.ok_tint, c.ok),
            "no": (c.no_tint, c.no),
            "unknown": (c.unknown_tint, c.unknown),
        }.get(self._tone, (c.accent_tint, c.accent))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ground))
        painter.setBrush(QColor(ground))
        side = 5 * GRID
        painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1))
        margin = (side - icons.SIZE) / 2
        icons.draw(painter, QRectF(margin, margin, icons.SIZE, icons.SIZE), self._icon, ink)


def read_overview(
    register: Register,
    now: datetime,
    folder: str,
    alike: Sequence[Path],
    left: tuple[Left, ...] = (),
) -> Overview:
    """Read the figures, the age of the newest backup in a folder, and how many look-alikes wait.

    What is `left` of a restoring is remembered at this computer. What waits for a second person
    takes longer: `read_second`.
    """
    from consentdesk.services.access_pack.requests import requests
    from consentdesk.services.inbox.listing import scans_waiting
    from consentdesk.services.recovery_sheet import is_unprinted

    with register.read() as reader:
        today = reader.today(now)
        counts = reader.counts(today)
        scanned = scans_waiting(reader)
        asked = bool(reader.forms(limit=1))
        bare = len(reader.without_link())
        waiting = requests(reader)
        zone, role = ZoneInfo(reader.policy.timezone), reader.role
        no_sheet = is_unprinted(register, reader)
        two = bool(reader.policy.two_people)
    backup = backup_state(folder, now, zone, register.place.path)
    there = count_there(alike)
    return Overview(
        counts,
        scanned,
        there,
        bare,
        today,
        backup,
        asked,
        role,
        waiting,
        takes_two=two,
        has_no_sheet=no_sheet,
        left=left,
    )


def read_second(register: Register, clerk: str, now: datetime) -> tuple[PhotoId, ...]:
    """The photos that wait for that clerk as the second person."""
    from consentdesk.services.seconding import waiting_for

    with register.read() as reader:
        return waiting_for(reader, clerk, now)


def summary(found: Overview) -> str:
    """The day, and how many people and photos there are."""
    counts = found.counts
    people = ngettext("{count} person", "{count} people", counts.subjects)
    photos = ngettext("{count} photo", "{count} photos", counts.photos)
    return " · ".join(
        (
            long_day(found.today),
            people.format(count=format_number(counts.subjects)),
            photos.format(count=format_number(counts.photos)),
        )
    )


def todos(found: Overview, context: Context, doors: Doors) -> list[Todo]:
    """What waits for somebody, the most pressing first; the backup, which always stands, not."""
    first = _first_steps(found, doors) if context.may(Right.ASK) else []
    sheet = _recovery(doors) if found.has_no_sheet and context.may(Right.LOCK) else []
    left = _lines_left(found, doors) if found.left and context.may(Right.FILE) else []
    return [*left, *sheet, *first, *_waiting(found, context, doors)]


def upkeep(found: Overview, doors: Doors) -> Todo:
    """When the register was last copied."""
    return Todo(
        figure=_("Backup"),
        text=found.backup.sentence,
        action=_("Back up now"),
        icon="backup",
        tone="ok" if found.backup.fresh else "unknown",
        go=doors.back_up,
    )


def todo_card(todo: Todo) -> QFrame:
    """The card of one thing to do."""
    figure = label(todo.figure, Look.FIGURE if todo.figure[:1].isdigit() else Look.HEADING)
    head = row(Disc(todo.icon, todo.tone), figure, None, gap=GRID + 4)
    act = button(todo.action)
    act.setAccessibleName(f"{todo.action}: {todo.figure} {todo.text}")
    act.clicked.connect(todo.go)
    text = label(todo.text, wrap=True)
    if todo.otherwise is None:
        return card(head, text, None, row(act, None), gap=GRID + 4)
    other = button(todo.other, "", Look.QUIET)
    other.clicked.connect(todo.otherwise)
    return card(head, text, None, flow(act, other), gap=GRID + 4)


def _lines_left(found: Overview, doors: Doors) -> list[Todo]:
    """What a restored backup lacks comes first: a no that is forgotten lets pictures out."""
    count = sum(one.count for one in found.left)
    urgent = any(one.closing or one.common is None for one in found.left)
    said = ngettext(
        "line was written after the backup that was restored, and is not in the register. Record "
        "it anew, before any picture goes out.",
        "lines were written after the backup that was restored, and are not in the register. "
        "Record them anew, before any picture goes out.",
        count,
    )
    unknown = _(
        "The register before the backup could not be read. Record anew whatever was withdrawn "
        "since, before any picture goes out."
    )
    return [
        Todo(
            figure=format_number(count) if count else _("Record anew"),
            text=said if count else unknown,
            action=_("See what is missing"),
            icon="journal",
            tone="no" if urgent else "unknown",
            go=doors.lines_left,
        )
    ]


def _recovery(doors: Doors) -> list[Todo]:
    return [
        Todo(
            figure=_("Recovery sheet"),
            text=_(
                "The register is encrypted, and the journal knows of no recovery sheet on paper. "
                "Without it a forgotten passphrase means that nobody can ever open the register."
            ),
            action=_("Print the recovery sheet…"),
            icon="lock",
            tone="no",
            go=doors.print_recovery,
            other=_("It lies in the safe"),
            otherwise=doors.recovery_printed,
        )
    ]


def _first_steps(found: Overview, doors: Doors) -> list[Todo]:
    """What follows on the first run: somebody to ask, then the question on paper."""
    if found.counts.subjects == 0:
        return [
            Todo(
                figure=_("Welcome"),
                text=_("Your children and young people come first. Enrol one to begin."),
                action=_("New person…"),
                icon="person-add",
                tone="plain",
                go=doors.enrol,
            )
        ]
    if found.anybody_asked:
        return []
    return [
        Todo(
            figure=_("The next step"),
            text=_("Nobody has been asked yet. Print the first forms and hand them out."),
            action=_("Print forms…"),
            icon="print",
            tone="plain",
            go=doors.print_forms,
        )
    ]


def _waiting(overview: Overview, context: Context, doors: Doors) -> list[Todo]:
    """What waits, the most pressing first."""
    counts, may = overview.counts, context.may
    found = (
        *((Right.VERIFY, one) for one in _requests(overview, context)),
        (Right.FILE, _scanned_forms(overview.scanned, context)),
        (Right.FILE, _answered_forms(counts.forms_recorded, context)),
        (Right.RELEASE, _take_downs(counts.open_takedowns, context)),
        (Right.SECOND, _second_person(overview.second, doors)),
        (Right.NAME, _unnamed_photos(counts.photos_unattested, context)),
        (Right.NAME, _look_alikes(overview.alike, context)),
        (Right.RELEASE, _without_link(overview.without_link, context)),
        (Right.ASK, _second_signatures(counts.second_guardian_missing, context)),
        (Right.ASK, _coming_of_age(counts.coming_of_age, context)),
        (Right.ASK, _printed_forms(counts.forms_out, context)),
    )
    return [todo for right, (count, todo) in found if count and may(right)]


def _requests(overview: Overview, context: Context) -> list[tuple[int, Todo]]:
    """Whoever asked for access: the button leads to the one whose answer is due first."""
    if not overview.requests:
        return []
    count, first = len(overview.requests), overview.requests[0]
    said = ngettext(
        "person asked for access. The answer is due on {day} at the latest.",
        "people asked for access. The first answer is due on {day} at the latest.",
        count,
    )
    if first.due < overview.today:
        said = ngettext(
            "person asked for access. The answer was due on {day}.",
            "people asked for access. The first answer was due on {day}.",
            count,
        )
    todo = Todo(
        figure=format_number(count),
        text=said.format(day=format_date(first.due)),
        action=_("Go to the person"),
        icon="person",
        tone="no" if first.due < overview.today else "unknown",
        go=partial(context.show_subject, first.subject),
    )
    return [(count, todo)]


def _scanned_forms(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "scanned form waits. It counts for nothing before it is journaled.",
        "scanned forms wait. They count for nothing before they are journaled.",
        count,
    )
    action = ngettext("Look at it", "Look at them", count)
    return count, _todo(count, text, action, "forms", "no", context, "forms", "inbox")


def _answered_forms(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "answered form waits to be journaled. It does not count before that.",
        "answered forms wait to be journaled. They do not count before that.",
        count,
    )
    action = ngettext("Journal it", "Journal them", count)
    return count, _todo(count, text, action, "forms", "no", context, "forms", "recorded")


def _take_downs(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "export holds pictures that must be taken down: somebody has said no, or they are judged "
        "differently by now.",
        "exports hold pictures that must be taken down: somebody has said no, or they are judged "
        "differently by now.",
        count,
    )
    action = _("Take down")
    return count, _todo(count, text, action, "withdraw", "no", context, "export", "take-down")


def _second_person(photos: Sequence[PhotoId], doors: Doors) -> tuple[int, Todo]:
    """Copies that somebody else has made ready, and that leave only once this one has looked."""
    count = len(photos)
    text = ngettext(
        "photo may leave once a second person has looked at the copy. You can be that person.",
        "photos may leave once a second person has looked at the copies. You can be that person.",
        count,
    )
    todo = Todo(
        figure=format_number(count),
        text=text,
        action=ngettext("Look at it", "Look at them", count),
        icon="eye",
        tone="unknown",
        go=partial(doors.look_second, photos),
    )
    return count, todo


def _unnamed_photos(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "photo lacks names. It can't be exported before everyone is named.",
        "photos lack names. They can't be exported before everyone is named.",
        count,
    )
    action = _("Name people")
    return count, _todo(count, text, action, "photos", "unknown", context, "photos", "unnamed")


def _look_alikes(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "picture looks like one you have, and waits until you say whether it is the same.",
        "pictures look like some you have, and wait until you say whether they are the same.",
        count,
    )
    action = ngettext("Compare it", "Compare them", count)
    return count, _todo(count, text, action, "copy", "unknown", context, "photos", ALIKE)


def _without_link(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "export has no link. Was it posted? Without the address a withdrawal can't find it.",
        "exports have no link. Were they posted? Without the address a withdrawal can't find them.",
        count,
    )
    action = ngettext("Paste the link", "Paste the links", count)
    return count, _todo(count, text, action, "link", "plain", context, "export", "no-link")


def _second_signatures(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "person waits for the second guardian's signature.",
        "people wait for the second guardian's signature.",
        count,
    )
    way = ("permissions", "second")
    return count, _todo(count, text, _("See who"), "guardian", "unknown", context, *way)


def _coming_of_age(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "person soon signs alone. Ask them for their own signature.",
        "people soon sign alone. Ask them for their own signature.",
        count,
    )
    way = ("permissions", "of-age")
    return count, _todo(count, text, _("See who"), "person", "plain", context, *way)


def _printed_forms(count: int, context: Context) -> tuple[int, Todo]:
    text = ngettext(
        "printed form has not come back.",
        "printed forms have not come back.",
        count,
    )
    action = ngettext("See the form", "See the forms", count)
    return count, _todo(count, text, action, "print", "plain", context, "forms", "printed")


def _todo(
    count: int,
    text: str,
    action: str,
    icon: str,
    tone: str,
    context: Context,
    page: str,
    part: str,
) -> Todo:
    return Todo(
        figure=format_number(count),
        text=text,
        action=action,
        icon=icon,
        tone=tone,
        go=partial(context.show_page, page, part),
    )
