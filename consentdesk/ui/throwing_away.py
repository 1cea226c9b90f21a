"""Throwing drafts away from a list, and the way to what was thrown away.

One step that can be taken back, however many were chosen; what becomes of it is said in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.icons import put
from consentdesk.ui.page import Page
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import button, row

if TYPE_CHECKING:
    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import PhotoId
    from consentdesk.services.trash import ThrownAway

ROOM = 56 * GRID
"""Pixels a page is high, at least, where the way to the trash stands at its foot."""
MOST_NAMES = 3
"""Names told of those that stay; the others are counted with them."""


def trash_action(owner: QWidget, throw: Callable[[], None]) -> QAction:
    """What the Delete key does while the owner has the keyboard; for its menus as well."""
    action = QAction(_("Move to the &trash"), owner)
    action.setShortcut("Del")
    action.setShortcutVisibleInContextMenu(True)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    put(action, "trash")
    action.triggered.connect(throw)
    owner.addAction(action)
    return action


def throw_away(
    page: Page,
    *,
    subjects: Sequence[SubjectId] = (),
    photos: Sequence[PhotoId] = (),
    then: Callable[[str], None] | None = None,
) -> None:
    """Move what was chosen to the trash, as one step, and say so on the page.

    `then` is given the sentence instead, by a page that shows nothing afterwards.
    """
    from consentdesk.services import trash

    context, register = page.context, page.context.register
    clerk, at = context.clerk, context.now()
    if not subjects and not photos:
        return

    def done(thrown: ThrownAway) -> None:
        people, pictures = thrown.subjects, thrown.photos

        def back(clerk: str, at: datetime) -> str:
            """Another desk may have deleted somebody for good who was named on a photo."""
            gone = trash.put_back(register, clerk, at, subjects=people, photos=pictures)
            return said_back(len(pictures), gone) if gone else ""

        push(
            context,
            _step(thrown),
            back=back,
            again=lambda clerk, at: trash.throw_away(
                register, clerk, at, subjects=people, photos=pictures
            ),
        )
        context.tell_written()
        if then is not None:
            then(_said(thrown))
            return
        page.banner.say(
            _said(thrown),
            tone="plain" if thrown.kept else "ok",
            icon="trash",
            action=_("Show the trash…"),
            then=lambda: doors.open_trash(context, page),
        )

    context.tasks.run(
        page,
        lambda _progress: trash.throw_away(register, clerk, at, subjects=subjects, photos=photos),
        done,
        failed=page.banner.tell,
    )


def _said(thrown: ThrownAway) -> str:
    """What went, and in a sentence of its own what stays and why."""
    people, pictures = len(thrown.subjects), len(thrown.photos)
    said = (
        ngettext(
            "{count} person is in the trash, and is deleted in 30 days.",
            "{count} people are in the trash, and are deleted in 30 days.",
            people,
        )
        if people
        else ngettext(
            "{count} photo is in the trash, and is deleted in 30 days.",
            "{count} photos are in the trash, and are deleted in 30 days.",
            pictures,
        )
    ).format(count=format_number(people or pictures))
    if not thrown.kept:
        return said
    names = [one.name for one in thrown.kept[:MOST_NAMES]]
    stays = ngettext(
        "{names} stays, because something is on record there.",
        "{count} stay, because something is on record there: {names}.",
        len(thrown.kept),
    )
    listed = ", ".join(names) + ("…" if len(thrown.kept) > MOST_NAMES else "")
    return f"{said} {stays.format(names=listed, count=format_number(len(thrown.kept)))}"


def said_back(count: int, unnamed: int) -> str:
    """How many are back; with a word of it where names are missing on photos now."""
    said = ngettext("{count} is put back.", "{count} are put back.", count)
    if unnamed:
        said = ngettext(
            "{count} is put back, without the names of people who are gone.",
            "{count} are put back, without the names of people who are gone.",
            count,
        )
    return said.format(count=format_number(count))


def _step(thrown: ThrownAway) -> str:
    people, pictures = len(thrown.subjects), len(thrown.photos)
    if people:
        said = ngettext("trash of {count} person", "trash of {count} people", people)
    else:
        said = ngettext("trash of {count} photo", "trash of {count} photos", pictures)
    return said.format(count=format_number(people or pictures))


class TrashLink(QWidget):
    """At the end of a list: how much lies in the trash, and the way there; hidden while empty."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._count = 0
        self.open = button("", "trash", Look.QUIET, _("See what was thrown away, and put it back"))
        self.open.clicked.connect(self._on_open_clicked)
        whole = row(self.open, None)
        self.setLayout(whole)
        self.hide()
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a low page the list needs the room; the menu leads to the trash as well."""
        if event.type() is QEvent.Type.Resize:
            self._show_where_there_is_room()
        return super().eventFilter(watched, event)

    def read(self) -> None:
        """Count again."""
        context = self._context
        if not context.is_open:
            return

        def work() -> int:
            with context.register.read() as reader:
                return reader.trash_count()

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_counted,
            failed=lambda _error: self.hide(),
            replaces="trash",
        )

    def _on_counted(self, count: int) -> None:
        said = ngettext("Trash ({count})…", "Trash ({count})…", count)
        self.open.setText(said.format(count=format_number(count)))
        self._count = count
        self._show_where_there_is_room()

    def _show_where_there_is_room(self) -> None:
        self.setVisible(bool(self._count) and self._page.height() >= ROOM)

    def _on_open_clicked(self) -> None:
        doors.open_trash(self._context, self._page)


def empty_daily(context: Context, owner: QObject) -> None:
    """Really delete what has lain in the trash for thirty days; in the background.

    And what may be left in the file of who was erased lately. Where that can't be done now, it is
    done an hour later.
    """
    from consentdesk.services import erasing, trash

    if not context.is_open:
        return
    register, clerk, at = context.register, context.clerk, context.now()

    def work() -> int:
        count = trash.empty_daily(register, clerk, at)
        erasing.compact_daily(register, at)
        return count

    def done(count: int) -> None:
        if count:
            context.tell_written()

    context.tasks.run(
        owner,
        lambda _progress: work(),
        done,
        failed=lambda _error: None,
    )
