"""Where the pictures go: destination, folder, size, names of the files, link.

Folder and size are remembered for each destination. Whether the folder can be used is found out by
the export itself.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QGridLayout, QLineEdit, QWidget

from consentdesk.domain.photos import Destination
from consentdesk.i18n import _, format_number
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.export_reading import Choices
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import button, labelled, row
from consentdesk.wording import destination_word

EDGES = (2048, 1200)
"""Longest edges offered, in pixels: what social media keep, and what a mail can carry."""
ON_PAPER = frozenset({"print", "press"})
"""Purposes for which pictures go out in full size as long as nobody chose otherwise."""
DESTINATION, FOLDER, EDGE = "export/destination", "export/folder", "export/edge"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands in the fields; `folder` is None while nothing does, `max_edge` for full size."""

    destination: Destination
    folder: Path | None
    max_edge: int | None
    event: str
    link: str


class ExportForm(QFrame):
    """The fields."""

    destination_chosen = Signal(object)
    """Another Destination: the plan is another one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices: Choices | None = None
        self._place = ""
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

    def _connect(self) -> None:
        self.destination.activated.connect(self._on_destination_activated)
        self.browse.clicked.connect(self._on_browse_clicked)

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
        edge = chosen(self.edge)
        return Wanted(
            Destination(chosen(self.destination)),
            Path(text) if text else None,
            int(edge) if edge else None,
            self.event_name.text(),
            self.link.text(),
        )

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not kept for the next time."""
        return bool(self.event_name.text().strip() or self.link.text().strip())

    def remember(self) -> None:
        """Keep destination, folder and size for the next time."""
        wanted, settings = self.wanted, self._context.settings
        settings.setValue(DESTINATION, str(wanted.destination))
        settings.setValue(f"{FOLDER}/{wanted.destination}", self.folder.text().strip())
        settings.setValue(f"{EDGE}/{wanted.destination}", chosen(self.edge))

    def _fill(self) -> None:
        """Folder and size as they were last time for this destination."""
        if self._choices is None:
            return
        self._place = chosen(self.destination)
        destination, settings = Destination(self._place), self._context.settings
        folder = str(settings.value(f"{FOLDER}/{destination}", ""))
        self.folder.setText(folder or str(self._choices.folder(destination)))
        full = self._choices.destinations.get(destination) in ON_PAPER
        before = settings.value(f"{EDGE}/{destination}")
        begin = str(before) if before is not None else "" if full else str(EDGES[0])
        pixels = _("{count} pixels")
        sizes = [(str(e), pixels.format(count=format_number(e))) for e in EDGES]
        offer(self.edge, [("", _("Full size")), *sizes], begin)

    def _on_destination_activated(self) -> None:
        if chosen(self.destination) != self._place:
            self._fill()
            self.destination_chosen.emit(Destination(self._place))

    def _on_browse_clicked(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Where should the pictures go?"), self.folder.text()
        )
        if folder:
            self.folder.setText(folder)
