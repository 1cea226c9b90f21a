"""What every page of the main window is: it reads when it is seen, and says what its title is.

A page that is hidden while something changes reads again once it is shown; one that is seen reads
at once.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from consentdesk.domain.people import SubjectId


class Page(QWidget):
    """One page; subclasses fill in `read` and the texts.

    Qt's classes have a metaclass of their own, so what is abstract is held by mypy alone.
    """

    titled = Signal(str)
    """The window's title changed to this: what the page shows, not what it is called."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.banner = Banner()
        self._stale = True
        context.register_changed.connect(self._on_context_register_changed)
        context.step_undone.connect(self._on_context_step_undone)

    @property
    @abstractmethod
    def title(self) -> str:
        """What stands in the window's title."""

    @property
    @abstractmethod
    def help_text(self) -> str:
        """What F1 says about this page: what it is for, and its own keys."""

    @property
    def search_field(self) -> QLineEdit | None:
        """Where Ctrl+F goes; None for a page with nothing to search."""
        return None

    @property
    def chosen_subjects(self) -> tuple[SubjectId, ...]:
        """The people chosen on this page, for whom forms may be printed."""
        return ()

    @abstractmethod
    def read(self) -> None:
        """Read everything shown again, off the GUI thread."""

    def show_part(self, part: str) -> None:
        """Show one of the views the page has, by the page's own name for it."""
        del part

    def start(self) -> None:
        """Put the keyboard where work on this page begins."""
        field = self.search_field
        if field is not None:
            field.setFocus()

    @property
    def main_part(self) -> QWidget | None:
        """What the page is there for: its list or table; None where `start` goes there anyway."""
        return None

    def start_within(self) -> None:
        """Put the keyboard on the main part, for somebody who was led here."""
        part = self.main_part
        if part is not None and part.isVisible():
            part.setFocus()
        else:
            self.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        if self._stale and self.context.is_open:
            self._stale = False
            self.read()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back finds no message about what was done before."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.banner.forget_success()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Take files dropped on the page; False leaves them to the window."""
        del paths
        return False

    def _on_context_step_undone(self, said: str) -> None:
        """What went well before may be just what is gone, and the button with it."""
        self.banner.forget_success()
        if self.isVisible():
            self.banner.say(said, tone="ok", icon="done")

    def _on_context_register_changed(self) -> None:
        if self.isVisible():
            self._stale = False
            self.read()
        else:
            self._stale = True
