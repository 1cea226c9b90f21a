"""The export gate in a window: choose where, see what may leave and what not, let it out.

The only way out is `services.exporting.release`, and it asks the register again at the last moment.
Nothing here lets out what is withheld; it only leads to what helps.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QLabel,
    QStackedWidget,
    QWidget,
)

from consentdesk.domain.acts import Serial
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.presets import Preset
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors, file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.check_run import CheckRun, Ended
from consentdesk.ui.clipboard import files_in, is_usable
from consentdesk.ui.context import Context
from consentdesk.ui.export_form import ExportForm
from consentdesk.ui.export_plan import WITHHELD, ExportPlan
from consentdesk.ui.export_reading import Choices, PlanView, read_choices, read_plan
from consentdesk.ui.export_release import ExportRelease
from consentdesk.ui.export_result import ExportResult, Result
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.taking_in import ask_and_register
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import EmptyView, announce, button, column, label, roomy, row, wrapped

if TYPE_CHECKING:
    from consentdesk.services.checking import Finding
    from consentdesk.services.gathering import Skipped

FILES_FROM = "export/files"


class ExportDialog(Dialog):
    """One export, from choosing to the result."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        destination: Destination | None = None,
        covered: Sequence[SubjectId] = (),
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._begin_with = destination
        self._covered = list(covered)
        self._is_ready = False
        self._queue: list[Path] = []
        self._findings: dict[Path, Finding] = {}
        self._left_out: tuple[Skipped, ...] = ()
        self._given: tuple[Path, ...] = ()
        self._run: CheckRun | None = None
        self._view: PlanView | None = None
        self._build()
        self._connect()
        self._assemble()
        self._read_choices()

    def _build(self) -> None:
        context = self._context
        self.banner = Banner()
        self.form = ExportForm(context)
        self.plan = ExportPlan(context)
        self.outcome = ExportResult(context)
        self.empty = EmptyView("export")
        self.empty.say(
            _("Drop pictures or a folder here."),
            _(
                "Only what is permitted leaves; the rest is listed with the reason. Photos of the "
                "register are chosen on the page of photos."
            ),
            _("Choose files… (Ctrl+O)"),
        )
        self._target = QFrame()
        self._ready = QWidget()
        self.release = ExportRelease(context)
        self._title: QLabel = label(_("Export photos"), Look.TITLE)
        self._pages = QStackedWidget()
        self.add = button(_("&Add files…"), "add", tip=_("Or drop them here (Ctrl+O)"))
        self.add_folder = button(_("Add a folder…"), "folder")
        self.left_out: QLabel = label("", Look.MUTED)
        self.skip = QCheckBox()
        self.skip.setChecked(True)
        self._skip_row = wrapped(self.skip, "")
        self._goes_on = False
        self.otherwise: QLabel = label("", Look.MUTED, wrap=True)
        self._aimed_at: tuple[Path | None, Preset] | None = None
        self.more = button(_("Export &more…"), "export")
        self.leave = button(_("Cancel"))
        self.export = button(_("&Export"), "", Look.PRIMARY, _("Ctrl+Enter"))

    def _connect(self) -> None:
        self.empty.button.clicked.connect(self._on_add_clicked)
        self.add.clicked.connect(self._on_add_clicked)
        self.add_folder.clicked.connect(self._on_add_folder_clicked)
        self.form.destination_chosen.connect(self._plan_again)
        self.form.folder_chosen.connect(self._on_form_folder_chosen)
        self.skip.toggled.connect(self._enable)
        self.outcome.rest_wanted.connect(self._on_outcome_rest_wanted)
        self.outcome.link_saved.connect(self.banner.hide)
        self.plan.none_clear.button.clicked.connect(self._on_see_why_clicked)
        self.plan.photos_wanted.connect(self._on_plan_photos_wanted)
        self.plan.forms_wanted.connect(self._on_plan_forms_wanted)
        self.plan.answers_wanted.connect(self._on_plan_answers_wanted)
        self.plan.cover_wanted.connect(self._on_plan_cover_wanted)
        self.plan.uncover_wanted.connect(self._on_plan_uncover_wanted)
        self.plan.register_wanted.connect(self._on_plan_register_wanted)
        self.plan.check_wanted.connect(self._on_plan_check_wanted)
        self.export.clicked.connect(self._on_export_clicked)
        self.release.released.connect(self._on_released)
        self.release.refused.connect(self._on_release_refused)
        self.release.cancelled.connect(self._on_release_cancelled)
        self.more.clicked.connect(self._on_more_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)
        self._context.register_changed.connect(self._on_context_register_changed)
        for keys, slot in (("Ctrl+O", self._on_add_clicked), ("Ctrl+Return", self._on_finish)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Export photos"))
        self.setAcceptDrops(True)
        look(self._target, Look.DROP)
        self._target.setLayout(column(self.empty))
        ready = column(self.form, self._skip_row, self.otherwise, self.plan, gap=GRID + 4)
        ready.setStretch(3, 1)
        inner = QWidget()
        inner.setLayout(ready)
        self._ready.setLayout(column(follow_focus(roomy(inner))))
        for page in (self._target, self._ready, self.release, self.outcome):
            self._pages.addWidget(page)
        bar = row(
            self.add, self.add_folder, self.left_out, self.more, None, self.leave, self.export
        )
        # At the foot, so that nothing moves away from under the pointer.
        whole = column(self._title, self._pages, self.banner, bar, gap=GRID + 4)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "export", QSize(1000, 720))
        self._show(self._target)

    @property
    def page(self) -> QWidget | None:
        """What is shown: the plan is within a page of its own, the result is `outcome`."""
        return self._pages.currentWidget()

    def take(self, paths: Sequence[Path]) -> None:
        """Check these files and folders too."""
        self._queue += paths
        if self._is_ready and self._run is None and self._queue:
            self._check()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere until the pictures leave."""
        may = self.page in {self._target, self._ready}
        if may and is_usable(event.mimeData()) and files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them; nothing is opened while the other program still waits."""
        event.acceptProposedAction()
        self.take(files_in(event.mimeData()))

    def reject(self) -> None:
        """While pictures are let out, Esc stops that first."""
        if self.release.is_going:
            self.release.cancel()
            return
        if may_leave(self.banner, self._close, is_lost=self._is_touched):
            self._close()

    @property
    def _is_touched(self) -> bool:
        """Whether something is typed that would be gone with the window."""
        if self.page is self._ready:
            return self.form.is_touched
        return self.page is self.outcome and self.outcome.is_touched

    def _close(self) -> None:
        self._drop_run()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross does what Esc does."""
        if self.release.is_going:
            self.release.cancel()
            event.ignore()
            return
        if not may_leave(self.banner, self._close, is_lost=self._is_touched):
            event.ignore()
            return
        self._drop_run()
        super().closeEvent(event)

    def _on_leave_clicked(self) -> None:
        """“Cancel” says itself that nothing is kept; “Close” does what Esc does."""
        if self.release.is_going or self.page is self.outcome:
            self.reject()
        else:
            self._close()

    def _read_choices(self) -> None:
        context = self._context
        context.tasks.run(
            self,
            lambda _progress: read_choices(context),
            self._on_choices_read,
            failed=self.banner.tell,
        )

    def _on_choices_read(self, choices: Choices) -> None:
        self.form.offer_choices(choices, self._begin_with)
        self._is_ready = True
        self.take(())

    def _check(self) -> None:
        paths, self._queue = tuple(self._queue), []
        self._show(self._ready)
        self.plan.tell_progress(0, 0)
        run = CheckRun(self._context, paths, self)
        run.found.connect(self._on_run_found)
        run.progressed.connect(self.plan.tell_progress)
        run.ended.connect(self._on_run_ended)
        run.failed.connect(self._on_run_failed)
        self._run = run
        self._enable()
        run.start((self.form.wanted.destination,))

    def _drop_run(self) -> None:
        if self._run is not None:
            self._run.drop()
            self._run = None

    def _on_run_found(self, rows: Sequence[FindingRow]) -> None:
        for found in rows:
            self._findings.setdefault(found.finding.path, found.finding)

    def _on_run_ended(self, ended: Ended) -> None:
        self._drop_run()
        self._left_out += ended.left_out
        self._given += ended.folders
        self.plan.tell_raws(self._left_out)
        self._plan_again()
        self.take(())

    def _on_run_failed(self, error: ConsentDeskError) -> None:
        self._drop_run()
        self.plan.end_progress()
        self.banner.tell(error)
        self._plan_again()

    def _plan_again(self) -> None:
        """Judge what was checked anew; files are not opened again."""
        context, findings = self._context, tuple(self._findings.values())
        wanted = self.form.wanted
        destination, folder, how = wanted.destination, wanted.folder, wanted.how
        self._aimed_at = (folder, how)
        folder = folder if folder is not None and folder.is_absolute() else None
        covered, given = tuple(self._covered), self._given
        context.tasks.run(
            self,
            lambda _progress: read_plan(
                context, findings, destination, covered, folder, how, given
            ),
            self._on_planned,
            failed=self._on_plan_failed,
            lane=Lane.LONG,
            replaces="plan",
        )

    def _on_plan_failed(self, error: ConsentDeskError) -> None:
        self.plan.end_progress()
        self.banner.tell(error)

    def _on_planned(self, view: PlanView) -> None:
        before = self._view
        self._view = view
        if self._run is None:
            self.plan.end_progress()
        if not (view.clear or view.withheld):
            self.banner.say(_("There is no picture in what you dropped."))
            self._show(self._target)
            return
        self.plan.show_plan(view)
        self._enable()
        if before is None:
            self.export.setFocus()
        if self._goes_on:
            self._goes_on = False
            self._on_export_clicked()
            return
        counts = (len(view.clear), len(view.withheld))
        if before is None or counts != (len(before.clear), len(before.withheld)):
            announce(self.plan, self._counted(view))

    def _counted(self, view: PlanView) -> str:
        may = ngettext("{count} may be exported", "{count} may be exported", len(view.clear))
        held = ngettext("{count} is left out", "{count} are left out", len(view.withheld))
        return " · ".join(
            (
                may.format(count=format_number(len(view.clear))),
                held.format(count=format_number(len(view.withheld))),
            )
        )

    def _enable(self) -> None:
        """The button says how many would leave; without any there is nothing to press."""
        count = len(self._leaving)
        self._tell_there()
        text = ngettext("&Export {count}", "&Export {count}", count)
        self.export.setText(text.format(count=format_number(count)) if count else _("&Export"))
        self.export.setEnabled(bool(count) and self._run is None and not self.release.is_going)
        from consentdesk.services.gathering import no_pictures

        count = len(no_pictures(self._left_out))
        skipped = ngettext("{count} file is no picture", "{count} files are no pictures", count)
        self.left_out.setText(skipped.format(count=format_number(count)))
        self.left_out.setVisible(bool(count) and self.page is self._ready)

    @property
    def _leaving(self) -> tuple[FindingRow, ...]:
        """What would leave: the clear ones, but for what lies in the folder already."""
        view = self._view
        if view is None:
            return ()
        there = view.there if self.skip.isChecked() else frozenset()
        return tuple(row for row in view.clear if row.finding.path not in there)

    def _tell_there(self) -> None:
        """Say what lies in the folder already, where anything does."""
        there = len(self._view.there) if self._view is not None else 0
        text = ngettext(
            "Leave out the {count} that left into this folder already and lies there unchanged",
            "Leave out the {count} that left into this folder already and lie there unchanged",
            there,
        )
        said = text.format(count=format_number(there))
        self.skip.setAccessibleName(said)
        for beside in self._skip_row.findChildren(QLabel):
            beside.setText(said)
        self._skip_row.setVisible(bool(there))
        others = len(self._view.otherwise) if self._view is not None else 0
        text = ngettext(
            "{count} left into this folder in another size or quality, or with other words written "
            "into it. It leaves once more, as it is wanted now; take the older copy down if it is "
            "not to be used.",
            "{count} left into this folder in another size or quality, or with other words written "
            "into them. They leave once more, as they are wanted now; take the older copies down "
            "if they are not to be used.",
            others,
        )
        self.otherwise.setText(text.format(count=format_number(others)))
        self.otherwise.setVisible(bool(others))

    def _on_form_folder_chosen(self) -> None:
        """Other copies lie in another folder, or are wanted; just leaving the field means none."""
        wanted = self.form.wanted
        is_other = self._aimed_at != (wanted.folder, wanted.how)
        if is_other and self._run is None and self.page is self._ready:
            self._plan_again()

    def _on_outcome_rest_wanted(self) -> None:
        """Go on with what it did not come to, into the same folder and as before."""
        if self._may_go_on(self._go_on_with_rest):
            self._go_on_with_rest()

    def _may_go_on(self, go_on: Callable[[], None]) -> bool:
        """Whether no link would be lost on the way to another export."""
        action = _("Go on wi&thout the link")
        return may_leave(self.banner, go_on, is_lost=self._is_touched, action=action)

    def _go_on_with_rest(self) -> None:
        self.banner.hide()
        self._goes_on = True
        self.skip.setChecked(True)
        self._show(self._ready)
        self._plan_again()

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        choosing = page in {self._target, self._ready}
        for part in (self.add, self.add_folder, self.export):
            part.setVisible(choosing)
        self.more.setVisible(page is self.outcome)
        self.leave.setVisible(page is not self.release)
        self.leave.setText(_("Close") if page is self.outcome else _("Cancel"))
        self._enable()

    def _on_see_why_clicked(self) -> None:
        self.plan.show_part(WITHHELD)

    def _on_add_clicked(self) -> None:
        if not self.add.isVisible():
            return
        folder = str(self._context.settings.value(FILES_FROM, ""))
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Add files"), folder, file_kinds.pictures()
        )
        if names:
            self._context.settings.setValue(FILES_FROM, str(Path(names[0]).parent))
            self.take([Path(name) for name in names])

    def _on_add_folder_clicked(self) -> None:
        before = str(self._context.settings.value(FILES_FROM, ""))
        folder = QFileDialog.getExistingDirectory(self, _("Add a folder"), before)
        if folder:
            self._context.settings.setValue(FILES_FROM, folder)
            self.take([Path(folder)])

    def _on_plan_photos_wanted(self, photos: Sequence[PhotoId]) -> None:
        places = {f.photo: f.path for f in self._findings.values() if f.photo in photos}
        self._context.thumbnails.note({p: path for p, path in places.items() if p is not None})
        doors.open_photos(self._context, self, photos)

    def _on_plan_forms_wanted(self, subjects: Sequence[SubjectId]) -> None:
        doors.open_print(self._context, self, subjects)

    def _on_plan_answers_wanted(self, serial: Serial) -> None:
        doors.open_intake(self._context, self, serial)

    def _on_plan_check_wanted(self, paths: Sequence[Path]) -> None:
        doors.open_check(self._context, self, paths)

    def _on_plan_cover_wanted(self, subject: SubjectId) -> None:
        if subject not in self._covered:
            self._covered.append(subject)
        self._plan_again()

    def _on_plan_uncover_wanted(self, subject: SubjectId) -> None:
        self._covered = [s for s in self._covered if s != subject]
        self._plan_again()

    def _on_plan_register_wanted(self, paths: Sequence[Path]) -> None:
        """New pictures are taken in here and now; naming them is the next step."""
        ask_and_register(self._context, self, self.banner, paths, self._on_registered)

    def _on_registered(self, photos: Sequence[PhotoId]) -> None:
        doors.open_photos(self._context, self, photos)

    def _on_context_register_changed(self) -> None:
        """What is shown follows the register, until the pictures leave."""
        if self.page is self._ready and self._run is None and self._context.is_open:
            self._plan_again()

    def _on_finish(self) -> None:
        if self.export.isVisible() and self.export.isEnabled():
            self._on_export_clicked()

    def _on_export_clicked(self) -> None:
        from consentdesk.services.resuming import without

        wanted, view = self.form.wanted, self._view
        if view is None or not self._leaving or self.release.is_going:
            return
        # Half a path would lead to wherever the program happened to be started.
        if wanted.place is None or not wanted.place.is_absolute():
            self.banner.say(_("Choose the folder the pictures are to go to."), tone="no")
            self.form.folder.setFocus()
            return
        self.banner.hide()
        left = {row.finding.path for row in view.clear} - {r.finding.path for r in self._leaving}
        self.release.begin(without(view.plan, left), wanted, wanted.place)
        self._show(self.release)
        self.release.stop.setFocus()

    def _on_release_cancelled(self) -> None:
        self._show(self._ready)
        self.banner.say(_("Stopped. Nothing was exported."))
        self.export.setFocus()
        self._plan_again()

    def _on_released(self, result: Result) -> None:
        self.form.remember()
        self.outcome.show_result(result)
        self._show(self.outcome)
        self.outcome.start()
        self._context.tell_written()

    def _on_release_refused(self, error: ConsentDeskError) -> None:
        """Said in place; nothing typed is lost."""
        self._show(self._ready)
        self.banner.tell(error)
        self._field_to_mend(error.problem).setFocus()
        self._plan_again()

    def _field_to_mend(self, problem: Problem) -> QWidget:
        match problem:
            case Problem.NOT_A_LINK:
                return self.form.link
            case Problem.NAME_IN_CREDIT | Problem.PRESET_FOLDER | Problem.FOLDER_LEADS_AWAY:
                return self.form.change
            case Problem.NAME_IN_TARGET:
                return self.form.event_name
            case _ if problem.value.startswith("TARGET_"):
                return self.form.folder
            case _:
                return self.export

    def _on_more_clicked(self) -> None:
        """Begin again with other pictures."""
        if self._may_go_on(self._begin_again):
            self._begin_again()

    def _begin_again(self) -> None:
        self._findings.clear()
        self._covered.clear()
        self._left_out, self._given, self._view = (), (), None
        self.plan.tell_raws(())
        self.form.link.clear()
        self.banner.hide()
        self._show(self._target)
        self.empty.button.setFocus()


def open_export_dialog(
    context: Context,
    parent: QWidget,
    paths: Sequence[Path] = (),
    *,
    destination: Destination | None = None,
    covered: Sequence[SubjectId] = (),
) -> ExportDialog:
    """Begin an export of these files, for that destination and with these people covered."""
    dialog = ExportDialog(context, parent, destination=destination, covered=covered)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.take(paths)
    dialog.open()
    return dialog
