"""The picture beside the question who is on it: large, and larger still with a click or a key.

Whoever says that nobody is left out must be able to see whether somebody stands behind.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.remembered import room_for
from consentdesk.ui.side_by_side import LargePicture
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, row

if TYPE_CHECKING:
    from consentdesk.ui.thumbnails import Key

WIDE = 320
"""Pixels across that a picture has wherever the window has them."""
TALL = 240
"""And down."""
_SHARE = 0.4
"""The part of a low window's height that the picture takes: the line for names stays in sight."""
_LEAST_WIDE = 480
"""Pixels across in which both stand beside each other where the window is too low for more."""
_LARGER = 11, 9
"""The shares of the picture and of what is asked: never less than half for the picture."""
ENLARGE = "F11"


class PictureLook(LargePicture):
    """A picture that a click enlarges."""

    enlarged = Signal()
    """Somebody wants to see it as large as the screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_key(self, key: "Key | None", name: str, sha256: bytes | None = None) -> None:
        """Show that picture."""
        super().show_key(key, name, sha256)
        self.setToolTip(_("Click to enlarge (F11)"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click enlarges it; the keyboard stays in the line for names."""
        is_inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and is_inside:
            self.enlarged.emit()


class LookAndAsk(QWidget):
    """The picture beside what is asked of it, or above that where the window is narrow."""

    def __init__(self, context: Context, asked: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = ""
        self._key: Key | None = None
        self.picture = PictureLook(context)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2 * GRID)
        self._box.addWidget(self.picture, _LARGER[0])
        # From the top: what is clicked stays where it is when a message makes the picture lower.
        asking = QWidget()
        asking.setLayout(column(asked, None))
        self._box.addWidget(asking, _LARGER[1])
        self.setLayout(self._box)
        self.picture.enlarged.connect(self.enlarge)
        shortcut = QShortcut(QKeySequence(ENLARGE), self)
        shortcut.activated.connect(self.enlarge)
        self._window: QWidget | None = None

    def show_picture(self, key: "Key", name: str, sha256: bytes | None) -> None:
        """Show that picture, which holds those bytes; it is read again only if it is another."""
        self._key, self._name = key, name
        self.picture.show_key(key, name, sha256)

    def enlarge(self) -> None:
        """Show it as large as the screen has room."""
        if self._key is not None and self.isVisible():
            open_large(self._context, self, self._key, self._name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where both have room."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The height of the window decides how much of it the picture takes."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if self._window is not self.window():
            self._window = self.window()
            self._window.installEventFilter(self)
        is_low = self.window().height() < 2 * TALL
        beside = self.width() >= (_LEAST_WIDE if is_low else 2 * WIDE + self._box.spacing())
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if beside else down)
        self._box.setStretch(1, _LARGER[1] if beside else 0)
        self.picture.setMinimumHeight(min(TALL, int(self.window().height() * _SHARE)))


class LargeDialog(Dialog):
    """One picture, as large as the screen."""

    def __init__(self, context: Context, parent: QWidget, key: "Key", name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self.picture = LargePicture(context)
        self.picture.show_key(key, name)
        close = button(_("Close"), kind=Look.PRIMARY, tip=_("Esc"))
        close.clicked.connect(self.accept)
        whole = column(self.picture, row(None, close), gap=GRID)
        whole.setContentsMargins(GRID, GRID, GRID, GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.resize(QSize(10_000, 10_000).boundedTo(room_for(self)))
        QShortcut(QKeySequence(ENLARGE), self, self.accept)
        close.setFocus()


def open_large(context: Context, parent: QWidget, key: "Key", name: str) -> LargeDialog:
    """Show that picture alone; Esc, Enter or the same key goes back."""
    dialog = LargeDialog(context, parent.window(), key, name)
    dialog.open()
    return dialog
