"""Paper comes back: the number, the answers, who signed and when, and into the journal with it.

Leads through a stack of forms: find one, fill it in, journal it, write the archive number on the
paper, and the next. Enter goes on, Ctrl+Enter journals. What is refused is said above the fields,
and nothing that was typed is lost.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_date
from consentdesk.ui import doors
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import ENTER
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.filed_card import Done, FiledCard
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.form_finder import FormFinder
from consentdesk.ui.form_sheet import ABOUT_SCAN, FormSheet, Missing
from consentdesk.ui.intake_reading import FormView, read_form, with_subject
from consentdesk.ui.intake_writing import writing
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.known_card import KnownCard
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.take_down import Out, open_take_down
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, row, scrolled


class IntakeDialog(Dialog):
    """The desk where paper comes in."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._anew = False
        self._is_busy = False
        self._asked: bool | None = None
        self._agreed: date | None = None
        self._doubt = ""
        self._is_about_scan = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.banner = Banner()
        self.filed = FiledCard()
        self.finder = FormFinder(self._context)
        self.known = KnownCard()
        self.sheet = FormSheet(self._context)
        self._stack = QStackedWidget()
        self._finding = QWidget()
        self.back = button(_("Another &form"), "back", Look.QUIET, _("Back to the number (Esc)"))
        self.wrong = button(_("The answers are wrong…"), "edit", Look.QUIET)
        self.save = button(_("Sa&ve without journaling"))
        self.journal = button(
            _("&Journal"), "journal", Look.PRIMARY, _("Record and journal (Ctrl+Enter)")
        )
        self.leave = button(_("Close"))

    def _connect(self) -> None:
        self.finder.found.connect(self.open_form)
        self.finder.field.textChanged.connect(self.banner.forget_refusal)
        self.finder.print_wanted.connect(self._on_print_wanted)
        self.filed.print_wanted.connect(self._on_print_wanted)
        self.filed.take_down_wanted.connect(self._on_take_down_wanted)
        self.known.anew.clicked.connect(self._on_known_anew_clicked)
        self.known.aside.clicked.connect(self.find_form)
        self.known.correct.clicked.connect(self._on_wrong_clicked)
        self.sheet.person_met.connect(self._on_sheet_person_met)
        self.sheet.new_person_wanted.connect(self._on_sheet_new_person_wanted)
        self.sheet.guardian_wanted.connect(self._on_sheet_guardian_wanted)
        self.sheet.scan_opened.connect(self._on_sheet_scan_opened)
        self.sheet.changed.connect(self._on_sheet_changed)
        self.sheet.evidence.scan_changed.connect(self._on_evidence_scan_changed)
        self.sheet.evidence.scan_refused.connect(self._on_evidence_scan_refused)
        self.back.clicked.connect(self._on_back_clicked)
        self.wrong.clicked.connect(self._on_wrong_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.journal.clicked.connect(self._on_journal_clicked)
        self.leave.clicked.connect(self.reject)
        self._context.register_changed.connect(self.finder.read)
        finish_with_control_enter(self, self.journal)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Record answers"))
        self.setAcceptDrops(True)
        title = label(_("Record answers"), Look.TITLE)
        finding = column(title, self.filed, self.finder, gap=2 * GRID)
        finding.setStretch(2, 1)
        inner = QWidget()
        inner.setLayout(finding)
        self._finding.setLayout(column(follow_focus(scrolled(inner))))
        for page in (self._finding, self.known, self.sheet):
            self._stack.addWidget(page)
        foot = row(self.back, self.wrong, None, self.leave, self.save, self.journal)
        # Below the sheet, so that no line moves away from under the pointer.
        whole = column(self._stack, self.banner, foot, gap=2 * GRID)
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "intake", QSize(118 * GRID, 84 * GRID))
        self._show(self._finding)

    def find_form(self) -> None:
        """Begin with the next form."""
        self._show(self._finding)
        self.finder.start()

    def open_form(self, serial: Serial) -> None:
        """Lay that form on the desk."""
        context, at = self._context, self._context.now()

        def work() -> FormView:
            with context.register.read() as reader:
                return read_form(reader, serial, at)

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_form_read,
            failed=lambda error: self._on_form_unknown(error, serial),
            replaces="form",
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to what is missing; Esc goes back before it closes."""
        key = Qt.Key(event.key())
        if key in ENTER and self._stack.currentWidget() is self.sheet:
            self._go_on()
        elif key == Qt.Key.Key_Escape and self._stack.currentWidget() is not self._finding:
            self._on_back_clicked()
        elif key not in ENTER:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close, unless something was typed that would be lost; then ask first."""
        if self._may_leave(self._close):
            self._close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A scan may be dropped anywhere on the form."""
        if event.mimeData().hasUrls() and self._stack.currentWidget() is self.sheet:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the scan."""
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        if not self.sheet.evidence.take_files(paths):
            self.banner.say(_("A form has one scan. Drop one file: a PDF or a picture."))

    def _show(self, page: QWidget) -> None:
        self._asked = None
        self.banner.hide()
        self._stack.setCurrentWidget(page)
        on_sheet = page is self.sheet
        self.back.setVisible(page is not self._finding)
        self.wrong.setVisible(on_sheet and not self.sheet.is_editable)
        self.save.setVisible(on_sheet and self.sheet.is_editable)
        self.journal.setVisible(on_sheet)
        self.leave.setVisible(not on_sheet)

    def _on_form_unknown(self, error: ConsentDeskError, serial: Serial) -> None:
        """The number is there to be looked at, wherever it was typed."""
        if not self.finder.field.text():
            self.finder.field.setText(shown_serial(serial))
        self.banner.tell(error)
        self.finder.field.setFocus()
        self.finder.field.selectAll()

    def _on_form_read(self, view: FormView) -> None:
        self._anew = False
        self._agreed = None
        self.sheet.show_form(view)
        if view.form.state is FormState.JOURNALED:
            self.known.show_form(view)
            self._show(self.known)
            self.known.aside.setFocus()
            return
        self._show(self.sheet)
        self.sheet.start()

    def _on_known_anew_clicked(self) -> None:
        """The same sheet once more: nothing of what stood on it before is offered."""
        view = self.sheet.view
        if view is not None:
            self._anew = True
            self._agreed = None
            self.sheet.show_form(view.anew())
            self._show(self.sheet)
            self.sheet.start()

    def _go_on(self) -> None:
        """Put the keyboard on the first thing that is missing, or on the button."""
        missing = self.sheet.missing(journaling=True)
        if not missing:
            self.journal.setFocus(Qt.FocusReason.TabFocusReason)
            return
        before = self.focusWidget()
        missing[0].start()
        if self.focusWidget() is before:
            self._ask(missing, journaling=True)

    def _on_journal_clicked(self) -> None:
        self._submit(journaling=True)

    def _on_save_clicked(self) -> None:
        self._submit(journaling=False)

    def _submit(self, *, journaling: bool) -> None:
        view = self.sheet.view
        if view is None or self._is_busy:
            return
        missing = self.sheet.missing(journaling=journaling)
        if missing:
            self._ask(missing, journaling=journaling)
            missing[0].start()
            return
        day = self.sheet.doubtful_day
        if day is not None and day != self._agreed:
            self._ask_about_day(view, journaling=journaling)
            return
        context, clerk, at = self._context, self._context.clerk, self._context.now()
        write = writing(context, view, self.sheet.typed(), journaling=journaling, anew=self._anew)
        self._set_busy(on=True)
        context.tasks.run(
            self,
            lambda _progress: write(clerk, at),
            self._on_done,
            failed=self._on_refused,
        )

    def _ask(self, missing: Sequence[Missing], *, journaling: bool) -> None:
        """Say all that is missing at once."""
        self._asked = journaling
        self.banner.say(" ".join(one.sentence for one in missing))

    def _ask_about_day(self, view: FormView, *, journaling: bool) -> None:
        """A day before the print may be right, but is mostly a slip; so it is asked, once."""

        def agree() -> None:
            self._agreed = self.sheet.doubtful_day
            self._submit(journaling=journaling)

        self._asked = None
        said = _("The form was printed on {day}, after the date you typed. Is the date right?")
        self._doubt = said.format(day=format_date(view.printed_on))
        self.banner.say(
            self._doubt,
            tone="unknown",
            icon="warning",
            action=_("Chan&ge the date"),
            then=self.sheet.start_day,
            other=_("It &is right"),
            otherwise=agree,
        )
        self.banner.take_keyboard()

    def _on_sheet_changed(self) -> None:
        """What was asked for goes once it is there, and so does a doubt about the day."""
        if self._doubt and self.banner.text == self._doubt and self.sheet.doubtful_day is None:
            self.banner.hide()
        if self._asked is None:
            return
        missing = self.sheet.missing(journaling=self._asked)
        said = " ".join(one.sentence for one in missing)
        if not said:
            self._asked = None
            self.banner.hide()
        elif said != self.banner.text:
            self.banner.say(said)

    def _set_busy(self, *, on: bool) -> None:
        self._is_busy = on
        self.journal.setEnabled(not on)
        self.save.setEnabled(not on)

    def _on_done(self, done: Done) -> None:
        self._set_busy(on=False)
        self.sheet.evidence.remember()
        self.filed.show_done(done)
        self._context.tell_written()
        self.find_form()

    def _on_evidence_scan_changed(self) -> None:
        """Another file, or none: what was said of the one before is mended."""
        if self._is_about_scan:
            self._is_about_scan = False
            self.banner.forget_refusal()

    def _on_evidence_scan_refused(self, error: ConsentDeskError) -> None:
        self._asked = None
        self._is_about_scan = True
        self.banner.tell(error)

    def _on_refused(self, error: ConsentDeskError) -> None:
        self._asked = None
        self._is_about_scan = error.problem in ABOUT_SCAN
        self._set_busy(on=False)
        self.banner.tell(error)
        self.sheet.point_at(error.problem)

    def _may_leave(self, leave: Callable[[], None]) -> bool:
        """Whether nothing would be lost; otherwise the banner offers to leave all the same."""
        on_sheet = self._stack.currentWidget() is self.sheet
        if not (on_sheet and self.sheet.is_touched) or self.banner.text == _leaving():
            return True
        self._asked = None
        self.banner.say(_leaving(), action=_("Leave the for&m"), then=leave)
        self.banner.take_keyboard()
        return False

    def _close(self) -> None:
        super().reject()

    def _on_back_clicked(self) -> None:
        if self._may_leave(self.find_form):
            self.find_form()

    def _on_wrong_clicked(self) -> None:
        from consentdesk.ui.correct_dialog import open_correct_form

        view = self.sheet.view
        if view is None:
            return
        serial = view.form.serial
        person = view.subject.name if view.subject is not None else ""
        signed = format_date(view.signed_on) if view.signed_on is not None else ""
        line = Line(
            heading=person,
            detail=_("Form {serial}, signed {day}").format(serial=shown_serial(serial), day=signed),
            aside=view.entry.number if view.entry is not None else "",
        )
        dialog = open_correct_form(self._context, self, serial, line)
        dialog.accepted.connect(lambda: self.open_form(serial))

    def _on_sheet_person_met(self, subject: SubjectId, signer: str = "") -> None:
        context, view = self._context, self.sheet.view
        if view is None:
            return

        def work() -> FormView:
            with context.register.read() as reader:
                return with_subject(reader, view, subject)

        def met(found: FormView) -> None:
            self.sheet.set_person(found, signer)
            if not signer and self.sheet.is_editable:
                self.sheet.answers.start()

        context.tasks.run(
            self, lambda _progress: work(), met, failed=self.banner.tell, replaces="person"
        )

    def _on_sheet_new_person_wanted(self) -> None:
        from consentdesk.ui.person_dialog import open_person_dialog

        open_person_dialog(self._context, self).saved.connect(self._on_sheet_person_met)

    def _on_sheet_guardian_wanted(self, name: str, custody: bool) -> None:
        from consentdesk.services import roster

        view = self.sheet.view
        if view is None or view.subject is None:
            return
        context, subject = self._context, view.subject.id
        clerk, at = context.clerk, context.now()

        def added(guardian: int) -> None:
            self.sheet.signer.close_adding()
            context.tell_written()
            self._on_sheet_person_met(subject, str(guardian))
            self.sheet.signed_on.setFocus()

        context.tasks.run(
            self,
            lambda _progress: roster.add_guardian(
                context.register, clerk, at, name=name, subject=subject, custody=custody
            ),
            added,
            failed=self.banner.tell,
        )

    def _on_sheet_scan_opened(self, path: Path) -> None:
        from consentdesk.ui.scan_view import open_scan_file

        open_scan_file(self._context, self, path)

    def _on_print_wanted(self, subject: SubjectId | None = None) -> None:
        doors.open_print(self._context, self, () if subject is None else (subject,))

    def _on_take_down_wanted(self, out: Out) -> None:
        open_take_down(self._context, self, out)

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Record answers"), help_text())


def _leaving() -> str:
    return _("What you typed on this form is not saved.")


def help_text() -> str:
    """What F1 says here."""
    return _(
        "Type the number printed on the form, or a name, and press Enter. Then answer the lines as "
        "they stand on the paper: a number switches that answer between yes and no; what is left "
        "blank is a no.\n\n"
        "Enter goes to the next thing that is missing, D to the day, T is today, U ticks the "
        "signature. "
        "Ctrl+Enter journals. Write the number shown then on the paper; the next form can be typed "
        "at once."
    )


def open_intake_dialog(
    context: Context, parent: QWidget, serial: Serial | None = None
) -> IntakeDialog:
    """Record the answers of a form, of that one if it is known already."""
    dialog = IntakeDialog(context, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.find_form()
    if serial is not None:
        dialog.open_form(serial)
    return dialog
