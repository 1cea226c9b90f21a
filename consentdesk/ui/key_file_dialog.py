"""The file with the key that signs seals: a new one under a passphrase, or the one that is there.

For a computer without a keyring, and for a key that several computers seal with. Where it lies is
remembered at this computer; its passphrase nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.services.seal_keys import KeyFile
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.field_refusal import FieldRefusal
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, SCROLL_BAR, Look
from consentdesk.ui.typed_twice import TypedTwice
from consentdesk.ui.unlock_form import PassphraseField
from consentdesk.ui.widgets import button, card, column, in_window, label, labelled, row, scrolled

KEY_FILE = "seals/key-file"
"""Name under which this computer remembers where the key file lies."""
_NAME = "consentdesk-seals.key"


class _KeyFileDialog(Dialog):
    """What both have in common: a passphrase, and the work that is done with the file."""

    done_with = Signal(object)
    """What the work came to, once it is done."""
    passphrase: PassphraseField

    def __init__(
        self, context: Context, parent: QWidget, title: str, work: Callable[[KeyFile], object]
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._work = work
        self._title = title
        self.setWindowTitle(title)
        self.banner = Banner()
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        context.register_left.connect(self.reject)

    @property
    def _kept(self) -> Path | None:
        kept = str(self._context.settings.value(KEY_FILE, ""))
        return Path(kept) if kept else None

    def _lay_out(self, told: str, fields: QVBoxLayout, foot: tuple[QWidget, ...]) -> None:
        held = QWidget()
        held.setLayout(column(label(told, wrap=True), card(fields), None, gap=2 * GRID))
        area = follow_focus(scrolled(held, steady=True))
        area.setMinimumWidth(56 * GRID + SCROLL_BAR)
        title = label(self._title, Look.TITLE, wrap=True)
        self.setLayout(in_window(title, area, self.banner, row(None, *foot), air=3 * GRID))

    def _do(self, file: KeyFile, go: QWidget) -> None:
        self.banner.hide()
        go.setEnabled(False)

        def done(found: object) -> None:
            self._context.settings.setValue(KEY_FILE, str(file.path))
            self.passphrase.hide_again()
            self.accept()
            self.done_with.emit(found)

        def failed(error: ConsentDeskError) -> None:
            go.setEnabled(True)
            self._on_failed(error)

        work = self._work
        self._context.tasks.run(
            self, lambda _progress: work(file), done, failed=failed, lane=Lane.LONG
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.banner.tell(error)


class NewKeyFileDialog(_KeyFileDialog):
    """A passphrase typed twice, then where the file goes."""

    def __init__(
        self, context: Context, parent: QWidget, work: Callable[[KeyFile], object]
    ) -> None:
        super().__init__(context, parent, _("Keep the key in a file"), work)
        self._new = TypedTwice(self.banner)
        self.passphrase, self.again = self._new.passphrase, self._new.again
        self.go = button(_("&Save the key file…"), "lock", Look.PRIMARY)
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go_clicked)
        told = _(
            "Seals are signed from then on with the key in this file, on every computer that has "
            "the file and the passphrase. Keep both away from the register."
        )
        self._lay_out(told, self._new.fields(_("&Passphrase")), (self.cancel, self.go))

    def _on_go_clicked(self) -> None:
        typed = self._new.take()
        if typed is None:
            return
        folder = self._kept.parent if self._kept is not None else Path.home()
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            _("Where is the key file to be kept?"),
            str(folder / _NAME),
            _("Key files (*.key)"),
            # No key is ever written over, so nobody need be asked about that.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self._do(KeyFile(path if path.suffix else path.with_suffix(".key"), typed), self.go)


class OpenKeyFileDialog(_KeyFileDialog):
    """Which file, and its passphrase; or a seal that nobody signs."""

    unsigned = Signal()
    """Somebody would rather have the seal without."""

    def __init__(
        self, context: Context, parent: QWidget, work: Callable[[KeyFile], object]
    ) -> None:
        super().__init__(context, parent, _("Sign the seal"), work)
        self._path = self._kept
        self.passphrase = PassphraseField()
        self.refusal = FieldRefusal(self.passphrase, _wrong())
        self.file: QLabel = label("", wrap=True)
        self.choose = button(_("Choose the key &file…"), "folder")
        self.without = button(_("Seal &without signing"))
        self.go = button(_("&Sign"), "lock", Look.PRIMARY)
        self.go.setDefault(True)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.without.clicked.connect(self._on_without_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        told = _(
            "Seals of this register are signed, and the keyring of this computer has not the key. "
            "If the key lies in a file, it can sign from here. A seal that is not signed proves "
            "nothing, for anybody could have written it: a check says so."
        )
        typed = labelled(_("&Passphrase of the key file"), self.passphrase)
        typed.addWidget(self.refusal)
        fields = column(
            label(_("Key file"), Look.STRONG), self.file, row(self.choose, None), typed, gap=GRID
        )
        self._lay_out(told, fields, (self.cancel, self.without, self.go))
        self._show_path()

    def _show_path(self) -> None:
        path = self._path
        self.file.setText(_("None chosen yet.") if path is None else breakable(str(path)))
        (self.choose if path is None else self.passphrase).setFocus()

    def _on_choose_clicked(self) -> None:
        folder = self._path.parent if self._path is not None else Path.home()
        kinds = ";;".join((_("Key files (*.key)"), _("All files (*)")))
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Which file holds the key?"), str(folder), kinds
        )
        if chosen:
            self.banner.forget_refusal()
            self._path = Path(chosen)
            self._show_path()

    def _on_without_clicked(self) -> None:
        self.reject()
        self.unsigned.emit()

    def _on_go_clicked(self) -> None:
        if self._path is None:
            said = _("Which file holds the key? Choose it, or seal without signing.")
            self.banner.say(said, tone="no", icon="warning")
            self.choose.setFocus()
        elif not self.passphrase.text():
            self.refusal.say(_("What is the passphrase of the key file? Type it here."))
        else:
            self._do(KeyFile(self._path, self.passphrase.text()), self.go)

    def _on_failed(self, error: ConsentDeskError) -> None:
        if error.problem is Problem.KEY_FILE_LOCKED:
            self.refusal.say(_wrong())
        else:
            super()._on_failed(error)


def _wrong() -> str:
    return _(
        "The passphrase does not open this key file, or the file was changed. Nothing was sealed. "
        "Type it again."
    )
