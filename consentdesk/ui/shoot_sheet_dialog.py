"""What the shoot sheet is about: who will be there, when, and where the pictures may go.

It is shown on screen, printed or saved; nothing is written into the register for it.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from consentdesk.domain.photos import Destination
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.services.shoot_sheet import AHEAD, ShootSheet, Wish, make_sheet, print_sheet
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.pdf_saving import ask_where, show_file
from consentdesk.ui.printing import Choose, choose_printer, print_by
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.shoot_sheet_choices import (
    Choices,
    Kept,
    group_choice,
    keep,
    kept,
    read_choices,
)
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.tick_list import TickList
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled, wrapped
from consentdesk.wording import destination_word


class ShootSheetDialog(Dialog):
    """Groups at the left, day and places at the right."""

    def __init__(
        self, context: Context, parent: QWidget, *, choose: Choose = choose_printer
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._choose = choose
        self._choices: Choices | None = None
        self._job: Job | None = None
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self.event_ = QComboBox()
        self._of_event = QWidget()
        self.groups = TickList(_("Groups"))
        self.all = button(_("&All or none"), "", Look.QUIET)
        self.staff = QCheckBox()
        self.day = DateField(self._context.local().date())
        self.day.set_day(self._context.local().date())
        self.ahead: QLabel = label("", Look.MUTED, wrap=True)
        self.places = TickList(_("Destinations"))
        self.leave = button(_("Close"))
        self.stop = button(_("Stop"), "close")
        self.stop.hide()
        self.save = button(_("Save as &PDF…"), "folder")
        self.print = button(_("P&rint…"), "print", tip=_("Ctrl+P"))
        self.show_ = button(_("Show on &screen"), "eye", Look.PRIMARY, _("Ctrl+Enter"))

    def _connect(self) -> None:
        self.event_.activated.connect(self._on_event_activated)
        self.all.clicked.connect(self.groups.tick_all)
        self.day.day_changed.connect(self._say_ahead)
        self.leave.clicked.connect(self.reject)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.print.clicked.connect(self._on_print_clicked)
        self.show_.clicked.connect(self._on_show_clicked)
        finish_with_control_enter(self, self.show_)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print.click)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)
        self._context.register_left.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Shoot sheet"))
        self._of_event.setLayout(labelled(_("&Event"), self.event_))
        self._of_event.hide()
        every = wrapped(self.staff, _("Staff of all other groups t&oo"))
        who = card(
            label(_("Who will be there?"), Look.HEADING),
            self._of_event,
            every,
            row(self.all, None),
            # Last, as it gives up room to a message.
            self.groups,
        )
        when = card(
            labelled(_("&Day"), self.day),
            DateNote(self.day),
            self.ahead,
            gap=GRID // 2,
        )
        where = card(label(_("Where may the pictures go?"), Look.HEADING), self.places)
        right = QWidget()
        right.setLayout(column(when, where, gap=2 * GRID))
        area = follow_focus(scrolled(SideBySide(who, right, shares=(1, 1)), whole=True))
        told = label(
            _(
                "Before the pictures are taken: who may be shown and who may not. The sheet tells "
                "no reasons. It is good for one day; each picture is checked again before it "
                "leaves."
            ),
            Look.MUTED,
            wrap=True,
        )
        foot = row(None, self.stop, self.leave, self.save, self.print, self.show_)
        title = label(_("Shoot sheet"), Look.TITLE)
        whole = column(title, told, area, self.banner, foot, gap=2 * GRID)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "shoot", QSize(96 * GRID, 84 * GRID))
        self._enable()

    def reject(self) -> None:
        """Esc stops what is going on before it closes."""
        if self._job is not None:
            self._on_stop_clicked()
        else:
            super().reject()

    @property
    def wish(self) -> Wish:
        """What is chosen now."""
        places = tuple(Destination(one) for one in self.places.ticked)
        return Wish(
            groups=self.groups.ticked,
            staff=self.staff.isChecked(),
            on=self.day.day,
            destinations=places,
        )

    def _read(self) -> None:
        context = self._context

        def work() -> Choices:
            with context.register.read() as reader:
                return read_choices(reader, context.now())

        context.tasks.run(
            self, lambda _progress: work(), self._on_choices_read, failed=self.banner.tell
        )

    def _on_choices_read(self, choices: Choices) -> None:
        self._choices = choices
        last = kept(self._context.settings)
        self.groups.offer([group_choice(g) for g in choices.groups], last.groups)
        places = [p for p in choices.places if p not in last.left_out] or choices.places
        self.places.offer([(p, destination_word(p)) for p in choices.places], places)
        self.staff.setChecked(last.staff)
        self._of_event.setVisible(bool(choices.events))
        none = ("", _("None"))
        offer(self.event_, [none, *((e.name, e.name) for e in choices.events)], "")
        self.day.set_day(choices.today)
        self._say_ahead()
        self._enable()
        self.groups.setFocus()

    def _on_event_activated(self) -> None:
        """Its groups, and its day if that can still be meant."""
        choices, name = self._choices, chosen(self.event_)
        if choices is None:
            return
        for event in (e for e in choices.events if e.name == name):
            self.groups.tick(event.groups)
            day = event.held_on
            if day is not None and choices.today <= day <= choices.today + AHEAD:
                self.day.set_day(day)

    def _say_ahead(self) -> None:
        """That what is made before its day must be made again."""
        day, choices = self.day.day, self._choices
        is_ahead = day is not None and choices is not None and day > choices.today
        said = _("Made before {day}, it must be made again on the day.")
        self.ahead.setText(said.format(day=format_date(day)) if day is not None else "")
        self.ahead.setVisible(is_ahead)

    def _enable(self) -> None:
        busy = self._job is not None
        ready = self._choices is not None and not busy
        for pressed in (self.show_, self.print, self.save, self.groups, self.places, self.day):
            pressed.setEnabled(ready)
        self.leave.setEnabled(not busy)
        self.stop.setVisible(busy)
        self.stop.setEnabled(busy)

    def _is_whole(self) -> bool:
        """Whether all is chosen; what lacks is said, and the keyboard goes there."""
        self.banner.hide()
        lacking = (
            (
                # All other staff come on top of a group; a sheet of them alone would tell of every
                # child that it may not be shown.
                not self.groups.ticked,
                self.groups,
                _("Who will be there? Tick at least one group."),
            ),
            (self.day.day is None, self.day, _("Which day is it for? Type it, or pick it.")),
            (
                not self.places.ticked,
                self.places,
                _("Where may the pictures go? Tick at least one destination."),
            ),
        )
        for lacks, field, said in lacking:
            if lacks:
                self.banner.say(said, tone="no", icon="warning")
                field.setFocus()
                return False
        if self._choices is not None:
            left_out = tuple(p for p in self._choices.places if p not in self.places.ticked)
            chosen_now = Kept(self.groups.ticked, left_out, self.staff.isChecked())
            keep(self._context.settings, chosen_now)
        return True

    def _on_show_clicked(self) -> None:
        if not self._is_whole():
            return
        context, wish, at = self._context, self.wish, self._context.now()
        self._run(lambda report: make_sheet(context.register, at, wish, report), self._on_made)

    def _on_made(self, sheet: ShootSheet) -> None:
        from consentdesk.ui.shoot_sheet_window import open_sheet_window

        self._ended()
        open_sheet_window(self._context, self, sheet, self.wish)
        self.accept()

    def _on_print_clicked(self) -> None:
        if not self._is_whole():
            return
        printer = self._choose(self, False)
        if printer is None:
            return
        printer.setDocName(_("Shoot sheet"))
        context, wish, at = self._context, self.wish, self._context.now()

        def make(report: Progress, path: Path, deliver: Callable[[Path], None]) -> ShootSheet:
            asked = context.register, at, wish, path
            return print_sheet(*asked, progress=report, deliver=deliver)[0]

        self._run(lambda report: print_by(printer, report, partial(make, report)), self._on_printed)

    def _on_printed(self, sheet: ShootSheet) -> None:
        self._ended()
        said = ngettext(
            "The sheet is printed, with {count} person.",
            "The sheet is printed, with {count} people.",
            sheet.people,
        )
        told = said.format(count=format_number(sheet.people))
        self.banner.say(f"{told}{_missing(sheet)}", tone="ok", icon="done")
        self.leave.setFocus()

    def _on_save_clicked(self) -> None:
        if not self._is_whole():
            return
        usual = "{word}-{day}.pdf".format(word=_("shoot-sheet"), day=self.day.day)
        path = ask_where(self, self._context.settings, _("Save the shoot sheet"), usual)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the sheet into that file."""
        context, wish, at = self._context, self.wish, self._context.now()
        self._run(
            lambda report: print_sheet(context.register, at, wish, path, progress=report)[0],
            lambda sheet: self._on_saved(sheet, path),
        )

    def _on_saved(self, sheet: ShootSheet, path: Path) -> None:
        self._ended()
        said = ngettext(
            "The sheet with {count} person is saved in {path}. Delete it after the day.",
            "The sheet with {count} people is saved in {path}. Delete it after the day.",
            sheet.people,
        )
        told = said.format(count=format_number(sheet.people), path=path)
        self.banner.say(
            f"{told}{_missing(sheet)}",
            tone="ok",
            icon="done",
            action=_("Open the file"),
            then=partial(show_file, path),
        )
        self.leave.setFocus()

    def _run(
        self, work: Callable[[Progress], ShootSheet], done: Callable[[ShootSheet], None]
    ) -> None:
        self._job = self._context.tasks.run(
            self,
            work,
            done,
            failed=self._on_refused,
            cancelled=self._ended,
            lane=Lane.LONG,
        )
        self._enable()

    def _on_stop_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)

    def _on_refused(self, error: ConsentDeskError) -> None:
        self._ended()
        self.banner.tell(error)
        self.show_.setFocus()

    def _ended(self) -> None:
        self._job = None
        self._enable()

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Shoot sheet"), help_text())


def help_text() -> str:
    """What F1 says here."""
    return _(
        "For whoever takes the pictures. Tick the groups that will be there with the space bar, or "
        "choose an event. The sheet says of each person, place by place, whether a portrait may be "
        "shown on that day. A birthday until then counts; what is signed or withdrawn until then "
        "does not, so a sheet made before must be made again on the day.\n\n"
        "Those who may not be shown look alike, whatever the reason. “Not on situation photos "
        "either” means: keep them out of the picture.\n\n"
        "The sheet on the screen closes at midnight. The printed one says that it is to be "
        "destroyed after the day."
    )


def _missing(sheet: ShootSheet) -> str:
    """Who is not on the paper though asked for, on a line of its own; "" for nobody."""
    if not sheet.unprinted:
        return ""
    names = ", ".join(person.name for person in sheet.unprinted)
    said = _("Not on the paper, because the font lacks letters: {names}.")
    return "\n" + said.format(names=names)


def open_shoot_sheet_dialog(context: Context, parent: QWidget) -> ShootSheetDialog:
    """Ask what the sheet is about."""
    dialog = ShootSheetDialog(context, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
