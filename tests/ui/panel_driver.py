"""The photo panel as a person works it: type names, draw frames, say what it is about."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Photo, PhotoId, Question, Region
from consentdesk.ui.context import Context
from consentdesk.ui.photo_panel import PhotoPanel, open_photo_panel
from tests.services.office import Office
from tests.ui.driving import Driver


class PanelDriver(Driver):
    """Opens the panel over another window and works it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office) -> None:
        super().__init__(qtbot, context)
        self.office = office
        self.desk = QWidget()
        self.show(self.desk)
        self.panel: PhotoPanel

    def open(self, *paths: Path) -> PhotoPanel:
        """Open the panel on the photos that these files are."""
        return self.open_photos(*(self.office.photo(path) for path in paths))

    def open_photos(self, *photos: PhotoId) -> PhotoPanel:
        """Open the panel on these photos."""
        self.panel = open_photo_panel(self.context, self.desk, photos)
        self.qtbot.waitExposed(self.panel)
        self.panel.activateWindow()
        self.wait(self.panel.isActiveWindow)
        self.settle()
        return self.panel

    def name(self, *typed: str) -> None:
        """Type the beginning of names, each with Enter."""
        field = self.panel.people.field
        assert field.hasFocus()
        for text in typed:
            self.type(field, text)
            self.press(field, Qt.Key.Key_Return)

    def key(self, key: Qt.Key) -> None:
        """Press a key in the line for names."""
        self.press(self.panel.people.field, key)

    def chips(self) -> list[str]:
        """The names on the chips, with their notes."""
        chips = self.panel.people.chips.findChildren(QPushButton)
        return [b.text() for b in chips if b.isVisible() and b.text()]

    def offers(self) -> list[str]:
        """Every visible button of the part about people."""
        found = self.panel.people.findChildren(QPushButton)
        return [b.text() for b in found if b.isVisible()]

    def button(self, text: str) -> QPushButton:
        """The visible button with that text."""
        found = self.panel.findChildren(QPushButton)
        return next(b for b in found if b.isVisible() and b.text() == text)

    def draw(self, region: Region) -> None:
        """Draw a frame on the picture with the mouse."""
        canvas = self.panel.canvas
        box = canvas.place(region)
        begin, end = box.topLeft(), box.bottomRight()
        for kind, at, held in (
            (QMouseEvent.Type.MouseButtonPress, begin, Qt.MouseButton.LeftButton),
            (QMouseEvent.Type.MouseMove, box.center(), Qt.MouseButton.LeftButton),
            (QMouseEvent.Type.MouseMove, end, Qt.MouseButton.LeftButton),
            (QMouseEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton),
        ):
            self._send(kind, at, held)
        self.settle()

    def _send(self, kind: QMouseEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
        canvas = self.panel.canvas
        moved = kind == QMouseEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if moved else Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, none)
        QApplication.sendEvent(canvas, event)

    def photo(self, path: Path) -> Photo:
        """The photo as the register has it."""
        with self.office.register.read() as reader:
            return reader.photo(self.office.photo(path))

    def shown(self, path: Path) -> dict[SubjectId, Region | None]:
        """Who is on it, as the register has it."""
        photo = self.office.photo(path)
        with self.office.register.read() as reader:
            return {d.subject: d.region for d in reader.depicted([photo])[photo]}

    def judge(
        self,
        *places: Destination,
        publish: bool = True,
        reason: str = "A happy game",
        yes: Sequence[Question] = (),
    ) -> None:
        """Fill in the judgement of a situation and save it, by keyboard."""
        part = self.panel.assessment
        for place, chip in part.places.items():
            if chip.isChecked() != (place in places):
                chip.setFocus()
                self.press(chip, Qt.Key.Key_Space)
        for question in yes:
            part.questions[question].setFocus()
            self.press(part.questions[question], Qt.Key.Key_Space)
        chosen = part.yes if publish else part.no
        chosen.setFocus()
        self.press(chosen, Qt.Key.Key_Space)
        self.type(part.reason, reason)
        self.press(part.reason, Qt.Key.Key_Return)

    def current(self) -> PhotoId:
        """The photo looked at."""
        return self.panel.strip.current
