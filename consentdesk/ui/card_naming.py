"""Naming a card while the rest of it comes in: what is looked at and typed stays where it is."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from consentdesk.ui.card_run import CardRun
from consentdesk.ui.context import Context
from consentdesk.ui.photo_panel import PhotoPanel, open_photo_panel


class _Following(QObject):
    """Hands the panel what comes in; ends with it."""

    def __init__(self, panel: PhotoPanel, run: CardRun) -> None:
        super().__init__(panel)
        self._panel = panel
        self._run = run
        run.came_in.connect(self._on_run_came_in)

    def _on_run_came_in(self) -> None:
        self._panel.take_in(self._run.photos)


def open_card_panel(context: Context, parent: QWidget, run: CardRun) -> PhotoPanel:
    """Name what is in of the card, burst by burst."""
    photos = run.photos
    panel = open_photo_panel(context, parent, photos, in_bursts=len(photos) > 1 or run.is_going)
    _Following(panel, run)
    return panel
