"""Whether somebody is there: tells once nobody has touched the keys or the mouse for a while.

Only where the register is encrypted, for without a passphrase nothing can be locked.
"""

from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from consentdesk.settings import lock_laid_down
from consentdesk.ui.context import Context

LOCK_AFTER = "lock/minutes"
"""Setting of this computer: after how long without a key or the mouse an encrypted register is
locked; 0 is never."""
USUAL = 15
"""Minutes, unless somebody has chosen."""
_LOOK = 5000
"""Milliseconds between two looks how long nobody has been there."""
_INPUT = frozenset(
    {
        # A key that is a shortcut comes as nothing else.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)


class Away(QObject):
    """Tells once nobody has touched key, mouse or screen for as long as the settings say.

    Looks at what comes to the window that is in front, not at every event of every widget.
    """

    gone = Signal()
    """Nobody is there, or somebody says that they are leaving (Ctrl+L)."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._touched = monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)

    def start(self) -> None:
        """Begin to watch."""
        self._touched = monotonic()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Somebody is there; nothing is kept from anybody."""
        if event.type() in _INPUT:
            self._touched = monotonic()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if held and event.key() == Qt.Key.Key_L:
                # A dialog that waits for an answer keeps the menus' keys from them.
                self.gone.emit()
        return False

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            self._touched = monotonic()
            window.installEventFilter(self)

    def look(self) -> None:
        """See how long nobody has been there."""
        minutes = lock_after(self._context)
        if not minutes or monotonic() - self._touched < 60 * minutes:
            return
        if encrypted_file(self._context) is not None:
            self._touched = monotonic()
            self.gone.emit()


def lock_after(context: Context) -> int:
    """After how many minutes without anybody an encrypted register is locked; 0 is never."""
    laid_down = lock_laid_down(context.laid_down)
    if laid_down is not None:
        return laid_down
    try:
        return max(0, int(str(context.settings.value(LOCK_AFTER, USUAL))))
    except ValueError:
        return USUAL


def encrypted_file(context: Context) -> Path | None:
    """The file of the open register, if it takes a passphrase."""
    from consentdesk.services.locking import is_encrypted

    path = context.register.place.path if context.is_open else None
    return path if path is not None and is_encrypted(str(path)) else None
