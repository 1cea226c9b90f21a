"""The programs that `bench_window start` compares, each started anew.

    python -m tests.bench.starting bare
    python -m tests.bench.starting ours

Nothing is imported here that the program itself would not import, because both are charged with it.
`ours` goes the way of a start from the menu; the register comes from CONSENTDESK_REGISTER. Each
writes lines of a word, seconds since BEGAN by the clock, and seconds of processor time.
"""

import gc
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from consentdesk.ui.main_window import MainWindow


def main(which: str) -> None:
    """Run one of them until it is idle, ours until it is filled."""
    if which == "bare":
        _bare()
    else:
        _ours()


def _told(what: str) -> None:
    waited = time.time() - float(os.environ["BEGAN"])
    sys.stdout.write(f"{what} {waited} {time.process_time()}\n")


def _bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window = QMainWindow()
    table = QTableView()
    model = QStandardItemModel(20, 4)
    for row in range(20):
        for column in range(4):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1280, 800)
    window.show()

    def idle() -> None:
        _told("idle")
        app.quit()

    QTimer.singleShot(0, lambda: QTimer.singleShot(0, idle))
    app.exec()


def _ours() -> None:
    gc.disable()
    from consentdesk import __main__ as program
    from consentdesk.ui.plain_import import take_import_back

    # The application is made as `run` would make it, so that somebody can watch it from outside.
    take_import_back()
    from consentdesk.ui.application import make_application

    watcher = _Watcher(make_application())
    status = program.main(["gui"])
    del watcher
    sys.exit(status)


class _Watcher:
    """Looks for the main window as soon as the event loop runs, and tells when it is ready."""

    def __init__(self, app: "QApplication") -> None:
        from PySide6.QtCore import QTimer

        self._app = app
        self._idle = False
        self._timer = QTimer(app)
        self._timer.timeout.connect(self._look)
        self._timer.start(0)

    def _look(self) -> None:
        from consentdesk.ui.main_window import MainWindow

        windows = [w for w in self._app.topLevelWidgets() if isinstance(w, MainWindow)]
        if not windows or not windows[0].isVisible():
            return
        if not self._idle:
            self._idle = True
            self._timer.start(2)
            self._later("idle")
        elif self._is_filled(windows[0]):
            self._timer.stop()
            _told("filled")
            windows[0].close()

    def _is_filled(self, window: "MainWindow") -> bool:
        from consentdesk.ui.overview_page import OverviewPage

        if window.front is not None:
            return True
        page = window.pages.page
        return isinstance(page, OverviewPage) and bool(page.cards.cards)

    def _later(self, what: str) -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, lambda: _told(what))


if __name__ == "__main__":
    main(sys.argv[1])
