"""The statement under what is drawn: everyone recognisable in the copies is named or covered.

Shown where people without a name are on the photo, or somebody is covered whose face is not marked.
Without it no such cover counts (R16, R22); what it takes to be made, `services.hiding` says.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.cover_reading import CoverView
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, label, row


class CoverVouching(QWidget):
    """A sentence on how far it is, and the button that makes the statement."""

    vouched = Signal()
    """Somebody says so, with the copy in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said: QLabel = label("", wrap=True)
        self.button = button(_("&Everyone is named or covered"), "done", Look.PRIMARY)
        self.button.clicked.connect(self.vouched)
        self.setLayout(column(self.said, row(self.button, None), gap=GRID))
        self.hide()

    def show_state(
        self, view: CoverView, covered: int, unplaced: int = 0, *, is_kept: bool
    ) -> None:
        """Say where it stands.

        `covered` are the shapes drawn over people without a name, `unplaced` those over people
        whose face is not marked.
        """
        lacking = max(0, view.unknown - covered)
        is_said = view.is_vouched and is_kept
        before = self.said.text()
        sentence = _sentence(lacking, covered, unplaced, is_said=is_said)
        ended = _("What was said of the copies holds no longer: what is drawn has changed.")
        has_ended = view.was_vouched or (view.is_vouched and not is_kept)
        self.said.setText(f"{ended} {sentence}" if has_ended else sentence)
        self.button.setVisible(not is_said)
        self.button.setEnabled(bool(covered or unplaced) and not lacking and is_kept)
        self.setVisible(bool(view.unknown or covered or unplaced))
        if is_said and before != self.said.text() and before:
            announce(self, self.said.text())


def _sentence(lacking: int, covered: int, unplaced: int, *, is_said: bool) -> str:
    if is_said:
        return _("It is on record that everyone recognisable in the copies is named or covered.")
    if lacking:
        return ngettext(
            "{count} person without a name is not covered yet. Until then no copy may leave.",
            "{count} people without a name are not covered yet. Until then no copy may leave.",
            lacking,
        ).format(count=format_number(lacking))
    if not covered:
        return ngettext(
            "{count} person is covered whose face is not marked. Look at the copy: it may leave "
            "once you say that everyone recognisable in it is named or covered.",
            "{count} people are covered whose faces are not marked. Look at the copy: it may leave "
            "once you say that everyone recognisable in it is named or covered.",
            unplaced,
        ).format(count=format_number(unplaced))
    return ngettext(
        "{count} person without a name is covered. Look at the copy: it may leave once you say "
        "that everyone recognisable in it is named or covered.",
        "{count} people without a name are covered. Look at the copy: it may leave once you say "
        "that everyone recognisable in it is named or covered.",
        covered,
    ).format(count=format_number(covered))
