"""One line at the foot of the photos: a card that is plugged in, or what is new in a folder."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.texts import file_label
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.photo_folder import Offer, PhotoFolder
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, button, column, label, row


class PhotoOffer(QWidget):
    """Hidden while nothing waits; what waits is looked for while the page can be seen."""

    wanted = Signal(object, object)
    """The paths to bring in, and what to call once that has begun."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.watch = PhotoFolder(context, parent=self)
        self._line = QFrame()
        self._mark = QLabel()
        self._text: QLabel = label("", wrap=True)
        self.look_through = button(_("Look through them…"), "photos")
        self.leave = button(_("Not now"), kind=Look.QUIET)
        self.look_through.clicked.connect(self._on_look_through_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)
        self.watch.changed.connect(self._on_watch_changed)
        context.register_changed.connect(self._on_context_register_changed)
        self._assemble()

    def _assemble(self) -> None:
        look(self._line, Look.BANNER)
        self._line.setProperty("tone", "plain")
        self._draw()
        words = column(self._text, flow(self.look_through, self.leave), gap=GRID // 2)
        inner = row(self._mark, words, gap=GRID + 4)
        inner.setStretch(1, 1)
        inner.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        self._line.setLayout(inner)
        whole = column(self._line)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self._line.hide()

    @property
    def text(self) -> str:
        """What it says, or "" while nothing waits."""
        return "" if self.watch.offer is None else self._text.text()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Look from now on."""
        super().showEvent(event)
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody could see it."""
        super().hideEvent(event)
        self.watch.stop()

    def _draw(self) -> None:
        density = self.devicePixelRatioF()
        colour = colours(self.palette()).muted
        self._mark.setPixmap(icons.pixmap("photos", colour, icons.SIZE, density))

    def _on_context_register_changed(self) -> None:
        if self.isVisible():
            self.watch.look()

    def _on_watch_changed(self) -> None:
        offer = self.watch.offer
        if offer is not None:
            self._text.setText(_said(offer))
        self._line.setVisible(offer is not None)
        self.updateGeometry()
        if offer is not None and self.isVisible():
            announce(self, self._text.text())

    def _on_look_through_clicked(self) -> None:
        offer = self.watch.offer
        if offer is not None:
            self.wanted.emit(offer.paths, lambda: self.watch.answered(offer))

    def _on_leave_clicked(self) -> None:
        if self.watch.offer is not None:
            self.watch.answered(self.watch.offer)


def _said(offer: Offer) -> str:
    if offer.is_card:
        said = ngettext(
            "A camera card is plugged in: {name}, with {count} picture.",
            "A camera card is plugged in: {name}, with {count} pictures.",
            offer.pictures,
        )
    else:
        said = ngettext(
            "{count} new photo in {name}.", "{count} new photos in {name}.", offer.pictures
        )
    return said.format(name=file_label(offer.name), count=format_number(offer.pictures))
