"""How copies for each destination are made as usual, to look at and to change."""

from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.presets import Preset
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.preset_dialog import open_preset_dialog
from consentdesk.ui.preset_words import preset_line
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, row
from consentdesk.wording import destination_word


class PresetsForm(QWidget):
    """One line for each destination, with the button that changes it."""

    def __init__(
        self, context: Context, presets: tuple[Preset, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._presets = {p.destination: p for p in presets}
        self.lines: dict[str, QLabel] = {}
        said = _(
            "So copies are made at every desk, unless somebody says otherwise for once. What is "
            "changed here is kept at once."
        )
        cards = [label(said, Look.MUTED, wrap=True), *map(self._card, presets)]
        self.setLayout(column(*cards, None, gap=2 * GRID))

    def _card(self, preset: Preset) -> QWidget:
        place = destination_word(preset.destination)
        line: QLabel = label(preset_line(preset), wrap=True)
        self.lines[preset.destination] = line
        change = button(_("Change…"), "edit")
        change.setAccessibleName(
            _("Change the copies for: {destination}").format(destination=place)
        )
        change.clicked.connect(partial(self._on_change_clicked, preset.destination))
        text = column(label(place, Look.STRONG), line, gap=2)
        whole = row(text, change, gap=2 * GRID)
        whole.setStretch(0, 1)
        return card(whole)

    def _on_change_clicked(self, destination: str) -> None:
        preset = next(p for d, p in self._presets.items() if d == destination)
        dialog = open_preset_dialog(self._context, self.window(), preset, may_once=False)
        dialog.kept.connect(self._on_kept)

    def _on_kept(self, preset: Preset) -> None:
        self._presets[preset.destination] = preset
        self.lines[preset.destination].setText(preset_line(preset))
