"""What restoring would do, shown: what stands against it first, what the backup holds, the loss."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QWidget

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.restore_reading import Foreseen, told
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, button, column, label, row, wrapped


class ForeseenView(QWidget):
    """Says what restoring a backup would do, and asks for a tick where something stands against it.

    Keeps its place while a backup is read, so that nothing jumps between one and the next.
    """

    agreed = Signal()
    """The tick was set or taken away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needs_tick = False
        self._is_refused = True
        self._is_unseen = False
        self._build()
        self._assemble()

    def _build(self) -> None:
        self._mark = QLabel()
        self.warning: QLabel = label("", wrap=True)
        self.noes: QLabel = label("", wrap=True)
        self.copy = button(_("Copy the lines"), "copy")
        self.copy.clicked.connect(self._on_copy_clicked)
        self.tick = QCheckBox()
        self.tick.toggled.connect(self.agreed)
        self._ticked = wrapped(self.tick, _("I will see to it that this is recorded &anew"))
        self._frame = QFrame()
        self.holds: QLabel = label("", wrap=True)
        self.lost: QLabel = label("", Look.STRONG, wrap=True)
        self.kept: QLabel = label("", Look.MUTED, wrap=True)

    def _assemble(self) -> None:
        look(self._frame, Look.BANNER)
        self._frame.setProperty("tone", "no")
        self._draw()
        words = column(self.warning, self.noes, row(self.copy, None), self._ticked, gap=GRID)
        inside = row(column(self._mark, None), words, gap=GRID + 4)
        inside.setStretch(1, 1)
        inside.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        self._frame.setLayout(inside)
        self.setLayout(column(self._frame, self.holds, self.lost, self.kept, None, gap=GRID + 4))
        self._clear()

    @property
    def may_go(self) -> bool:
        """Whether nothing stands against it, or somebody has seen it and agreed to it."""
        if self._is_refused or self._is_unseen:
            return False
        return not self._needs_tick or self.tick.isChecked()

    @property
    def is_unseen(self) -> bool:
        """Whether something stands against it whose end has not been in sight yet."""
        return self._is_unseen

    def look(self) -> bool:
        """Whether it has come into sight just now: a list of backups may have pushed it away."""
        words = self.warning
        end = words.visibleRegion().boundingRect().bottom()
        if not self._is_unseen or end != words.rect().bottom():
            return False
        self._is_unseen = False
        return True

    def wait(self) -> None:
        """Another backup is being read."""
        self._clear()
        self.holds.setText(_("The backup is read through. Nothing is changed by that."))

    def stop(self) -> None:
        """Somebody stopped the reading."""
        self._clear()
        self.holds.setText(_("Stopped. Choose the backup again to see what is in it."))

    def say(self, text: str) -> None:
        """Something else comes before it can be read."""
        self._clear()
        self.holds.setText(text)
        announce(self, text)

    def refuse(self, why: str) -> None:
        """It can't be restored: one sentence, and nothing else."""
        self._clear()
        self._warn(why)

    def show_foreseen(self, found: Foreseen) -> None:
        """Say what it would do."""
        said = told(found.restoration)
        self._clear()
        self._is_refused = bool(said.refused)
        self._needs_tick = said.needs_tick
        if said.refused or said.warning:
            self._warn(said.refused or said.warning)
        self.noes.setText("\n".join(f"– {line}" for line in found.noes))
        self.noes.setVisible(bool(found.noes))
        self.copy.setVisible(bool(found.noes))
        self._ticked.setVisible(said.needs_tick)
        self.holds.setText(said.holds)
        self.lost.setText(said.lost)
        self.lost.setVisible(bool(said.lost))
        self.kept.setText(said.kept)
        announce(self, " ".join(part for part in (said.warning, said.holds, said.lost) if part))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        size = QSize(icons.SIZE, icons.SIZE)
        self._mark.setMinimumSize(size)
        colour, density = colours(self.palette()).no, self.devicePixelRatioF()
        self._mark.setPixmap(icons.pixmap("warning", colour, icons.SIZE, density))

    def _clear(self) -> None:
        self._is_refused, self._needs_tick, self._is_unseen = True, False, False
        self.tick.setChecked(False)
        self._frame.hide()
        for text in (self.noes, self.holds, self.lost, self.kept):
            text.setText("")
        for part in (self.noes, self.copy, self._ticked):
            part.hide()

    def _warn(self, text: str) -> None:
        self._is_unseen = True
        self.warning.setText(text)
        self._frame.show()
        announce(self, text)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.noes.text())
        announce(self, _("Copied."))
