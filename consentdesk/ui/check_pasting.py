"""A picture without a file, in a private one for as long as it is looked at."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from consentdesk.errors import BadInput, ConsentDeskError
from consentdesk.ui.check_writing import keep_pasted
from consentdesk.ui.context import Context
from consentdesk.ui.private_folder import PrivateFolder
from consentdesk.ui.tasks import Lane


class Pasted:
    """The one that a window looks at, if it does."""

    def __init__(self, context: Context, window: QObject) -> None:
        self._context = context
        self._window = window
        self._folder: PrivateFolder | None = None

    @property
    def is_there(self) -> bool:
        """Whether such a picture is looked at."""
        return self._folder is not None

    def take(
        self,
        image: QImage,
        done: Callable[[Path], None],
        failed: Callable[[ConsentDeskError], None],
    ) -> None:
        """Put it into a file in place of the one before; `done` is told where that is."""
        self.forget()
        try:
            folder = self._folder = PrivateFolder()
        except BadInput as error:
            failed(error)
            return
        # A window deleted with the one it belongs to is not closed.
        self._window.destroyed.connect(folder.remove)
        self._context.tasks.run(
            self._window,
            lambda _progress: keep_pasted(image, folder),
            done,
            failed=failed,
            lane=Lane.LONG,
            replaces="paste",
        )

    def forget(self) -> None:
        """It is looked at no more."""
        if self._folder is not None:
            self._folder.remove()
            self._folder = None
