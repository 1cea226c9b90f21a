"""Where the pictures go: destination, folder, how copies are made, names of the files, link.

The folder is remembered for each destination at this desk; how copies are made is the register's to
remember, and may be another for once. Whether the folder can be used is found out by the export.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import Preset
from consentdesk.i18n import _
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.export_reading import Choices
from consentdesk.ui.preset_dialog import open_preset_dialog
from consentdesk.ui.preset_words import edge_choices, preset_line
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import button, label, labelled, row
from consentdesk.wording import destination_word

DESTINATION, FOLDER = "export/destination", "export/folder"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands in the fields; `place` is None while nothing does."""

    destination: Destination
    place: Path | None
    how: Preset
    event: str
    link: str

    @property
    def folder(self) -> Path | None:
        """Where the copies go: the place, or the folder within it that is usual."""
        within = self.how.folder
        return self.place / within if self.place is not None and within else self.place


class ExportForm(QFrame):
    """The fields."""

    destination_chosen = Signal(object)
    """Another Destination: the plan is another one."""
    folder_chosen = Signal()
    """Another folder, or another way to make copies: something may lie there already."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices: Choices | None = None
        self._place = ""
        self._how: Preset | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.destination = QComboBox()
        self.edge = QComboBox()
        for box in (self.destination, self.edge):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.folder = QLineEdit()
        self.browse = button(_("C&hoose…"), "folder", tip=_("Choose a folder"))
        self.browse.setAccessibleName(_("Choose a folder"))
        self.event_name = QLineEdit()
        self.event_name.setPlaceholderText(_("As the photos' event"))
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://")
        self.told: QLabel = label("", Look.MUTED, wrap=True)
        self.change = button(_("Chan&ge the copies…"), "edit")
        self.usual = button(_("As &usual"), kind=Look.QUIET)

    def _connect(self) -> None:
        self.destination.activated.connect(self._on_destination_activated)
        self.browse.clicked.connect(self._on_browse_clicked)
        self.folder.editingFinished.connect(self.folder_chosen)
        self.edge.activated.connect(self._on_edge_activated)
        self.change.clicked.connect(self._on_change_clicked)
        self.usual.clicked.connect(self._on_usual_clicked)

    def _assemble(self) -> None:
        look(self, Look.CARD)
        grid = QGridLayout()
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID + 4)
        folder = QWidget()
        whole = row(self.folder, self.browse)
        whole.setStretch(0, 1)
        folder.setLayout(whole)
        folder.setFocusProxy(self.folder)
        grid.addLayout(labelled(_("&Destination"), self.destination), 0, 0)
        grid.addLayout(labelled(_("&Folder"), folder), 0, 1, 1, 2)
        self.folder.setAccessibleName(_("Folder"))
        grid.addLayout(labelled(_("&Size"), self.edge), 1, 0)
        grid.addLayout(labelled(_("&Names of the files"), self.event_name), 1, 1)
        grid.addLayout(labelled(_("&Link to the post (can wait)"), self.link), 1, 2)
        told = row(self.told, self.usual, self.change, gap=GRID)
        told.setStretch(0, 1)
        grid.addLayout(told, 2, 0, 1, 3)
        for place, stretch in enumerate((2, 3, 3)):
            grid.setColumnStretch(place, stretch)
        self.setLayout(grid)

    def offer_choices(self, choices: Choices, wanted: Destination | None) -> None:
        """Offer the destinations and begin with the one wanted, or with the last."""
        self._choices = choices
        last = str(self._context.settings.value(DESTINATION, ""))
        places = [(str(d), destination_word(d)) for d in choices.destinations]
        offer(self.destination, places, str(wanted or last))
        self._fill()

    @property
    def wanted(self) -> Wanted:
        """What stands in the fields now."""
        text = self.folder.text().strip()
        destination, edge = Destination(chosen(self.destination)), chosen(self.edge)
        how = self._how or Preset(destination=destination)
        return Wanted(
            destination,
            Path(text) if text else None,
            replace(how, max_edge=int(edge) if edge else None),
            self.event_name.text(),
            self.link.text(),
        )

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not kept for the next time."""
        return bool(self.event_name.text().strip() or self.link.text().strip())

    def remember(self) -> None:
        """Keep destination and folder for the next time."""
        wanted, settings = self.wanted, self._context.settings
        settings.setValue(DESTINATION, str(wanted.destination))
        settings.setValue(f"{FOLDER}/{wanted.destination}", self.folder.text().strip())

    def _fill(self) -> None:
        """The folder as it was last time for this destination, the rest as is usual."""
        if self._choices is None:
            return
        self._place = chosen(self.destination)
        destination, settings = Destination(self._place), self._context.settings
        folder = str(settings.value(f"{FOLDER}/{destination}", ""))
        self.folder.setText(folder or str(self._choices.folder(destination)))
        self._use(self._choices.destinations.get(destination))

    def _use(self, how: Preset | None) -> None:
        """Make copies so, and say it."""
        self._how = how
        if how is None or self._choices is None:
            return
        usual = self._choices.destinations.get(how.destination)
        edges = edge_choices(how.max_edge, usual.max_edge if usual is not None else None)
        offer(self.edge, edges, "" if how.max_edge is None else str(how.max_edge))
        is_usual = how == usual
        said = _("As usual: {copies}") if is_usual else _("For this once: {copies}")
        self.told.setText(said.format(copies=preset_line(how)))
        self.usual.setVisible(not is_usual)

    def _on_destination_activated(self) -> None:
        if chosen(self.destination) != self._place:
            self._fill()
            self.destination_chosen.emit(Destination(self._place))

    def _on_edge_activated(self) -> None:
        self._use(self.wanted.how)
        self.folder_chosen.emit()

    def _on_usual_clicked(self) -> None:
        if self._choices is not None:
            self._use(self._choices.destinations.get(Destination(self._place)))
            self.change.setFocus()
            self.folder_chosen.emit()

    def _on_change_clicked(self) -> None:
        if self._how is None:
            return
        dialog = open_preset_dialog(self._context, self.window(), self._how, may_once=True)
        dialog.used.connect(self._on_preset_used)
        dialog.kept.connect(self._on_preset_kept)

    def _on_preset_used(self, how: Preset) -> None:
        self._use(how)
        self.folder_chosen.emit()

    def _on_preset_kept(self, how: Preset) -> None:
        if self._choices is not None:
            usual = {**self._choices.destinations, how.destination: how}
            self._choices = replace(self._choices, destinations=usual)
        self._on_preset_used(how)

    def _on_browse_clicked(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Where should the pictures go?"), self.folder.text()
        )
        if folder:
            self.folder.setText(folder)
            self.folder_chosen.emit()
