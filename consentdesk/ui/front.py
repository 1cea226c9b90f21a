"""What may stand in the window instead of the desk, as long as no register is open."""

from abc import abstractmethod

from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError


class Front(QWidget):
    """A page of its own, without the sidebar."""

    tells_progress = False
    """Whether it shows how far work has come itself, so that the window need not."""

    @abstractmethod
    def start(self) -> None:
        """Put the keyboard where work begins."""

    @abstractmethod
    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong."""
