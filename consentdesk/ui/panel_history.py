"""What was said about a photo, newest first; a statement that was wrong is corrected from here."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from consentdesk.domain.acts import Act
from consentdesk.domain.roles import Right
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.limits import limit
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.widgets import button, column, row


class PanelHistory(QWidget):
    """The acts about one photo."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model: LineModel[Act] = LineModel(self)
        self.list = LineList(_("What was said about the photo"), self.model)
        self.correct = button(_("Correct…"), "edit")
        limit(context, Right.NAME, self.correct)
        self.correct.setEnabled(False)
        self.list.picked.connect(self._on_list_picked)
        self.correct.clicked.connect(self._on_correct_clicked)
        whole = column(self.list, row(self.correct, None))
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_acts(self, acts: Sequence[Entry[Act]]) -> None:
        """Show these."""
        self.model.show(acts)
        self._on_list_picked(self.list.value)

    def _on_list_picked(self, picked: object) -> None:
        row = self.list.currentIndex().row()
        may = isinstance(picked, Act) and self.model.entry(row).line.correctable
        self.correct.setEnabled(may)

    def _on_correct_clicked(self) -> None:
        from consentdesk.ui.correct_dialog import open_correct_dialog

        act = self.list.value
        for entry in self.model.entries:
            if isinstance(act, Act) and entry.value is act:
                open_correct_dialog(self._context, self.window(), act, entry.line)
