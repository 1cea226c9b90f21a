"""The recovery sheet from the windows: offered once the register is encrypted, and printed.

Once it is on paper that stands in the journal, and the overview reminds nobody of it any more.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from consentdesk.i18n import _
from consentdesk.services.encrypt_lines import left_as_it_was
from consentdesk.services.locking import Encrypted
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.printing import Choose, choose_printer, print_by
from consentdesk.ui.tasks import Lane, Progress


def tell_encrypted(done: Encrypted, banner: Banner, then: Callable[[], None]) -> None:
    """Say what was encrypted and what could not be, with the way to the recovery sheet."""
    action = _("Print the recovery sheet…")
    if not done.is_whole:
        # All of them, for whoever reads it is to go and delete them; a long message scrolls.
        left = left_as_it_was(done, lambda paths: ", ".join(breakable(str(p)) for p in paths))
        said = " ".join(("\n".join(left), _("Then print the recovery sheet.")))
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
    register, clerk, at = context.register, context.clerk, context.now()

    def work(progress: Progress, printer: QPrinter = printer) -> None:
        from consentdesk.services.recovery_sheet import note_printed, print_recovery_sheet

        def make(path: Path, deliver: Callable[[Path], None]) -> None:
            print_recovery_sheet(register, at, path, deliver)

        print_by(printer, progress, make)
        note_printed(register, clerk, at)

    def done(_none: None) -> None:
        said = _("The recovery sheet was printed. Keep it in a safe, away from this computer.")
        banner.say(said, tone="ok", icon="print")
        context.tell_written()

    context.tasks.run(parent, work, done, failed=banner.tell, lane=Lane.LONG, title=_("Printing"))


def say_printed(context: Context, parent: QWidget, banner: Banner) -> None:
    """Somebody has the sheet already: journal that, and say where it belongs."""
    register, clerk, at = context.register, context.clerk, context.now()

    def work() -> None:
        from consentdesk.services.recovery_sheet import note_printed

        note_printed(register, clerk, at)

    def done(_none: None) -> None:
        said = _("Noted: the recovery sheet is on paper. Keep it in a safe, away from here.")
        banner.say(said, tone="ok", icon="done")
        context.tell_written()

    context.tasks.run(parent, lambda _progress: work(), done, failed=banner.tell)
