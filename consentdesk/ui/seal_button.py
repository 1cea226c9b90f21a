"""Seals in the window: written, held against the journal, and signed with a new key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.icons import put
from consentdesk.ui.message_boxes import dress
from consentdesk.ui.tasks import Lane
from consentdesk.ui.widgets import button

if TYPE_CHECKING:
    from consentdesk.services.upkeep import Sealed

SEALS_IN = "seals/folder"
"""Name under which this computer remembers where seals go."""


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

        def work() -> Sealed:
            from consentdesk.services import upkeep

            return upkeep.seal(register, path)

        def written(sealed: Sealed) -> None:
            context.settings.setValue(SEALS_IN, str(path.parent))
            self._tell_written(path, sealed)

        context.tasks.run(self.button, lambda _progress: work(), written, failed=self._banner.tell)

    def _tell_written(self, path: Path, sealed: Sealed) -> None:
        said = _("The seal is in {path}. Keep it away from this computer.").format(path=path)
        if sealed.key and not sealed.seal.key:
            unsigned = _(
                "It is not signed: the keyring of this computer has not the key. Seal where the "
                "key is, or sign with a new key."
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
        if not self._is_wanted():
            return
        context = self._context
        register, clerk, at = context.register, context.clerk, context.now()

        def work() -> str:
            from consentdesk.services.seal_keys import make_key, shown_key

            return shown_key(make_key(register, clerk, at)[0])

        def made(key: str) -> None:
            context.tell_written()
            said = _(
                "Seals are signed from now on. Write the key {key} down where the seals are kept."
            )
            self._banner.say(said.format(key=key), tone="ok", icon="done", stays=True)

        context.tasks.run(
            self.button,
            lambda _progress: work(),
            made,
            failed=self._banner.tell,
            lane=Lane.LONG,
        )

    def _is_wanted(self) -> bool:
        asked = QMessageBox(self._window)
        asked.setWindowTitle(_("Sign with a new key"))
        asked.setText(_("Sign seals with a new key from now on?"))
        asked.setInformativeText(
            _(
                "This computer's keyring keeps it, so seals are signed here only. The journal says "
                "which key it is; seals made before stay good."
            )
        )
        make = asked.addButton(_("&Make a key"), QMessageBox.ButtonRole.AcceptRole)
        leave = asked.addButton(_("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(make)
        asked.setEscapeButton(leave)
        dress(asked, "lock")
        asked.exec()
        return asked.clickedButton() is make
