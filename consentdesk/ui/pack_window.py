"""Pictures checked against a check pack: for whoever has the pack and no register.

Says all the time that this is a pack, of which day and until when. Nothing can be named, decided
or exported from here. A pack is given, then its passphrase, then pictures; all by drop, paste, file
dialog or another start of the program.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.outside_refusals import as_of_sentence
from consentdesk.ui import file_kinds
from consentdesk.ui.check_run import CheckRun, Ended
from consentdesk.ui.checking_window import CheckingWindow
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.pack_reading import dates, heading, judged, warning
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.widgets import (
    EmptyView,
    announce,
    button,
    card,
    column,
    label,
    labelled,
    roomy,
    row,
    scrolled,
)

if TYPE_CHECKING:
    from consentdesk.services.check_pack.content import Pack

SIZE = QSize(560, 760)


class PackWindow(CheckingWindow):
    """The one window for check packs of a desk."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._path: Path | None = None
        self._waiting: tuple[Path, ...] = ()
        self.pack: Pack | None = None
        self._build()
        self._connect()
        self._assemble()
        self._show(self._none)

    def _build(self) -> None:
        self._none = EmptyView("lock")
        self._none.say(
            _("Drop a check pack here"),
            _("The school makes it, and tells you the passphrase."),
            _("Choose a check pack…"),
        )
        self._empty = EmptyView("check")
        self._empty.say(
            _("Drop pictures here – or press Ctrl+V"),
            _("Files and folders. Nothing is changed, and nothing is sent anywhere."),
            _("Choose pictures… (Ctrl+O)"),
        )
        self.heading: QLabel = label("", Look.HEADING, wrap=True)
        self.dates: QLabel = label("", Look.STRONG, wrap=True)
        self._warning: QLabel = label("", wrap=True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.unlock = button(_("&Open the check pack"), "", Look.PRIMARY)
        self._name: QLabel = label("", Look.STRONG, wrap=True)
        self.as_of: QLabel = label("", Look.MUTED, wrap=True)
        self.rows = VerdictRows()
        self._asking, self._stack = QWidget(), QStackedWidget()
        self._choose = button(_("Choose &pictures…"), "folder", tip=_("Ctrl+O"))
        self._another = button(_("&Another check pack…"), "lock")
        self._close = button(_("Close"), tip=_("Close (Esc)"))

    def _connect(self) -> None:
        self._none.button.clicked.connect(self.choose_pack)
        self._another.clicked.connect(self.choose_pack)
        self._empty.button.clicked.connect(self.choose)
        self._choose.clicked.connect(self.choose)
        self._close.clicked.connect(self.close)
        self.unlock.clicked.connect(self._on_open_clicked)
        self.passphrase.textEdited.connect(self._on_passphrase_edited)
        self.many.list.picked.connect(self._on_list_picked)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Check against a check pack"))
        self.unlock.setDefault(True)
        self._head = card(self.heading, self.dates, self._warning, gap=GRID // 2)
        asked = labelled(
            _("&Passphrase"),
            self.passphrase,
            _("As the school told you; capital letters and hyphens count."),
        )
        self._file: QLabel = label("", Look.HEADING, wrap=True)
        held = QWidget()
        held.setLayout(column(card(self._file, asked, row(self.unlock, None), gap=GRID + 4), None))
        self._asking.setLayout(column(scrolled(held)))
        told = QWidget()
        told.setLayout(column(self._name, self.as_of, self.rows, None, gap=GRID // 2))
        self._detail = scrolled(told)
        found = column(self.many, self._detail, gap=GRID)
        found.setStretch(0, 1)
        found.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(found)
        self._found = roomy(inner)
        for view in (self._none, self._asking, self._empty, self._found):
            self._stack.addWidget(view)
        bar = flow(self._another, self._choose, self._close)
        bar.spread()
        whole = column(self._head, self._stack, self.beside, self.banner, bar, gap=GRID + 4)
        whole.setContentsMargins(GRID + 4, GRID + 4, GRID + 4, GRID + 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, self.context.settings, "pack", SIZE)

    def take_pack(self, path: Path, pictures: Sequence[Path] = ()) -> None:
        """Ask for the passphrase of that pack; check the pictures once it is open."""
        self.drop_run()
        self.banner.hide()
        self.pack, self._path, self._waiting = None, path, tuple(pictures)
        self._file.setText(path.name)
        self.passphrase.clear()
        self._show(self._asking)
        self.context.tasks.run(
            self,
            lambda _progress: _look_at(path),
            lambda _none: self.passphrase.setFocus(),
            failed=self._on_wrong_file,
            replaces="pack",
        )

    def take(self, paths: Sequence[Path]) -> None:
        """Check these files and folders; a pack among them is opened first."""
        packs, others = file_kinds.parted(paths)
        if packs:
            self.take_pack(packs[-1], others or self._waiting)
        elif self.pack is None:
            self._waiting = tuple(paths)
            self.banner.say(_("Open the check pack first; the pictures wait for it."))
        else:
            self._check(self.pack, paths)

    def choose(self) -> None:
        """Ask for a pack, or with one for pictures."""
        if self.pack is None:
            self.choose_pack()
        else:
            self.ask_for_pictures()

    def nothing_copied(self) -> str:
        """A pack knows files only."""
        return _("There is no file on the clipboard. Copy a file or a folder first.")

    def choose_pack(self) -> None:
        """Ask which pack to open."""
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Open a check pack"), "", file_kinds.packs()
        )
        if name:
            self.take_pack(Path(name))

    def done(self, result: int) -> None:
        """Stop whatever is under way."""
        self.drop_run()
        super().done(result)

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        pack = self.pack
        self._head.setVisible(pack is not None)
        self._choose.setVisible(view is self._found)
        self._another.setVisible(view is not self._none)
        if pack is not None:
            self.heading.setText(heading(pack))
            self.dates.setText(dates(pack))
            self._warning.setText(warning())
            self.as_of.setText(as_of_sentence(pack.as_of))

    def _on_passphrase_edited(self) -> None:
        self.banner.forget_refusal()

    def _on_open_clicked(self) -> None:
        path, words, at = self._path, self.passphrase.text(), self.context.now()
        if path is None or not self.unlock.isEnabled():
            return
        if not words:
            self.banner.say(_("What is the passphrase? The school told you when it sent the pack."))
            self.passphrase.setFocus()
            return
        self.unlock.setEnabled(False)

        def work() -> "Pack":
            from consentdesk.services.check_pack.opening import open_pack

            return open_pack(path, words, at)

        self.context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_opened,
            failed=self._on_open_failed,
            lane=Lane.LONG,
            replaces="pack",
        )

    def _on_opened(self, pack: "Pack") -> None:
        self.unlock.setEnabled(True)
        self.passphrase.clear()
        self.banner.hide()
        self.pack = pack
        self._show(self._empty)
        announce(self, f"{heading(pack)}. {dates(pack)}")
        self._empty.button.setFocus()
        waiting, self._waiting = self._waiting, ()
        if waiting:
            self._check(pack, waiting)

    def _on_open_failed(self, error: ConsentDeskError) -> None:
        self.unlock.setEnabled(True)
        if error.problem is Problem.PACK_LOCKED:
            self.banner.tell(error)
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        else:
            self._on_wrong_file(error)

    def _on_wrong_file(self, error: ConsentDeskError) -> None:
        """No passphrase will help."""
        self.pack = self._path = None
        self._show(self._none)
        self.banner.tell(error)
        self._none.button.setFocus()

    def _check(self, pack: "Pack", paths: Sequence[Path]) -> None:
        from consentdesk.services.check_pack.opening import check_day

        self.drop_run()
        self.banner.hide()
        try:
            # It may have run out while the window stood open.
            check_day(pack, self.context.now())
        except ConsentDeskError as error:
            self._remember_refused()
            self._on_wrong_file(error)
            return
        self.many.begin()
        self._detail.hide()
        self._show(self._found)
        self.begin_run(CheckRun(self.context, paths, self, partial(judged, pack)))

    def _remember_refused(self) -> None:
        """So that it stays refused when the clock is set back."""
        path, at = self._path, self.context.now()
        if path is None:
            return

        def work() -> None:
            from consentdesk.services.check_pack.opening import note_refused

            note_refused(path, at)

        self.context.tasks.run(
            self, lambda _progress: work(), lambda _none: None, failed=self.banner.tell
        )

    def _on_run_failed(self, error: ConsentDeskError) -> None:
        self.drop_run()
        self._show(self._found if self.many.model.rows else self._empty)
        self.banner.tell(error)

    def _on_run_ended(self, ended: Ended) -> None:
        self.drop_run()
        self.tell_beside(ended)
        if self.many.model.rows:
            self.many.end(ended)
            self.many.start()
            return
        self._show(self._empty)
        self.say_no_picture(ended)

    def _on_list_picked(self, picked: FindingRow | None) -> None:
        """Every place and every reason of the one that is current."""
        self._detail.setVisible(picked is not None)
        if picked is not None:
            self._name.setText(picked.finding.path.name)
            verdicts = picked.finding.verdicts
            self.rows.show_verdicts(verdicts, picked.name, sentence=picked.sentence)


def _look_at(path: Path) -> None:
    """Whether that file can be a pack at all, before anybody types a passphrase."""
    from consentdesk.services.check_pack.opening import pack_bytes

    pack_bytes(path)
