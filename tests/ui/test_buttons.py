"""Buttons that state something, and numbers that nobody meant to change."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.ui.buttons import StatementButton
from consentdesk.ui.number_box import NumberBox


def test_a_letter_held_down_states_something_once(qtbot: QtBot) -> None:
    window = QWidget()
    button = StatementButton("&All are named")
    layout = QVBoxLayout(window)
    layout.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    heard: list[bool] = []
    button.clicked.connect(lambda: heard.append(True))
    handle = window.windowHandle()
    assert handle is not None
    alt = Qt.KeyboardModifier.AltModifier
    for repeat in (False, True, True, True):
        for kind in (QKeyEvent.Type.KeyPress,):
            event = QKeyEvent(kind, Qt.Key.Key_A, alt, "a", repeat)
            QApplication.sendEvent(handle, event)
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(150)
    assert heard == [True]
    button.setText("&Both are named")
    QApplication.sendEvent(handle, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_B, alt, "b"))
    qtbot.waitUntil(lambda: len(heard) == 2)


def test_whoever_scrolls_past_a_number_leaves_it_as_it_is(qtbot: QtBot) -> None:
    box = NumberBox()
    box.setRange(0, 9)
    box.setValue(2)
    qtbot.addWidget(box)
    box.show()
    for focused in (False, True):
        if focused:
            box.setFocus()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(box.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        assert box.value() == 2
