"""The inbox as a secretary works it: look at the page, Enter, and the next sheet."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from consentdesk.domain.inbox import Sheet, SheetState
from consentdesk.services.inbox.listing import Inbox, read_inbox
from consentdesk.ui.forms_page import FormsPage
from consentdesk.ui.inbox_board import InboxBoard
from consentdesk.ui.inbox_summary import SummaryDialog
from consentdesk.ui.inbox_tab import InboxTab
from consentdesk.ui.main_window import MainWindow
from tests.ui.driving import Driver, texts

ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier


class InboxDriver:
    """Works the tab in the main window; counts the keys it presses."""

    def __init__(self, window: MainWindow, driver: Driver) -> None:
        self.window = window
        self.driver = driver
        self.pressed = 0

    @property
    def page(self) -> FormsPage:
        page = self.window.pages.page
        assert isinstance(page, FormsPage)
        return page

    @property
    def tab(self) -> InboxTab:
        return self.page.inbox

    @property
    def board(self) -> InboxBoard:
        return self.tab.board

    def open(self) -> None:
        """Ctrl+7, as the clerk opens the page."""
        self.window.activateWindow()
        self.control(Qt.Key.Key_7)

    def drop(self, *paths: Path) -> None:
        """Drop scans on the window."""
        assert self.driver.drop(self.window, paths)

    def keys(self, *keys: str | Qt.Key) -> None:
        """Press keys where the keyboard is; a text is as many keys as it has signs."""
        for key in keys:
            for one in key if isinstance(key, str) else (key,):
                # A dialog that closed leaves no window active where there is no window manager.
                if QApplication.activeWindow() is None:
                    self.window.activateWindow()
                    self.driver.wait(self.window.isActiveWindow)
                focus = QApplication.focusWidget()
                assert focus is not None, "the keyboard is nowhere"
                self.pressed += 1
                if isinstance(one, str):
                    QTest.keyClicks(focus, one)
                else:
                    QTest.keyClick(focus, one)
                self.driver.settle()

    def control(self, key: Qt.Key) -> None:
        """Press Ctrl and a key."""
        self.pressed += 1
        focus = QApplication.focusWidget() or self.window
        QTest.keyClick(focus, key, CONTROL)
        self.driver.settle()

    def choose(self, name: str) -> None:
        """Click an entry of the queue."""
        queue = self.board.queue
        row = next(n for n, text in enumerate(texts(queue)) if name in text)
        self.driver.click_row(queue, self.board.model.index(row))

    def inbox(self) -> Inbox:
        """What lies in the register."""
        with self.driver.context.register.read() as reader:
            return read_inbox(reader)

    def sheets(self, state: SheetState) -> Sequence[Sheet]:
        with self.driver.context.register.read() as reader:
            return reader.inbox_sheets((state,))

    def queue(self) -> list[str]:
        """What stands in the queue."""
        return texts(self.board.queue)

    @property
    def name(self) -> str:
        """Whose sheet lies in the middle."""
        return self.board.answers.name.text()

    @property
    def said(self) -> str:
        """What the banner says."""
        return self.page.banner.text

    @property
    def summary(self) -> SummaryDialog:
        """The question that is open."""
        found = self.tab.findChildren(SummaryDialog)
        assert len(found) == 1
        return found[0]
