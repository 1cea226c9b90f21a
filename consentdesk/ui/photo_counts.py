"""How many photos may go, may not, lack names: one line, each part of which is a filter."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.chips import Chips
from consentdesk.ui.glyphs import shape_pixmap
from consentdesk.ui.photo_tally import SHAPE_OF, Share, share_count
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import column, label

_SIDE = 16
_ALWAYS = frozenset({Share.MAY, Share.MAY_NOT, Share.NAMES})
"""Shares that are told even where there is no photo in them: that is worth knowing."""


class PhotoCounts(QWidget):
    """The parts as chips, of which one may be on; while they are worked out, how far that is."""

    picked = Signal()
    """Another share is to be shown, or all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = Chips(_("Verdict"))
        self.chips.picked.connect(self._on_chips_picked)
        self._working: QLabel = label("", Look.MUTED, wrap=True)
        self._working.hide()
        self.setLayout(column(self._working, self.chips, gap=2))
        self._counts: Mapping[Share, int] = {}
        self.chips.hide()

    @property
    def share(self) -> Share | None:
        """The share that is shown; None for all."""
        value = str(self.chips.value or "")
        return Share(value) if value else None

    @property
    def word(self) -> str:
        """The share that is shown, as it stands on its chip; "" for all."""
        share = self.share
        return "" if share is None else share_word(share)

    @property
    def said(self) -> str:
        """What is said while the photos are looked at."""
        return self._working.text()

    def show_counts(self, counts: Mapping[Share, int]) -> None:
        """Show these; the share that is on stays on, be it empty by now."""
        self._counts, now = counts, self.share
        every = sum(counts.values())
        text = ngettext("All ({count})", "All ({count})", every)
        choices: list[tuple[object, str]] = [("", text.format(count=format_number(every)))]
        choices += [
            (share.value, share_count(share, count))
            for share, count in counts.items()
            if count or share in _ALWAYS or share is now
        ]
        self.chips.offer(choices, "" if now is None else now.value)
        self._draw()
        self.chips.show()
        self._working.hide()

    def tell_progress(self, done: int, total: int) -> None:
        """So far they have been looked at."""
        text = _("Looking at the photos: {done} of {total}")
        self._working.setText(text.format(done=format_number(done), total=format_number(total)))
        self._working.show()

    def say_too_many(self) -> None:
        """They are not counted, for it would take too long; so all of them are shown."""
        self.forget()
        self.chips.hide()
        self._working.setText(_("Too many to be counted at once. Choose an event or a group."))
        self._working.show()

    def forget(self) -> None:
        """Show all."""
        self.chips.pick("")

    def changeEvent(self, event: QEvent) -> None:
        """Draw the shapes in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        shares = [Share(str(v)) for v in self.chips.values if v]
        for share, chip in zip(shares, self.chips.buttons[1:], strict=True):
            density = self.devicePixelRatioF()
            picture = shape_pixmap(SHAPE_OF[share], self.palette(), _SIDE, density)
            chip.setIcon(QIcon(picture))
            chip.setIconSize(QSize(_SIDE, _SIDE))

    def _on_chips_picked(self) -> None:
        self.picked.emit()


def share_word(share: Share) -> str:
    """A share as a filter: "May be shown"."""
    return {
        Share.MAY: _("May be shown"),
        Share.SOME: _("Only in some places"),
        Share.MAY_NOT: _("May not be shown"),
        Share.NAMES: _("Lacks names"),
        Share.OPEN: _("To be decided"),
    }[share]
