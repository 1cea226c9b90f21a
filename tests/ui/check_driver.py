"""The check window as a person works it: drop, paste, look, answer."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import Heap
from consentdesk.ui.verdict_badge import VerdictBadge
from tests.ui.driving import Driver


class CheckDriver(Driver):
    """Opens the window beside another one and works it."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.window = self.open()

    def open(self, paths: Sequence[Path] = (), *, paste: bool = False) -> CheckWindow:
        """Open the window as the doors do."""
        window = open_check_window(self.context, self.desk, paths, paste=paste)
        self.qtbot.waitExposed(window)
        window.activateWindow()
        self.wait(window.isActiveWindow)
        self.settle()
        return window

    def check(self, *paths: Path) -> None:
        """Drop files on the window."""
        assert self.drop(self.window, paths)
        self.answered()

    def answered(self) -> None:
        """Wait for a verdict to be shown, whatever it takes to get one."""
        self.wait(lambda: self.window.view in {self.window.one, self.window.many})
        self.settle()

    def drop_image(self, image: QImage) -> None:
        """Drop a picture without a file, as browsers do."""
        data = QMimeData()
        data.setImageData(image)
        data.setUrls([QUrl("https://example.org/picture.jpg")])
        self._drop_data(data)

    def _drop_data(self, data: QMimeData) -> None:
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none, at = Qt.KeyboardModifier.NoModifier, self.window.rect().center()
        QApplication.sendEvent(self.window, QDragEnterEvent(QPoint(at), copy, data, left, none))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(at), copy, data, left, none))
        self.settle()

    @property
    def is_one(self) -> bool:
        """Whether one picture is shown."""
        return self.window.view is self.window.one

    @property
    def sentence(self) -> str:
        """The sentence beside the large shape."""
        return self.window.one.sentence.text()

    def verdicts(self) -> list[str]:
        """The word of each destination's row."""
        badges = self.window.one.rows.findChildren(VerdictBadge)
        return [b.accessibleName().partition(": ")[2] for b in badges if b.isVisible()]

    def words(self) -> str:
        """Everything written about the one picture."""
        labels = self.window.one.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def offers(self) -> list[str]:
        """The buttons below the verdict that lead on."""
        one = self.window.one
        places = (one, one.steps)
        shown = (b for p in places for b in p.findChildren(QPushButton) if b.isVisible())
        more = [a.text() for a in one.more.menu().actions()]
        return [*(b.text() for b in shown if b.text().endswith("…")), *more]

    def go(self, text: str) -> None:
        """Take the way on with that text, beside the others or behind “More”."""
        more = self.window.one.more
        actions = {a.text(): a for a in more.menu().actions()}
        if text in actions:
            assert more.isVisible()
            actions[text].trigger()
            self.settle()
        else:
            self.click(self.offer(text))

    def offer(self, text: str) -> QPushButton:
        """The button with that text."""
        found = self.window.findChildren(QPushButton)
        return next(b for b in found if b.isVisible() and b.text() == text)

    def counts(self) -> dict[Heap, int]:
        """How many of each there are."""
        return {h: n for h, n in self.window.many.model.counts.items() if n}

    def listed(self) -> list[str]:
        """The files in the list."""
        return [r.finding.path.name for r in self.window.many.model.shown]

    def name(self, *typed: str) -> None:
        """Type the beginning of names, each with Enter, into the line that has the keyboard."""
        field = self.window.one.naming.field
        assert field.hasFocus()
        for text in typed:
            self.type(field, text)
            self.press(field, Qt.Key.Key_Return)

    def named(self) -> list[SubjectId]:
        """Who is named so far."""
        return [p.id for p in self.window.one.naming.chips.people]
