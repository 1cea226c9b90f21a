"""Printing forms: for whom, in which language, the real pages beforehand, and then the printer.

Nothing is issued before the printer has taken the pages or the file is whole; stopping on the way
leaves nothing behind.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from consentdesk.domain.people import SubjectId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.asker_dialog import open_asker_dialog
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.form_preview import FormPreview
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.languages import language_name, language_within
from consentdesk.ui.pdf_saving import FOLDER, ask_where, last_folder, show_file
from consentdesk.ui.print_reading import (
    Choices,
    Preview,
    Speech,
    Whom,
    Wish,
    preview,
    print_wish,
    read_choices,
)
from consentdesk.ui.printing import Choose, choose_printer, print_by
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.whom_field import WhomField
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.storage.values import Institution

LEFT_OUT_SHOWN = 6


class PrintDialog(Dialog):
    """The choices at the left, the pages at the right."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        subjects: tuple[SubjectId, ...],
        *,
        choose: Choose = choose_printer,
        begin: Whom | None = None,
    ) -> None:
        super().__init__(parent)
        self._begin = begin
        self._context = context
        self._subjects = subjects
        self._choose = choose
        self._preview: Preview | None = None
        self._drafting: tuple[Wish, int] | None = None
        self._round = 0
        self._job: Job | None = None
        self._saved: Path | None = None
        self._build()
        self._connect()
        self._assemble()
        self._read(self._on_choices_read)

    def _build(self) -> None:
        self.banner = Banner()
        self.whom = WhomField()
        self.language = QComboBox()
        self.sides: QLabel = label(
            _(
                "Each form is one sheet, printed on both sides: the front is signed, the back "
                "explains."
            ),
            Look.MUTED,
            wrap=True,
        )
        self.sides.hide()
        self.fill = button(_("Save as files to be filled in on &screen…"), "folder", Look.QUIET)
        self.fill.setToolTip(
            _(
                "A file for each form, to be mailed to the family it is for. It is answered on "
                "screen and then signed on paper, or by a drawn signature."
            )
        )
        self.asker: QLabel = label("", Look.MUTED, wrap=True)
        self.change = button(_("&Change…"), "edit", Look.QUIET)
        self.change.setAccessibleName(_("Change who asks"))
        self._institution: Institution | None = None
        self.left_out: QLabel = label("", Look.MUTED, wrap=True)
        self.seen = FormPreview(self._context)
        self.progress = ProgressBar(_("How far the printing has come"))
        self._doing: QLabel = label("", Look.MUTED)
        self.stop = button(_("Stop"), "close")
        self._going = QWidget()
        self.save = button(_("Save as &PDF…"), "folder")
        self.print = button(_("P&rint…"), "print", Look.PRIMARY, _("Ctrl+Enter"))
        self._again: QPushButton = self.print
        self.leave = button(_("Close"))

    def _connect(self) -> None:
        self.whom.changed.connect(self._draft)
        self.language.activated.connect(self._draft)
        self.change.clicked.connect(self._on_change_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.fill.clicked.connect(self._on_fill_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.print.clicked.connect(self._on_print_clicked)
        self.leave.clicked.connect(self.reject)
        finish_with_control_enter(self, self.print)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print.click)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Print forms"))
        choices = QWidget()
        choices.setLayout(
            column(
                card(label(_("For whom?"), Look.HEADING), self.whom, self.left_out),
                card(
                    labelled(_("&Language"), self.language),
                    self.sides,
                    row(self.fill, None),
                    gap=GRID + 4,
                ),
                card(label(_("Who asks?"), Look.HEADING), self.asker, row(self.change, None)),
                None,
                gap=2 * GRID,
            )
        )
        going = row(self._doing, self.progress, self.stop)
        going.setStretch(1, 1)
        self._going.setLayout(going)
        self._going.hide()
        foot = row(self._going, None, self.leave, self.save, self.print)
        foot.setStretch(0, 2)
        both = follow_focus(scrolled(SideBySide(choices, self.seen, shares=(2, 3))))
        whole = column(label(_("Print forms"), Look.TITLE), both, self.banner, foot, gap=2 * GRID)
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "print", QSize(140 * GRID, 92 * GRID))
        self._enable()

    def reject(self) -> None:
        """Esc stops what is going on before it closes."""
        if self._job is not None:
            self._on_stop_clicked()
        else:
            super().reject()

    def _read(self, done: Callable[[Choices], None]) -> None:
        context, subjects = self._context, self._subjects

        def work() -> Choices:
            with context.register.read() as reader:
                return read_choices(reader, context.now(), subjects)

        context.tasks.run(self, lambda _progress: work(), done, failed=self.banner.tell)

    def _on_choices_read(self, choices: Choices) -> None:
        usual = Whom.CHOSEN if choices.names else Whom.GROUP if choices.groups else Whom.BLANK
        self.whom.show_choices(choices, self._begin or usual)
        self._show_asker(choices.institution)
        languages = [(speech.languages, _spoken(speech)) for speech in choices.speeches]
        own = _("Each family's own, beside {language}")
        offer(
            self.language,
            [("", own.format(language=language_within(choices.home))), *languages],
            chosen(self.language) or "",
        )
        self.whom.start()
        self._draft()

    def _on_choices_renewed(self, choices: Choices) -> None:
        """What has just been printed can be printed again, should the paper be lost."""
        self.whom.show_choices(choices, self.whom.whom)

    def _show_asker(self, institution: "Institution") -> None:
        """Say what each form says about who asks; it is the same at every desk."""
        self._institution = institution
        line = _("a line to write on")
        contact = _("Contact: {text}").format(text=institution.contact or line)
        officer = _("Data protection officer: {text}").format(text=institution.officer or line)
        self.asker.setText(f"{contact}\n{officer}")

    def _on_change_clicked(self) -> None:
        if self._institution is not None:
            dialog = open_asker_dialog(self._context, self, self._institution)
            dialog.accepted.connect(lambda: self._read(self._on_asker_changed))

    def _on_asker_changed(self, choices: Choices) -> None:
        self._show_asker(choices.institution)
        self._round += 1
        self._draft()

    def _wish(self) -> Wish:
        whom = self.whom.whom
        return Wish(
            whom=whom,
            subjects=self._subjects,
            group=chosen(self.whom.group),
            purpose=self.whom.lacking,
            without_asked=self.whom.without_asked.isChecked(),
            blank=self.whom.blank.value() if whom is Whom.BLANK else 0,
            serials=self.whom.serials,
            language=chosen(self.language) or None,
        )

    def _draft(self) -> None:
        """Draw the pages of what is chosen now; one draft at a time, the newest wish wins."""
        wish = self._wish()
        self._preview = None
        self._enable()
        self.language.setEnabled(wish.whom.has_language)
        if self._drafting is not None:
            return
        self._drafting = (wish, self._round)
        context, at = self._context, self._context.now()
        context.tasks.run(
            self,
            lambda _progress: preview(context.register, at, wish),
            self._on_drafted,
            failed=self._on_draft_refused,
            lane=Lane.LONG,
        )

    def _is_stale(self) -> bool:
        """Whether anything changed while the draft was drawn; then it is drawn anew."""
        drawn, self._drafting = self._drafting, None
        if drawn == (self._wish(), self._round):
            return False
        self._draft()
        return True

    def _on_draft_refused(self, error: ConsentDeskError) -> None:
        if not self._is_stale():
            self.whom.say_having(0)
            self._say_nothing(problem_sentence(error))

    def _on_drafted(self, found: Preview) -> None:
        if self._is_stale():
            return
        self.whom.say_having(found.having)
        self._say_left_out(found.left_out)
        if not found.draft.people:
            self._say_nothing(_("Everybody it concerns has a form already."))
            return
        self._preview = found
        self.sides.setVisible(found.draft.is_two_sided)
        self.seen.show_preview(found)
        self._enable()

    def _say_nothing(self, sentence: str) -> None:
        self.seen.say_nothing(sentence)
        self._enable()

    def _say_left_out(self, names: tuple[str, ...]) -> None:
        self.left_out.setVisible(bool(names))
        shown = ", ".join(names[:LEFT_OUT_SHOWN])
        more = len(names) - LEFT_OUT_SHOWN
        if more > 0:
            rest = ngettext("and {count} more", "and {count} more", more)
            shown = f"{shown} {rest.format(count=format_number(more))}"
        self.left_out.setText(_("No form for {names}.").format(names=shown))
        self.left_out.setToolTip("\n".join(names))

    def _enable(self) -> None:
        busy = self._job is not None
        ready = self._preview is not None and not busy
        self.print.setEnabled(ready)
        self.save.setEnabled(ready)
        self.fill.setEnabled(ready and self.whom.whom.has_fillable)
        self.leave.setEnabled(not busy)
        self._going.setVisible(busy)
        for part in (self.whom, self.change):
            part.setEnabled(not busy)
        count = len(self._preview.draft.people) if self._preview is not None else 0
        if self.whom.whom is Whom.SLIP:
            count = 0
        said = ngettext("P&rint {count} form…", "P&rint {count} forms…", count)
        self.print.setText(said.format(count=format_number(count)) if count else _("P&rint…"))

    def _on_print_clicked(self) -> None:
        found = self._preview
        printer = self._choose(self, found is not None and found.draft.is_two_sided)
        if printer is None:
            return
        context, wish = self._context, self._wish()
        clerk, at = context.clerk, context.now()

        def make(report: Progress, path: Path, deliver: Callable[[Path], None]) -> int:
            asked = context.register, clerk, at, wish, path
            # Drawing the pages for the printer is the second half.
            return print_wish(
                *asked, progress=lambda done, total: report(done, 2 * total), deliver=deliver
            )

        self._saved, self._again = None, self.print
        self._run(
            lambda report: print_by(printer, report, partial(make, report)), _("Printing forms")
        )

    def _on_save_clicked(self) -> None:
        usual = self._file_name(self._wish())
        path = ask_where(self, self._context.settings, _("Save the forms"), usual)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the forms into that file."""
        context, wish = self._context, self._wish()
        clerk, at = context.clerk, context.now()
        self._saved, self._again = path, self.save
        self._run(
            lambda report: print_wish(context.register, clerk, at, wish, path, progress=report),
            _("Saving forms"),
        )

    def _on_fill_clicked(self) -> None:
        settings = self._context.settings
        folder = str(last_folder(settings))
        chosen_folder = QFileDialog.getExistingDirectory(
            self, _("A folder for the forms, a file for each"), folder
        )
        if chosen_folder:
            settings.setValue(FOLDER, chosen_folder)
            self.fill_into(Path(chosen_folder))

    def fill_into(self, folder: Path) -> None:
        """Save each form into a file of its own in that folder, to be filled in on screen."""
        context, wish = self._context, self._wish()
        clerk, at = context.clerk, context.now()
        self._saved, self._again = folder, self.fill
        self._run(
            lambda report: print_wish(
                context.register, clerk, at, wish, folder, progress=report, fillable=True
            ),
            _("Saving forms"),
        )

    def _file_name(self, wish: Wish) -> str:
        """A name that tells what is in it and nobody's."""
        day = f"{self._context.local():%Y-%m-%d}"
        word = _("forms")
        group = "".join(c for c in wish.group if c.isalnum() or c in "-_")
        parts = (word, group if wish.whom is Whom.GROUP else "", day)
        return "-".join(part for part in parts if part) + ".pdf"

    def _run(self, work: Callable[[Progress], int], title: str) -> None:
        self.banner.hide()
        self._doing.setText(title)
        self.progress.setRange(0, 0)
        self._job = self._context.tasks.run(
            self,
            work,
            self._on_printed,
            failed=self._on_refused,
            cancelled=self._on_cancelled,
            progress=self._on_progress,
            lane=Lane.LONG,
            title=title,
        )
        self._enable()
        self.stop.setEnabled(True)
        self.stop.setFocus()

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_stop_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self._doing.setText(_("Stopping …"))

    def _ended(self) -> None:
        self._job = None
        self._enable()

    def _on_cancelled(self) -> None:
        self._ended()
        self.banner.say(_("Stopped. No form was issued, and nothing is left behind."))
        self._again.setFocus()

    def _on_refused(self, error: ConsentDeskError) -> None:
        self._ended()
        self.banner.tell(error)
        self._again.setFocus()

    def _on_printed(self, count: int) -> None:
        self._preview = None
        self._ended()
        self._context.tell_written()
        self._read(self._on_choices_renewed)
        shown = format_number(count)
        slip = self.whom.whom is Whom.SLIP
        if self._saved is None:
            said = ngettext("{count} form is printed.", "{count} forms are printed.", count)
            if slip:
                said = ngettext("{count} slip is printed.", "{count} slips are printed.", count)
            self.banner.say(said.format(count=shown), tone="ok", icon="done")
        else:
            path = self._saved
            said = ngettext(
                "{count} form is saved in {path}.", "{count} forms are saved in {path}.", count
            )
            if slip:
                said = ngettext(
                    "{count} slip is saved in {path}.", "{count} slips are saved in {path}.", count
                )
            self.banner.say(
                said.format(count=shown, path=path),
                tone="ok",
                icon="done",
                action=_("Open the folder") if self._again is self.fill else _("Open the file"),
                then=partial(show_file, path),
            )
        self.leave.setFocus()

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Print forms"), help_text())


def _spoken(speech: Speech) -> str:
    """The languages by name, and that one of them is a text nobody has vouched for."""
    name = language_name(speech.languages)
    return _("{language} (draft translation)").format(language=name) if speech.is_draft else name


def help_text() -> str:
    """What F1 says here."""
    return _(
        "Choose whose forms you want. The pages at the right are the real ones, but without a "
        "number: a number is given only when you print or save. Who may never be shown, or has "
        "left, gets no form and is named.\n\n"
        "Plus and minus make the page larger or smaller, 0 fits it. Ctrl+Enter prints. If the "
        "paper is lost, choose “Forms printed before”: the same numbers are printed again.\n\n"
        "Files to be filled in on screen are one for each form, named by its number, so that no "
        "family gets another's. What comes back is brought into the inbox like a scan."
    )


def open_print_dialog(
    context: Context,
    parent: QWidget,
    subjects: Sequence[SubjectId] = (),
    *,
    begin: Whom | None = None,
) -> PrintDialog:
    """Print forms for these people; without any, for a group or blank ones.

    `begin` is the way chosen at first, where another than the usual one is meant.
    """
    dialog = PrintDialog(context, parent, tuple(subjects), begin=begin)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
