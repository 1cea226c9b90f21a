"""One text of a form to be written: what it is, what it translates, the text, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QWidget

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.widgets import announce, button, column, label, row

_LINES = 7
"""A field is at most so many lines high; then it scrolls."""


def is_step_key(event: QEvent) -> bool:
    """Whether a field is asked if it wants the keys for undo and redo for itself."""
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
        return False
    standard = QKeySequence.StandardKey
    return event.matches(standard.Undo) or event.matches(standard.Redo)


class TextEdit(QPlainTextEdit):
    """A text as one passage, as high as it needs; Tab leaves it, and undo is its window's."""

    left = Signal()
    """The keyboard went elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    @property
    def text(self) -> str:
        """What stands there as one line, as it is kept."""
        return " ".join(self.toPlainText().split())

    def sizeHint(self) -> QSize:
        """As high as its text."""
        return QSize(super().sizeHint().width(), self._tall())

    def minimumSizeHint(self) -> QSize:
        """The same; it gives way in width alone."""
        return QSize(20 * GRID, self._tall())

    def event(self, event: QEvent) -> bool:
        """Leave the keys for undo and redo to the window, which knows all steps."""
        if is_step_key(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A text has one passage, so Enter goes on to the next one."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted becomes one passage too."""
        self.insertPlainText(" ".join(source.text().split("\n")))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever comes back begins another step."""
        super().focusOutEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the text into other lines."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _tall(self) -> int:
        lines = min(max(1, round(self.document().size().height())), _LINES)
        around = self.contentsMargins().top() + self.contentsMargins().bottom()
        inner = 2 * round(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + around + inner + 2

    def _fit(self) -> None:
        tall = self._tall()
        if self.minimumHeight() != tall:
            self.setFixedHeight(tall)


class Note(QWidget):
    """A sign and a sentence below a field, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = "", ""
        self._icon = QLabel()
        self.text: QLabel = label("", wrap=True)
        whole = row(self._icon, self.text)
        whole.setStretch(1, 1)
        whole.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self._icon.setFixedSize(icons.SIZE, icons.SIZE)
        self.text.setMinimumHeight(icons.SIZE)
        self.setLayout(whole)
        self.hide()

    def say(self, text: str, icon: str = "info", tone: str = "muted") -> None:
        """Show a sentence; `tone` is muted, ok, no or unknown."""
        self._name, self._tone = icon, tone
        if text != self.text.text():
            self.text.setText(text)
        self._draw()
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign again in new colours."""
        if event.type() is QEvent.Type.PaletteChange and self._name:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        c = colours(self.palette())
        colour = {"ok": c.ok, "no": c.no, "unknown": c.unknown}.get(self._tone, c.muted)
        density = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._name, colour, icons.SIZE, density))


class TextField(QWidget):
    """A text under its name, with the one it translates above it."""

    typed = Signal(str, str)
    """Key and text."""
    confirmed = Signal(str)
    """The text of that key still says the same."""
    left = Signal()

    def __init__(self, key: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.name = name
        self._is_showing = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._above = label(self.name, Look.STRONG, wrap=True)
        self.reference: QLabel = label("", Look.MUTED, wrap=True)
        self.reference.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.edit = TextEdit()
        self.edit.setAccessibleName(self.name)
        self.note = Note()
        self.places = Note()
        self.right = button(_("Still right"), "done", Look.QUIET)
        self.right.setAccessibleName(_("Still right: {text}").format(text=self.name))
        self.right.hide()

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.edit.left.connect(self.left)
        self.right.clicked.connect(lambda: self.confirmed.emit(self.key))

    def _assemble(self) -> None:
        told = row(self.note, self.right)
        told.setStretch(0, 1)
        whole = column(self._above, self.reference, self.edit, told, self.places, gap=GRID // 2)
        self.setLayout(whole)

    def write_leftwards(self, *, on: bool) -> None:
        """Whether its language is written from right to left."""
        way = Qt.LayoutDirection.RightToLeft if on else Qt.LayoutDirection.LeftToRight
        document = self.edit.document()
        option = document.defaultTextOption()
        if option.textDirection() is not way:
            option.setTextDirection(way)
            # Qt turns neither of them round with the other.
            edge = Qt.AlignmentFlag.AlignRight if on else Qt.AlignmentFlag.AlignLeft
            option.setAlignment(edge | Qt.AlignmentFlag.AlignAbsolute)
            document.setDefaultTextOption(option)

    def show_text(self, text: str, reference: str, places: Sequence[str]) -> None:
        """Show the text as it is kept; what is being typed is left as it stands."""
        self._is_showing = True
        if normalize("NFC", self.edit.text) != text:
            self.edit.setPlainText(text)
        self._is_showing = False
        self.reference.setText(reference)
        self.reference.setVisible(bool(reference))
        self.places.say(" ".join(places))
        self.edit.setAccessibleDescription(" ".join((reference, *places)))

    def set_editable(self, *, on: bool) -> None:
        """Whether it can be written in; otherwise it can still be read and copied."""
        self.edit.setReadOnly(not on)

    def say(self, text: str, icon: str, tone: str, *, confirm: bool = False) -> None:
        """Say what is wrong with it, perhaps with the button that says it is right."""
        self.note.say(text, icon, tone)
        self.right.setVisible(confirm)

    def refuse(self, sentence: str) -> None:
        """What was typed can't be kept; said aloud once."""
        if sentence != self.note.text.text():
            announce(self, sentence)
        self.note.say(sentence, "warning", "no")

    def start(self) -> None:
        """Put the keyboard here, at the end of the text."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        cursor = self.edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.edit.setTextCursor(cursor)

    def _on_edit_text_changed(self) -> None:
        if not self._is_showing:
            self.typed.emit(self.key, self.edit.toPlainText())
