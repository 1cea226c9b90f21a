"""The translations of the form, and which of them the institution vouches for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from consentdesk.i18n import _
from consentdesk.ui.languages import language_name
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import card, column, label, row

if TYPE_CHECKING:
    from consentdesk.services.ruling import Translation


class TranslationsForm(QWidget):
    """One tick a language."""

    def __init__(self, known: "Sequence[Translation]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = {one.key: one.is_approved for one in known}
        self.ticks: dict[str, QCheckBox] = {}
        for one in known:
            tick = QCheckBox(language_name(one.language))
            tick.setChecked(one.is_approved)
            tick.setAccessibleDescription(_("Approved by the institution"))
            self.ticks[one.key] = tick
        told = _(
            "The form comes in these languages. Each text is a draft translation, and the paper "
            "says so at its foot, until somebody here who knows the language has read it. Tick "
            "what the institution vouches for. Who did so, and when, stands in the journal."
        )
        self.setLayout(
            column(
                card(
                    label(_("Translations of the form"), Look.STRONG),
                    label(told, Look.MUTED, wrap=True),
                    GRID,
                    *(row(tick, None) for tick in self.ticks.values()),
                ),
                None,
            )
        )

    def changed(self) -> dict[str, bool]:
        """What somebody has ticked here or no longer; the rest another desk may have changed."""
        now = {key: tick.isChecked() for key, tick in self.ticks.items()}
        return {key: ticked for key, ticked in now.items() if ticked != self._known[key]}
