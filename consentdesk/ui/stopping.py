"""The questions before the program ends while something is under way; staying is what is safe."""

from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.message_boxes import dress
from consentdesk.ui.write_queue import WriteQueue


def may_end(context: Context, window: QWidget) -> bool:
    """Whether nothing is under way, or somebody has said that it may be lost."""
    if any(job.title and not job.resumes for job in context.tasks.running):
        said = _(
            "Work is still going on. If you quit now, it is stopped. Photos that have come in "
            "stay; everything else is undone."
        )
        names = (_("Keep working"), _("Stop and quit"))
        if not _asked(window, _("Work is still going on"), said, *names):
            return False
    if _is_kept(context):
        said = _(
            "Something you said is not in the register yet, which can't be written to at the "
            "moment. If you quit now, it is lost."
        )
        names = (_("Keep it and wait"), _("Quit and lose it"))
        return _asked(window, _("Not everything is written"), said, *names)
    return True


def _is_kept(context: Context) -> bool:
    places = (context, *QApplication.topLevelWidgets())
    return any(queue.is_held for place in places for queue in place.findChildren(WriteQueue))


def _asked(window: QWidget, title: str, said: str, stay: str, leave: str) -> bool:
    box = QMessageBox(window)
    box.setWindowTitle(title)
    box.setText(said)
    stays = box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
    leaves = box.addButton(leave, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stays)
    box.setEscapeButton(stays)
    dress(box, "warning")
    box.exec()
    return box.clickedButton() is leaves
