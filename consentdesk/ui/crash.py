"""A bug in our own code: told in a sentence, written down without names, and the window stays.

What a report holds is `bugs`' business: kinds of exception and places in the program, no messages,
no values, no paths.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from consentdesk.i18n import _

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QMessageBox


class CrashHook:
    """Stands in for sys.excepthook while the windows are open."""

    def __init__(self, now: Callable[[], datetime], parent: Callable[[], QWidget | None]) -> None:
        self._now = now
        self._parent = parent
        self._before = sys.excepthook
        self._told: QMessageBox | None = None

    def install(self) -> None:
        """From now on a bug is told in a window."""
        sys.excepthook = self

    def remove(self) -> None:
        """Put things back as they were."""
        sys.excepthook = self._before

    def __call__(
        self,
        kind: type[BaseException],
        bug: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        from consentdesk.bugs import keep_report, report_text

        keep_report(bug, self._now())
        # One message is enough: a bug in something that repeats would bury the window in them.
        if self._told is not None:
            return
        self._told = bug_message(self._parent(), report_text(bug))
        self._told.finished.connect(self._on_told_finished)
        self._told.open()
        del trace

    def _on_told_finished(self) -> None:
        self._told = None


def bug_message(parent: QWidget | None, report: str) -> QMessageBox:
    """The message about a bug, with a button that copies its report."""
    from PySide6.QtWidgets import QMessageBox

    from consentdesk.ui.message_boxes import dress

    told = QMessageBox(parent)
    told.setWindowTitle(_("Something went wrong"))
    told.setText(
        _(
            "Something went wrong in the program, and what you did last may not have worked. "
            "What is in the register is untouched. Copy the error details and send them to "
            "whoever looks after ConsentDesk."
        )
    )
    told.setInformativeText(_("The details hold no names and no file names."))
    copy = told.addButton(_("Copy error details"), QMessageBox.ButtonRole.ActionRole)
    close = told.addButton(_("Close"), QMessageBox.ButtonRole.RejectRole)
    copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
    told.setDefaultButton(close)
    dress(told, "warning", strong=False)
    return told
