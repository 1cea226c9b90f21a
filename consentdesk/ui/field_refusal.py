"""Why what was typed in a field will not do: a sentence directly below it, and read with it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.ui import icons
from consentdesk.ui.follow import bring_into_sight, tell_below
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, column, label, row


class FieldRefusal(QFrame):
    """Stands below its field, where the place for the `usual` sentence is kept: nothing moves.

    What is said describes the field for a screen reader, too, until something else is typed.
    """

    def __init__(self, field: QLineEdit, usual: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._hint = ""
        self._mark = QLabel()
        self._text: QLabel = label(usual, wrap=True)
        look(self, Look.BANNER)
        self.setProperty("tone", "no")
        self._draw()
        whole = row(column(self._mark, None), self._text, gap=GRID)
        whole.setStretch(1, 1)
        whole.setContentsMargins(GRID, GRID, GRID, GRID)
        self.setLayout(whole)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.hide()
        tell_below(field, self)
        field.textEdited.connect(self.forget)

    @property
    def text(self) -> str:
        """What it says, or "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str) -> None:
        """Say it, and put the keyboard into the field with all that was typed chosen."""
        if self.isHidden():
            self._hint = self._field.accessibleDescription()
        self._text.setText(text)
        self._field.setAccessibleDescription(f"{text} {self._hint}".strip())
        self.show()
        self._field.setFocus()
        self._field.selectAll()
        bring_into_sight(self, self._field)
        announce(self._field, text)

    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong: what happened, why, what to do."""
        from consentdesk.wording import problem_sentence

        self.say(problem_sentence(error))

    def forget(self) -> None:
        """What was refused is being changed."""
        if not self.isHidden():
            self.hide()
            self._field.setAccessibleDescription(self._hint)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        colour, density = colours(self.palette()).no, self.devicePixelRatioF()
        self._mark.setMinimumSize(QSize(icons.SIZE, icons.SIZE))
        self._mark.setPixmap(icons.pixmap("warning", colour, icons.SIZE, density))
