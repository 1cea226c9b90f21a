"""Seals in the window: written, held against the journal, and signed with a new key."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.icons import put
from consentdesk.ui.message_boxes import dress
from consentdesk.ui.tasks import Lane
from consentdesk.ui.widgets import button

if TYPE_CHECKING:
    from consentdesk.services.seal_keys import KeyFile
    from consentdesk.services.upkeep import Sealed

SEALS_IN = "seals/folder"
"""Name under which this computer remembers where seals go."""


class _Where(Enum):
    """Where a new key is kept."""

    KEYRING = auto()
    FILE = auto()


class SealButton:
    """A button with what can be done about seals; what a check finds is told to `checked`."""

    def __init__(self, context: Context, banner: Banner, checked: Callable[[Path], None]) -> None:
        self._context = context
        self._banner = banner
        self._checked = checked
        self.button: QPushButton = button(
            _("Seals"), "lock", tip=_("Where the journal stands now, to be kept elsewhere")
        )
        menu = QMenu(self.button)
        self.write = menu.addAction(_("&Write a seal…"))
        self.check = menu.addAction(_("&Check against a seal…"))
        menu.addSeparator()
        self.new_key = menu.addAction(_("Sign with a &new key…"))
        put(self.write, "lock")
        put(self.check, "shield")
        self.button.setMenu(menu)
        self.write.triggered.connect(self._on_write_triggered)
        self.check.triggered.connect(self._on_check_triggered)
        self.new_key.triggered.connect(self._on_new_key_triggered)

    @property
    def _window(self) -> QWidget:
        return self.button.window()

    @property
    def _folder(self) -> Path:
        return Path(str(self._context.settings.value(SEALS_IN, "")) or Path.home())

    def _on_write_triggered(self) -> None:
        context = self._context
        usual = self._folder / f"consentdesk-{context.local():%Y%m%d-%H%M%S}.seal"
        # An older seal is never overwritten, so nobody need be asked about that.
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window,
            _("Where is the seal to be kept?"),
            str(usual),
            _("Seals (*.seal)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not chosen:
            return
        path, register = Path(chosen), context.register

        def work() -> bool:
            from consentdesk.services.seal_keys import lacks_key

            return lacks_key(register)

        def looked(lacks: bool) -> None:
            if lacks:
                self._ask_for_key(path)
            else:
                self._write(path)

        context.tasks.run(self.button, lambda _progress: work(), looked, failed=self._banner.tell)

    def _ask_for_key(self, path: Path) -> None:
        """The key may lie in a file; else the seal is of some use without."""
        from consentdesk.ui.key_file_dialog import OpenKeyFileDialog

        register = self._context.register

        def work(file: KeyFile) -> Sealed:
            from consentdesk.services import upkeep

            return upkeep.seal(register, path, file)

        dialog = OpenKeyFileDialog(self._context, self._window, work)
        dialog.done_with.connect(lambda sealed: self._tell_written(path, sealed))
        dialog.unsigned.connect(lambda: self._write(path))
        dialog.open()

    def _write(self, path: Path) -> None:
        register = self._context.register

        def work() -> Sealed:
            from consentdesk.services import upkeep

            return upkeep.seal(register, path)

        self._context.tasks.run(
            self.button,
            lambda _progress: work(),
            lambda sealed: self._tell_written(path, sealed),
            failed=self._banner.tell,
        )

    def _tell_written(self, path: Path, sealed: Sealed) -> None:
        self._context.settings.setValue(SEALS_IN, str(path.parent))
        said = _("The seal is in {path}. Keep it away from this computer.").format(path=path)
        if sealed.key and not sealed.seal.key:
            unsigned = _(
                "It is not signed, so it proves nothing: anybody could have written it. Seal where "
                "the key is, with its file, or sign with a new key."
            )
            self._banner.say(f"{said} {unsigned}", icon="warning")
            return
        self._banner.say(said, tone="ok", icon="done")

    def _on_check_triggered(self) -> None:
        kinds = (_("Seals (*.seal)"), _("All files (*)"))
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window,
            _("Which seal is the journal to be held against?"),
            str(self._folder),
            ";;".join(kinds),
        )
        if chosen:
            self._checked(Path(chosen))

    def _on_new_key_triggered(self) -> None:
        match self._where():
            case _Where.KEYRING:
                self._make_in_keyring()
            case _Where.FILE:
                self._make_in_file()

    def _make_in_keyring(self) -> None:
        make = self._maker()
        self._context.tasks.run(
            self.button,
            lambda _progress: make(None),
            self._tell_made,
            failed=self._on_keyring_failed,
            lane=Lane.LONG,
        )

    def _make_in_file(self) -> None:
        from consentdesk.ui.key_file_dialog import NewKeyFileDialog

        dialog = NewKeyFileDialog(self._context, self._window, self._maker())
        dialog.done_with.connect(self._tell_made)
        dialog.open()

    def _maker(self) -> Callable[[KeyFile | None], str]:
        """What makes the key off the GUI thread, and how the key is shown."""
        context = self._context
        register, clerk, at = context.register, context.clerk, context.now()

        def work(file: KeyFile | None) -> str:
            from consentdesk.services.seal_keys import make_key, shown_key

            return shown_key(make_key(register, clerk, at, file)[0])

        return work

    def _tell_made(self, key: str) -> None:
        self._context.tell_written()
        said = _("Seals are signed from now on. Write the key {key} down where the seals are kept.")
        self._banner.say(said.format(key=key), tone="ok", icon="done", stays=True)

    def _on_keyring_failed(self, error: ConsentDeskError) -> None:
        """A computer without a keyring, or with one that is locked, may keep the key in a file."""
        if error.problem in {Problem.KEYRING_MISSING, Problem.KEYRING_REFUSED}:
            self._banner.tell(error, action=_in_a_file(), then=self._make_in_file)
        else:
            self._banner.tell(error)

    def _where(self) -> _Where | None:
        asked = QMessageBox(self._window)
        asked.setWindowTitle(_("Sign with a new key"))
        asked.setText(_("Sign seals with a new key from now on?"))
        asked.setInformativeText(
            _(
                "In this computer's keyring, it signs here only; in a file under a passphrase, "
                "wherever the file is. The journal says which key it is; seals made before stay "
                "good."
            )
        )
        role = QMessageBox.ButtonRole
        make = asked.addButton(_("&Make a key"), role.AcceptRole)
        file = asked.addButton(_in_a_file(), role.AcceptRole)
        leave = asked.addButton(_("&Cancel"), role.RejectRole)
        # The key before signs no more: nobody does that with an Enter too many.
        asked.setDefaultButton(leave)
        asked.setEscapeButton(leave)
        dress(asked, "lock")
        asked.exec()
        if asked.clickedButton() is make:
            return _Where.KEYRING
        return _Where.FILE if asked.clickedButton() is file else None


def _in_a_file() -> str:
    return _("Keep it in a &file…")
