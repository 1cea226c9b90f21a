"""One person: what is permitted, the photos, and everything that happened, on any day.

Another day is looked at, never changed: the buttons that write can't be pressed then, and say why.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QWidget
from shiboken6 import isValid

from consentdesk.domain.acts import Act, Digest
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.icons import put
from consentdesk.ui.limits import limit
from consentdesk.ui.line_list import LineList, LineModel
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.person_dialog import open_change_dialog
from consentdesk.ui.person_reading import Given, PersonView, read_person
from consentdesk.ui.photo_grid import PhotoGrid
from consentdesk.ui.photo_rows import PhotoModel
from consentdesk.ui.scan_thumbs import ScanLines, ScanThumbs
from consentdesk.ui.theme import GRID, RING, TARGET, Look, look
from consentdesk.ui.throwing_away import throw_away
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import button, card, column, label, row, tool

if TYPE_CHECKING:
    from consentdesk.ui.scan_view import ScanView

Write = Callable[[str, datetime], object]


class PersonPage(Page):
    """The page of one person."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._subject: SubjectId | None = None
        self._view: PersonView | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._back = tool(_("Back (Esc)"), "back")
        self._name = ElidedLabel(Look.TITLE)
        self._about: QLabel = label("", Look.MUTED, wrap=True)
        self._about.setSizePolicy(_keeps_its_room(self._about.sizePolicy()))
        self.warning = Banner()
        self.still_out = Banner()
        self.of_day = Banner()
        self.print = button(_("Print form…"), "print", tip=_("A form for this person (Ctrl+P)"))
        self.withdraw = button(_("Withdraw permission…"), "withdraw")
        self._more = button(_("More"), "more")
        self._menu = QMenu(self)
        self.correct = button(_("Correct…"), "edit", Look.QUIET)
        self.correct.setEnabled(False)
        self._build_menu()
        self.on_day = DateField(self.context.local().date())
        self.on_day.setMaximumWidth(20 * GRID)
        self._today = button(_("Today"), kind=Look.QUIET, tip=_("Back to today (Esc)"))
        # Esc does it too; a stop of Tab right after the field, Enter would drop the day typed.
        self._today.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.permissions_model: LineModel[Given] = LineModel(self)
        self.permissions = LineList(_("Permissions"), self.permissions_model)
        self._scans = ScanThumbs(self.context, self)
        self._sheets = ScanLines(self.permissions, self._scans)
        self.permissions.setItemDelegate(self._sheets)
        self._scan_view: ScanView | None = None
        self.photos_model = PhotoModel(self.context, self)
        self.photos = PhotoGrid(self.context, self.photos_model, _("Photos of the person"))
        self._no_photos: QLabel = label(_("Not on any photo."), Look.MUTED)
        self.acts_model: LineModel[Act] = LineModel(self)
        self.acts = LineList(_("History"), self.acts_model)
        for plain in (self.permissions, self.photos, self.acts):
            look(plain, Look.PLAIN)

    def _build_menu(self) -> None:
        self.change = QAction(_("&Change name, group, guardians…"), self)
        self.change.setShortcut("F2")
        self.change.setShortcutVisibleInContextMenu(True)
        self.change.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        put(self.change, "edit")
        self.slip = QAction(_("Print a &withdrawal slip…"), self)
        put(self.slip, "print")
        self.protect = QAction(_("&Protect identity"), self)
        self.lift = QAction(_("End the &protection"), self)
        self.object = QAction(_("Does not want to be &shown…"), self)
        self.lift_objection = QAction(_("May be &shown again"), self)
        self.addAction(self.change)
        self._menu.addActions([self.change, self.slip, self.protect, self.lift])
        self._menu.addActions([self.object, self.lift_objection])
        self._menu.addSeparator()
        self.access = self._menu.addAction(_("&Access…"))
        self.throw = self._menu.addAction(_("Move to the &trash"))
        put(self.throw, "trash")
        self.erase = self._menu.addAction(_("&Erase for good…"))
        self._more.setMenu(self._menu)
        here = self.context
        limit(here, Right.ASK, self.print, self.slip)
        limit(here, Right.FILE, self.withdraw, self.object, self.lift_objection, self.correct)
        limit(here, Right.KEEP_PEOPLE, self.change, self.protect, self.lift, self.throw)
        limit(here, Right.VERIFY, self.access)
        limit(here, Right.ERASE, self.erase)

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back_clicked)
        self.print.clicked.connect(self._on_print_clicked)
        self.withdraw.clicked.connect(self._on_withdraw_clicked)
        self.change.triggered.connect(self._on_change_triggered)
        self.slip.triggered.connect(self._on_slip_triggered)
        self.protect.triggered.connect(self._on_protect_triggered)
        self.lift.triggered.connect(self._on_lift_triggered)
        self.object.triggered.connect(self._on_object_triggered)
        self.lift_objection.triggered.connect(self._on_lift_objection_triggered)
        self.access.triggered.connect(self._on_access_triggered)
        self.throw.triggered.connect(self._on_throw_triggered)
        self.erase.triggered.connect(self._on_erase_triggered)
        self.on_day.editingFinished.connect(self._on_day_edited)
        self._today.clicked.connect(self._on_today_clicked)
        self.permissions.opened.connect(self._on_permission_opened)
        self._sheets.scan_clicked.connect(self._on_sheets_scan_clicked)
        self.photos.opened.connect(self._on_photos_opened)
        self.acts.picked.connect(self._on_act_picked)
        self.correct.clicked.connect(self._on_correct_clicked)

    def _assemble(self) -> None:
        named = row(self._name, flow(self.print, self.withdraw, self._more))
        named.setStretch(0, 1)
        head = row(
            self._back,
            column(named, self._about, gap=2),
            gap=GRID,
        )
        head.setStretch(1, 1)
        head.setAlignment(self._back, Qt.AlignmentFlag.AlignTop)
        as_of = label(_("Show as of &day"), Look.MUTED)
        as_of.setTextFormat(Qt.TextFormat.AutoText)
        as_of.setBuddy(self.on_day)
        self.on_day.setAccessibleName(_("Show as of day"))
        day = row(as_of, self.on_day, self._today, DateNote(self.on_day), None)
        heads = [label(t, Look.HEADING) for t in (_("Permissions"), _("Photos"), _("History"))]
        for one in heads:
            # One of them has a button beside it, and all three stand level.
            one.setMinimumHeight(TARGET + RING)
        left = card(heads[0], self.permissions)
        self._no_photos.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._no_photos.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        middle = card(heads[1], self._no_photos, self.photos)
        right = card(row(heads[2], None, self.correct), self.acts)
        left.setMinimumWidth(31 * GRID)
        middle.setMinimumWidth(33 * GRID)
        right.setMinimumWidth(32 * GRID)
        panes = Panes(
            (left, middle, right),
            (376, 262, 354),
            turns_below=820,
            stretch=(3, 2, 4),
            tall=320,
        )
        # What comes and goes with the day stands at the foot: the field stays where one types.
        foot = (self.of_day, self.still_out, self.banner)
        whole = column(head, day, self.warning, panes, *foot, gap=GRID + 4)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """The person's name."""
        return self._view.subject.name if self._view else _("Person")

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "Everything about one person. At the left what is permitted today, or on the day you "
            "choose; at the right everything that happened, newest first.\n\n"
            "F2 changes name, group and guardians. Enter on a permission, or a click on the small "
            "sheet beside it, shows the signed form. "
            "What stands in the journal is never deleted: choose it and press Correct."
        )

    @property
    def chosen_subjects(self) -> tuple[SubjectId, ...]:
        """The person."""
        return () if self._subject is None else (self._subject,)

    def show_subject(self, subject: SubjectId) -> None:
        """Show that person, today."""
        self._subject = subject
        self.on_day.set_day(None)
        self.warning.hide()
        self.still_out.hide()
        self.of_day.hide()
        self.banner.hide()
        self._read()

    def read(self) -> None:
        """Read the person again."""
        self._read()

    def start(self) -> None:
        """Begin with the permissions."""
        self.permissions.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the past before it leaves the page."""
        if event.key() == Qt.Key.Key_Escape and self.on_day.text():
            self._on_today_clicked()
            return
        super().keyPressEvent(event)

    def _read(self) -> None:
        subject, context, on = self._subject, self.context, self.on_day.day
        if subject is None or not context.is_open:
            return

        def work() -> PersonView:
            with context.register.read() as reader:
                return read_person(reader, subject, on, reader.today(context.now()))

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=self.banner.tell,
            replaces="person",
        )

    def _on_read(self, view: PersonView) -> None:
        self._view = view
        person = view.subject
        self._name.say(person.name)
        years = ngettext("{count} year", "{count} years", view.age).format(count=view.age)
        guardians = ", ".join(view.guardians)
        born = _("born {day}").format(day=format_date(person.born))
        staff = _("works here") if person.staff else ""
        left = _("left {day}").format(day=format_date(person.left_on)) if person.left_on else ""
        facts = (person.group, years, born, staff, left, guardians)
        # Of a day before the enrolment nothing is told, and the field of the day stays in place.
        self._about.setVisible(view.was_known)
        if view.was_known:
            self._about.setText(" · ".join(part for part in facts if part))
        self._warn(view)
        self._tell_what_is_out(view)
        given = [entry.value for entry in view.permissions]
        self._scans.keep({one.scan for one in given if one is not None and one.scan is not None})
        self.permissions_model.show(view.permissions)
        self.acts_model.show(view.acts)
        self.photos_model.on = None if view.is_today else view.on
        self.photos_model.show(view.photos, {})
        self.photos.setVisible(bool(view.photos))
        self._no_photos.setVisible(not view.photos)
        self._enable(view)
        self.titled.emit(self.title)

    def _warn(self, view: PersonView) -> None:
        self._tell_of_day(view)
        if not view.is_today:
            self.warning.hide()
        elif view.protected:
            self.warning.say(
                _("Must never be shown. No picture of this person leaves, whatever is signed."),
                tone="no",
                icon="protected",
                stays=True,
            )
        elif view.objecting:
            self.warning.say(
                _("Does not want to be shown, on situation photos either."),
                tone="no",
                icon="warning",
                stays=True,
            )
        else:
            self.warning.hide()

    def _tell_what_is_out(self, view: PersonView) -> None:
        count = len(view.out.releases)
        if not count or view.on != view.today:
            self.still_out.hide()
            return
        said = ngettext(
            "{name} can still be seen in {count} export and must be taken down there.",
            "{name} can still be seen in {count} exports and must be taken down there.",
            count,
        )
        self.still_out.say(
            said.format(count=format_number(count), name=view.out.name),
            tone="no",
            icon="withdraw",
            action=_("See what must be taken down…"),
            then=lambda: self._open_what_is_out(view),
            stays=True,
        )

    def _open_what_is_out(self, view: PersonView) -> None:
        doors.open_take_down(self.context, self, view.out)
        # A banner goes with its button; this one stays until nothing is out.
        self._tell_what_is_out(view)

    def _tell_of_day(self, view: PersonView) -> None:
        if view.is_today:
            self.of_day.hide()
            return
        no = view.was_known and (view.protected or view.objecting)
        self.of_day.say(_of_day(view), tone="no" if no else "plain", icon="clock", stays=True)

    def _enable(self, view: PersonView) -> None:
        past = _not_today(view)
        never = _("Must never be shown, so nobody is asked.") if view.protected else ""
        nothing = _("Must never be shown, and there is nothing to take back.")
        self._today.setVisible(not view.is_today)
        allow(self.print, past or never)
        allow(self.withdraw, past or (nothing if view.protected and not view.was_asked else ""))
        allow(self._more, past)
        self.change.setEnabled(not past)
        act = self.acts.value
        self._on_act_picked(act if isinstance(act, Act) else None)
        self.protect.setVisible(not view.protected)
        self.lift.setVisible(view.protected)
        self.object.setVisible(not view.objecting)
        self.lift_objection.setVisible(view.objecting)

    def _write(self, write: Write, done: Callable[[], None] | None = None) -> None:
        context = self.context
        clerk, at = context.clerk, context.now()

        def written(_result: object) -> None:
            context.tell_written()
            if done is not None:
                done()

        context.tasks.run(
            self, lambda _progress: write(clerk, at), written, failed=self.banner.tell
        )

    def _on_back_clicked(self) -> None:
        self.context.go_back()

    def _on_print_clicked(self) -> None:
        doors.open_print(self.context, self, self.chosen_subjects)

    def _on_withdraw_clicked(self) -> None:
        if self._subject is not None:
            doors.open_withdraw(self.context, self, self._subject)

    def _on_change_triggered(self) -> None:
        if self._view is not None and self._view.is_today:
            open_change_dialog(self.context, self, self._view.known)

    def _on_slip_triggered(self) -> None:
        doors.open_slip(self.context, self, self.chosen_subjects)

    def _on_protect_triggered(self) -> None:
        from consentdesk.services import roster

        register, subject = self.context.register, self._subject
        if subject is None:
            return

        def protect(clerk: str, at: datetime) -> None:
            roster.protect(register, clerk, at, subject=subject)

        def lift(clerk: str, at: datetime) -> None:
            roster.lift_protection(register, clerk, at, subject=subject)

        text = _("protection of {name}").format(name=self.title)
        self._write(protect, lambda: push(self.context, text, back=lift, again=protect))

    def _on_lift_triggered(self) -> None:
        from consentdesk.services import roster

        register, subject = self.context.register, self._subject
        if subject is not None:
            self._write(
                lambda clerk, at: roster.lift_protection(register, clerk, at, subject=subject)
            )

    def _on_throw_triggered(self) -> None:
        throw_away(self, subjects=self.chosen_subjects, then=self._on_thrown_away)

    def _on_thrown_away(self, said: str) -> None:
        """There is nobody to be shown here any more."""
        self.context.go_back()
        self.context.step_undone.emit(said)

    def _on_access_triggered(self) -> None:
        if self._subject is not None:
            doors.open_access(self.context, self, self._subject)

    def _on_erase_triggered(self) -> None:
        if self._subject is not None:
            doors.open_erase(self.context, self, self._subject, self.context.go_back)

    def _on_object_triggered(self) -> None:
        if self._subject is not None:
            doors.open_withdraw(self.context, self, self._subject, objection=True)

    def _on_lift_objection_triggered(self) -> None:
        from consentdesk.services import withdrawing

        register, subject = self.context.register, self._subject
        if subject is not None:
            self._write(
                lambda clerk, at: withdrawing.lift_objection(register, clerk, at, subject=subject)
            )

    def _on_day_edited(self) -> None:
        if self._view is not None and (self.on_day.day or self._view.today) != self._view.on:
            self._read()

    def _on_today_clicked(self) -> None:
        self.on_day.set_day(None)
        self._read()

    def _on_sheets_scan_clicked(self, index: QModelIndex) -> None:
        given = self.permissions_model.entry(index.row()).value
        if given is not None:
            self._on_permission_opened(given)

    def _on_permission_opened(self, given: Given) -> None:
        if given.scan is not None:
            self._open_scan(given.scan)
        elif given.permission.serial is not None:
            self.context.show_form(given.permission.serial)

    def _open_scan(self, scan: Digest) -> None:
        from consentdesk.ui.scan_view import open_scan

        view = self._scan_view
        if view is None or not isValid(view) or not view.isVisible() or view.digest != scan:
            self._scan_view = open_scan(self.context, self, scan, self.title)
        else:
            # A double click is a click first.
            view.raise_()
            view.activateWindow()

    def _on_photos_opened(self, photos: tuple[PhotoId, ...]) -> None:
        doors.open_photos(self.context, self, photos)

    def _on_act_picked(self, act: Act | None) -> None:
        past = self._view is not None and not self._view.is_today
        row = self.acts.currentIndex().row()
        may = act is not None and self.acts_model.entry(row).line.correctable
        self.correct.setEnabled(may and not past)

    def _on_correct_clicked(self) -> None:
        from consentdesk.ui.correct_dialog import open_correct_dialog

        act = self.acts.value
        if isinstance(act, Act):
            line = self.acts_model.entry(self.acts.currentIndex().row()).line
            open_correct_dialog(self.context, self, act, line)


def _of_day(view: PersonView) -> str:
    """What is looked at on another day than today."""
    if not view.was_known:
        since = format_date(view.known_since)
        said = _("{name} was first enrolled on {day}.")
        return said.format(name=view.subject.name, day=since)
    if view.is_to_come:
        will = _("This is how it will be on {day}, if nothing is changed.")
        never = _("This is how it will be on {day}, if nothing is changed: must never be shown.")
        wish = _(
            "This is how it will be on {day}, if nothing is changed: does not want to be shown."
        )
    else:
        will = _("This is how it was on {day}.")
        never = _("This is how it was on {day}: must never be shown.")
        wish = _("This is how it was on {day}: does not want to be shown.")
    said = never if view.protected else wish if view.objecting else will
    return said.format(day=format_date(view.on))


def _not_today(view: PersonView) -> str:
    """Why nothing can be written on the day looked at, "" where it can."""
    if view.is_today:
        return ""
    if view.is_to_come:
        return _("This day has not come yet: it can be looked at, not changed.")
    return _("This is a past day: it can be looked at, not changed.")


def allow(pressed: QPushButton, why_not: str) -> None:
    """Let a button be pressed unless there is a reason against it, which its tip then tells."""
    told = pressed.property("tip")
    if told is None:
        told = pressed.toolTip()
        pressed.setProperty("tip", told)
    pressed.setEnabled(not why_not)
    pressed.setToolTip(why_not or str(told))


def _keeps_its_room(policy: QSizePolicy) -> QSizePolicy:
    policy.setRetainSizeWhenHidden(True)
    return policy
