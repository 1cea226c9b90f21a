"""The window for covers as a person works it: draw, pull handles, press keys."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.covers import Drawn, Point
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.services import hiding
from consentdesk.ui.context import Context
from consentdesk.ui.cover_window import CoverWindow, open_covering
from tests.services.office import Office
from tests.ui.driving import Driver

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class CoverDriver(Driver):
    """Opens the window over another one and works it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office) -> None:
        super().__init__(qtbot, context)
        self.office = office
        self.desk = QWidget()
        self.show(self.desk)
        self.window: CoverWindow

    def open(self, *photos: PhotoId, subject: SubjectId | None = None) -> CoverWindow:
        """Open it on these photos, and wait for the picture."""
        self.window = open_covering(self.context, self.desk, photos, subject)
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.settle()
        return self.window

    def drag(self, *points: Point) -> None:
        """Press on the first point, go over the others, and let go on the last."""
        self._send(QEvent.Type.MouseButtonPress, points[0], LEFT)
        for point in points[1:]:
            self._send(QEvent.Type.MouseMove, point, LEFT)
        self._send(QEvent.Type.MouseButtonRelease, points[-1], NONE)
        self.settle()

    def tap(self, point: Point, *, twice: bool = False) -> None:
        """Click on a point of the picture, or double-click."""
        self._send(QEvent.Type.MouseButtonPress, point, LEFT)
        self._send(QEvent.Type.MouseButtonRelease, point, NONE)
        if twice:
            self._send(QEvent.Type.MouseButtonDblClick, point, LEFT)
            self._send(QEvent.Type.MouseButtonRelease, point, NONE)
        self.settle()

    def keys(self, *keys: Qt.Key, shift: bool = False) -> None:
        """Press keys on the picture, and wait until the hand rests."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.window.canvas.setFocus()
        for key in keys:
            QTest.keyClick(self.window.canvas, key, held)
        self.window.canvas.settle()
        self.settle()

    def kept(self, photo: PhotoId | None = None) -> Drawn:
        """What the register says is drawn."""
        with self.office.register.read() as reader:
            return hiding.drawn_on(reader, photo or self.window.photo)

    def _send(self, kind: QEvent.Type, point: Point, held: Qt.MouseButton) -> None:
        canvas = self.window.canvas
        at: QPointF = canvas.spot(point)
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, none)
        QApplication.sendEvent(canvas, event)
