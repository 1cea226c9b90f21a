"""What every page of the main window is: it reads when it is seen, and says what its title is.

A page that is hidden while something changes reads again once it is shown; one that is seen reads
at once.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from consentdesk.ui.context import Context
from consentdesk.ui.widgets import Banner


class Page(QWidget):
    """One page; subclasses fill in `read` and the texts."""

    titled = Signal(str)
    """The window's title changed to this: what the page shows, not what it is called."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.banner = Banner()
        self._stale = True
        context.register_changed.connect(self._on_context_register_changed)

    @property
    def title(self) -> str:
        """What stands in the window's title."""
        raise NotImplementedError

    @property
    def help_text(self) -> str:
        """What F1 says about this page: what it is for, and its own keys."""
        raise NotImplementedError

    @property
    def search_field(self) -> QLineEdit | None:
        """Where Ctrl+F goes; None for a page with nothing to search."""
        return None

    def read(self) -> None:
        """Read everything shown again, off the GUI thread."""
        raise NotImplementedError

    def start(self) -> None:
        """Put the keyboard where work on this page begins."""
        field = self.search_field
        if field is not None:
            field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def _on_context_register_changed(self) -> None:
        if self.isVisible():
            self.read()
        else:
            self._stale = True
