"""Files from outside, and what is to be done with them: from a start, a later start, the system.

A file manager that was told to open many files may start the program once for each, and the system
may send an event for each. So what comes within a moment is gathered, and opened together.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent

from consentdesk.ui import doors
from consentdesk.ui.file_kinds import is_pack, is_scan

if TYPE_CHECKING:
    from consentdesk.ui.context import Context
    from consentdesk.ui.desk import Desk
    from consentdesk.ui.main_window import MainWindow

IMPORT, INBOX, CHECK = "import", "inbox", "check"
MOMENT = 150
"""Milliseconds without anything new after which what came is opened."""

Handed = tuple[str, tuple[Path, ...]]
"""What is wanted, "" being to look at the files, and the files."""


class Gathering(QObject):
    """What has come and waits: for more of it, or for a register that is not open yet."""

    ready = Signal()
    """Nothing more has come for a moment."""

    def __init__(self, wanted: str, paths: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, dict[Path, None]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MOMENT)
        self._timer.timeout.connect(self.ready)
        self.add(wanted, paths)

    def add(self, wanted: str, paths: Sequence[Path]) -> None:
        """More has come."""
        self.keep(wanted, paths)
        if self._kept:
            self._timer.start()

    def take(self) -> tuple[Handed, ...]:
        """All of it, each file once, in the order it came."""
        kept, self._kept = self._kept, {}
        return tuple((wanted, tuple(paths)) for wanted, paths in kept.items())

    def keep(self, wanted: str, paths: Sequence[Path]) -> None:
        """The same, until somebody asks for it."""
        if wanted or paths:
            self._kept.setdefault(wanted, {}).update(dict.fromkeys(paths))


class FilesFromSystem(QObject):
    """Hears the events by which a system opens files in a program that is running (macOS)."""

    files_came = Signal(object)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is such an event, and leave every other."""
        if isinstance(event, QFileOpenEvent):
            if event.file():
                self.files_came.emit((Path(event.file()),))
            return True
        return super().eventFilter(watched, event)


def hear_the_system(app: QCoreApplication, desk: "Desk", platform: str) -> None:
    """From now on the desk takes what that system (`sys.platform`) hands over by events."""
    if platform == "darwin":
        # Nobody else hands files over by an event, and a filter sees every event of every window.
        from_system = FilesFromSystem(desk)
        from_system.files_came.connect(desk.take_files)
        app.installEventFilter(from_system)


def deliver(context: "Context", window: "MainWindow", handed: Sequence[Handed]) -> None:
    """Open what is wanted, with the files; the register is open."""
    for wanted, paths in handed:
        match wanted:
            case "import":
                _add_photos(window, paths)
            case "inbox":
                context.show_page("forms", "inbox")
                if paths:
                    window.take_scans(paths)
            case _:
                scans = tuple(path for path in paths if is_scan(path))
                others = tuple(path for path in paths if path not in scans)
                if scans:
                    window.take_scans(scans)
                if others or not scans:
                    doors.open_check(context, window, others)


def deliver_packs(
    context: "Context", window: "MainWindow", handed: Sequence[Handed]
) -> tuple[Handed, ...]:
    """Open the check packs among the files, which need no register; the rest is handed back."""
    rest = []
    for wanted, paths in handed:
        packs = [path for path in paths if is_pack(path)]
        if not packs:
            rest.append((wanted, paths))
            continue
        # Whatever came together with a pack is to be checked against it.
        others = tuple(path for path in paths if path not in packs)
        doors.open_pack(context, window, packs[-1], others)
    return tuple(rest)


def _add_photos(window: "MainWindow", paths: Sequence[Path]) -> None:
    from consentdesk.ui.photos_page import PhotosPage

    window.go("photos")
    page = window.pages.page
    if isinstance(page, PhotosPage):
        if paths:
            page.take_files(paths)
        else:
            page.choose_files()
