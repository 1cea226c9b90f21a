"""Restoring a backup: which one, what it holds and what would be lost, and only then the doing.

A backup is read through as soon as it is chosen; nothing is changed before somebody presses the
button. Leaves closing the register, which nobody may have open meanwhile, and opening it again to
whoever listens.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError
from consentdesk.i18n import _, format_number
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.restore_foreseen import ForeseenView
from consentdesk.ui.restore_reading import Foreseen, foresee, origin_word, when
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.unlock_form import UnlockForm
from consentdesk.ui.upkeep import backup_folder
from consentdesk.ui.widgets import button, card, column, discard, in_window, label, row, scrolled
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.services.backups import Backup
    from consentdesk.storage.values import Restoration

SHOWN = 3
"""Backups in sight at once; the rest scrolls."""
_SHARE = 3
"""The list takes at most this part of what scrolls, but a line."""
_KB, _MB = 1024, 1024 * 1024


class RestoreDialog(Dialog):
    """Asks which backup, tells what would be lost, and restores it."""

    emptied = Signal()
    """Nobody works on the register any more: close it, if it is open, before this returns."""
    restored = Signal(object, object)
    """The Backup and the Restoration: open the register again."""
    left_alone = Signal()
    """Nothing was changed: open the register again, if it was open."""

    def __init__(
        self, context: Context, parent: QWidget, location: str, wanted: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._context = context
        self._location = location
        self._backup: Backup | None = None
        self._foreseen: Foreseen | None = None
        self._is_under_way = False
        self._job: Job | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._build()
        self._connect()
        self._assemble()
        self._find()

    def _build(self) -> None:
        self.banner = Banner()
        self.model: LineModel[Backup] = LineModel(self)
        self.list = LineList(_("Backups"), self.model)
        self.none_found: QLabel = label("", Look.MUTED, wrap=True)
        self.none_found.hide()
        self.other = button(_("Choose another &file…"), "folder")
        self.found = ForeseenView()
        self.unlock: UnlockForm | None = None
        """Asks for the passphrase of the backup that is chosen, where only that opens it."""
        self._unlocking = QVBoxLayout()
        self.progress = TaskList(self._context.tasks)
        self.restore = button(_("&Restore this backup"), "", Look.PRIMARY)
        self.restore.setEnabled(False)
        self.cancel = button(_("Cancel"))
        # Whatever Enter may reach, it leaves the register as it is.
        self.cancel.setDefault(True)

    def _connect(self) -> None:
        self.list.picked.connect(self._on_list_picked)
        self.other.clicked.connect(self._on_other_clicked)
        self.found.agreed.connect(self._on_found_agreed)
        self._later.timeout.connect(self._on_later_timeout)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.cancel.clicked.connect(self.reject)
        self._context.tasks.job_ended.connect(self._on_tasks_job_ended)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Restore a backup"))
        # Nothing else may be worked on while the register is exchanged.
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.resize(680, 760)
        inner = QWidget()
        # Room for a message, which then moves nothing.
        inner.setLayout(
            column(
                self.list,
                self.none_found,
                row(self.other, None),
                self._unlocking,
                self.found,
                6 * GRID,
                None,
                gap=GRID + 4,
            )
        )
        area = self._area = follow_focus(scrolled(inner, steady=True))
        self.found.installEventFilter(self)
        area.installEventFilter(self)
        foot = row(self.progress, None, self.cancel, self.restore)
        title = label(_("Restore a backup"), Look.TITLE)
        whole = in_window(title, area, self.banner, foot, gap=GRID + 4, air=3 * GRID)
        self.setLayout(whole)

    def reject(self) -> None:
        """Leave; what is being restored is stopped first, as long as nothing is in place yet."""
        if not self._is_under_way:
            super().reject()
        elif self._job is not None:
            self._job.cancel()
        else:
            # Still waiting for what else is going on.
            self._is_under_way = False
            self._enable()

    def _find(self) -> None:
        folder = backup_folder(self._context)
        place = Path(folder) if folder else None
        here = Path(self._location).expanduser()
        register = self._context.register if self._context.is_open else None
        zone = self._context.local().tzinfo

        def work() -> tuple[Backup, ...]:
            from consentdesk.services.backups import find_backups

            uuid = None
            if register is not None:
                with register.read() as reader:
                    uuid = reader.institution.uuid
            return find_backups(here, place, uuid, zone)

        self._context.tasks.run(
            self, lambda _progress: work(), self._on_found, failed=self.banner.tell
        )

    def _on_found(self, backups: tuple[Backup, ...]) -> None:
        newest = backups[0] if backups else None
        self._show(backups, newest if self._wanted is None else None)
        if self._wanted is not None:
            self.choose(self._wanted)
        self.none_found.setText(
            _("No backup was found on this computer. If one lies elsewhere, choose its file.")
        )
        (self.other if self.list.isHidden() else self.list).setFocus()

    def _show(self, backups: tuple[Backup, ...], current: Backup | None) -> None:
        self.model.show([Entry(_line(backup), backup) for backup in backups])
        self._fit_list()
        self.list.setVisible(bool(backups))
        self.none_found.setHidden(bool(backups))
        if current is not None:
            self.list.setCurrentIndex(self.model.index(backups.index(current)))

    def _fit_list(self) -> None:
        """Few lines, and fewer with large letters, so that what would be lost is seen at once."""
        line = 2 * self.fontMetrics().height() + 4 * GRID
        room = self._area.height() // _SHARE // line
        self.list.setFixedHeight(line * max(1, min(SHOWN, self.model.rowCount(), room)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is painted is in sight, once it is laid out; what is higher has room for more."""
        if watched is self.found and event.type() is QEvent.Type.Paint:
            self._later.start(0)
        elif watched is self._area and event.type() is QEvent.Type.Resize:
            self._fit_list()
        return super().eventFilter(watched, event)

    def _on_later_timeout(self) -> None:
        if self.found.look():
            self._enable()

    def _on_found_agreed(self) -> None:
        if self.found.is_unseen:
            self._area.ensureWidgetVisible(self.found.warning, GRID, GRID)
        self._enable()

    def _on_other_clicked(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a backup"), "", file_kinds.backups()
        )
        if name:
            self.choose(Path(name))

    def choose(self, path: Path) -> None:
        """Look at that file, whatever it is."""
        from consentdesk.services.backups import chosen

        there = tuple(entry.value for entry in self.model.entries if entry.value is not None)
        known = next((backup for backup in there if backup.path == path), None)
        try:
            backup = known or chosen(path)
        except OSError:
            self.banner.tell(BadInput(Problem.UNREADABLE_MISSING, path=str(path)))
            return
        self._show(there if known is not None else (backup, *there), backup)

    def _on_list_picked(self, backup: Backup | None) -> None:
        if backup is not None and not self._is_under_way:
            self._look_at(backup)

    def _look_at(self, backup: Backup) -> None:
        self._backup, self._foreseen = backup, None
        self._ask_no_more()
        self.banner.hide()
        self.found.wait()
        self._enable()
        location, at = self._location, self._context.now()

        def work(progress: Progress) -> Foreseen:
            from consentdesk.services import upkeep

            would = upkeep.restore(backup.path, location, at=at, dry_run=True, progress=progress)
            return foresee(would, location)

        self._context.tasks.run(
            self,
            work,
            self._on_foreseen,
            failed=self._on_look_failed,
            cancelled=self.found.stop,
            lane=Lane.LONG,
            title=_("Reading the backup through"),
            replaces="look",
        )

    def _on_foreseen(self, found: Foreseen) -> None:
        self._foreseen = found
        self.found.show_foreseen(found)
        self._enable()

    def _on_look_failed(self, error: ConsentDeskError) -> None:
        backup = self._backup
        is_locked = error.problem is Problem.PHRASE_NEEDED
        if is_locked and backup is not None and error.facts.get("path") == str(backup.path):
            self._ask(backup)
        else:
            self.found.refuse(problem_sentence(_in_use(error)))

    def _ask(self, backup: Backup) -> None:
        """The backup is encrypted, perhaps under another passphrase than the register."""
        self.found.say(_("This backup is encrypted. Its passphrase is the one of that day."))
        self.unlock = UnlockForm(self._context.tasks, backup.path)
        self._unlocking.addWidget(card(self.unlock))
        # Enter in the field would reach the button that leaves.
        self.unlock.unlock.setDefault(True)
        self.unlock.unlocked.connect(self._on_unlocked)
        self.unlock.failed.connect(self.unlock.refusal.tell)
        self.unlock.start()

    def _on_unlocked(self, unremembered: str) -> None:
        if self._backup is not None:
            self._look_at(self._backup)
            self.list.setFocus()
        if unremembered:
            self.banner.say(unremembered, tone="unknown", icon="lock")

    def _ask_no_more(self) -> None:
        self.unlock = None
        self.cancel.setDefault(True)
        while (item := self._unlocking.takeAt(0)) is not None:
            held = item.widget()
            if held is not None:
                discard(held)

    def _enable(self) -> None:
        idle = not self._is_under_way
        self.list.setEnabled(idle)
        self.other.setEnabled(idle)
        self.found.setEnabled(idle)
        self.restore.setEnabled(idle and self._foreseen is not None and self.found.may_go)

    def _on_restore_clicked(self) -> None:
        self._is_under_way = True
        self.banner.hide()
        self._enable()
        self.cancel.setFocus()
        QTimer.singleShot(0, self, self._go_when_alone)

    def _on_tasks_job_ended(self, _job: Job) -> None:
        """What came home may have set off more, so that is looked at afterwards."""
        if self._is_under_way and self._job is None:
            QTimer.singleShot(0, self, self._go_when_alone)

    def _go_when_alone(self) -> None:
        backup, foreseen = self._backup, self._foreseen
        if not self._is_under_way or self._job is not None or self._context.tasks.running:
            return
        if backup is None or foreseen is None:
            return
        self.emptied.emit()
        location, at = self._location, self._context.now()
        present = foreseen.restoration.present
        seen = None if present is None else present.head

        def work(progress: Progress) -> Restoration:
            from consentdesk.services import upkeep

            return upkeep.restore(
                backup.path, location, at=at, losing=True, seen=seen, progress=progress
            )

        self._job = self._context.tasks.run(
            self,
            work,
            self._on_restored,
            failed=self._on_restore_failed,
            cancelled=self._on_stopped,
            lane=Lane.LONG,
            title=_("Restoring the backup"),
        )

    def _on_restored(self, done: Restoration) -> None:
        self._is_under_way, self._job = False, None
        self.accept()
        self.restored.emit(self._backup, done)

    def _on_restore_failed(self, error: ConsentDeskError) -> None:
        self._end_unchanged()
        if error.problem is Problem.RESTORE_LOSES:
            self._look_again()
        else:
            self.banner.tell(_in_use(error))

    def _look_again(self) -> None:
        if self._backup is not None:
            self._look_at(self._backup)
        self.banner.say(
            _(
                "Something was written in the register meanwhile. Nothing was restored. Look again "
                "at what would be lost."
            ),
            tone="no",
            icon="warning",
        )

    def _on_stopped(self) -> None:
        self._end_unchanged()
        self.banner.say(_("Stopped. Nothing was restored, and the register is as it was."))

    def _end_unchanged(self) -> None:
        self._is_under_way, self._job = False, None
        self._enable()
        self.left_alone.emit()


def _in_use(error: ConsentDeskError) -> ConsentDeskError:
    """Whoever holds the register need not be writing; it is enough that it is open there."""
    if error.problem is Problem.REGISTER_LOCKED:
        return RegisterError(Problem.REGISTER_IN_USE, **error.facts)
    return error


def _line(backup: Backup) -> Line:
    large = _("{count} MB") if backup.bytes >= 10 * _MB else _("{count} kB")
    unit = _MB if backup.bytes >= 10 * _MB else _KB
    return Line(
        heading=when(backup),
        detail=origin_word(backup),
        aside=large.format(count=format_number(max(1, round(backup.bytes / unit)))),
        icon="backup",
    )


def open_restore(
    context: Context, parent: QWidget, location: str, wanted: Path | None = None
) -> RestoreDialog:
    """Show the dialog for the register in that file; whoever opens it listens to it."""
    dialog = RestoreDialog(context, parent, location, wanted)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
