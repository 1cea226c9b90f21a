"""A line under a picture: what copies may do, covered or cropped as somebody drew it.

The verdict beside it is of the file, which still shows everybody.
"""

from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.ui.context import Context
from consentdesk.ui.cover_reading import read_note
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import column, label


class CoveredNote(QWidget):
    """The line; hidden where nothing is drawn."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photo: PhotoId | None = None
        self._said: QLabel = label("", Look.STRONG, wrap=True)
        self.setLayout(column(self._said))
        self.hide()
        context.register_changed.connect(self._read)

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._said.text()

    def show_photo(self, photo: PhotoId | None) -> None:
        """Read and say it of that photo; None for a file that is none."""
        if photo != self._photo:
            self.hide()
        self._photo = photo
        self._read()

    def _read(self) -> None:
        context, photo = self._context, self._photo
        if photo is None or not context.is_open:
            self.hide()
            return
        context.tasks.run(
            self,
            lambda _progress: (photo, read_note(context, photo)),
            self._on_read,
            failed=lambda _error: self.hide(),
            replaces="covered note",
        )

    def _on_read(self, found: tuple[PhotoId, str]) -> None:
        photo, said = found
        if photo == self._photo:
            self._said.setText(said)
            self.setVisible(bool(said))
