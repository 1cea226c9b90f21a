"""The recovery sheet from the windows: offered once the register is encrypted, and printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from consentdesk.i18n import _
from consentdesk.services.locking import Encrypted
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.printing import Choose, choose_printer, print_by
from consentdesk.ui.tasks import Lane, Progress


def tell_encrypted(done: Encrypted, banner: Banner, then: Callable[[], None]) -> None:
    """Say what was encrypted and what could not be, with the way to the recovery sheet."""
    action = _("Print the recovery sheet…")
    if done.left:
        said = _(
            "The register is encrypted, but these copies could not be: {paths}. Delete them, or "
            "keep them where nobody finds them. Then print the recovery sheet."
        ).format(paths=", ".join(path.name for path in done.left))
        banner.say(said, tone="no", icon="warning", action=action, then=then, stays=True)
        return
    said = _(
        "The passphrase is changed. The recovery sheet from before opens only backups that are "
        "kept elsewhere, no longer the register: print a new one now."
    )
    if done.was_encrypted:
        banner.say(said, tone="ok", icon="lock", action=action, then=then, stays=True)
        return
    said = _(
        "The register is encrypted. Print its recovery sheet now and keep it in a safe: without "
        "the passphrase and the sheet nobody can ever open it again."
    )
    banner.say(said, tone="ok", icon="lock", action=action, then=then, stays=True)


def print_recovery(
    context: Context, parent: QWidget, banner: Banner, choose: Choose = choose_printer
) -> None:
    """Put the sheet on a printer; no file of it is left behind."""
    printer = choose(parent, False)
    if printer is None:
        return
    printer.setDocName(_("Recovery sheet"))
    register, at = context.register, context.now()

    def work(progress: Progress, printer: QPrinter = printer) -> None:
        from consentdesk.services.recovery_sheet import print_recovery_sheet

        def make(path: Path, deliver: Callable[[Path], None]) -> None:
            print_recovery_sheet(register, at, path, deliver)

        print_by(printer, progress, make)

    def done(_none: None) -> None:
        said = _("The recovery sheet was printed. Keep it in a safe, away from this computer.")
        banner.say(said, tone="ok", icon="print")

    context.tasks.run(parent, work, done, failed=banner.tell, lane=Lane.LONG, title=_("Printing"))
