"""Many checked pictures: counts by outcome, a list to choose from, and the way to the export."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from consentdesk.domain.photos import Destination, Match
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.as_of import AsOfRow
from consentdesk.ui.check_run import Ended
from consentdesk.ui.chips import Chips
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.finding_list import FindingList, FindingModel
from consentdesk.ui.finding_rows import FindingRow, Heap, heap_count, heap_words
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, label, row
from consentdesk.wording import destination_word

DESTINATION = "check/destination"
_SOMETIMES = frozenset({Heap.MIXED, Heap.COULD, Heap.COULD_SOME, Heap.UNREADABLE})
"""Heaps that are offered only where there is something on them."""


class ManyView(QWidget):
    """The list of a check."""

    stopped = Signal()
    """Somebody wants the check to stop."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.model = FindingModel(self._context.thumbnails, self)
        self.list = FindingList(self._context, self.model, _("Checked pictures"))
        self.destination = QComboBox()
        self.destination.setAccessibleName(_("Destination"))
        self.heaps = Chips(_("Verdict"))
        self.bar = ProgressBar(_("Progress of the check"))
        self.progress: QLabel = label("", Look.MUTED)
        self.stop = button(_("Stop"), kind=Look.QUIET)
        self._working = QWidget()

    def _connect(self) -> None:
        self.destination.activated.connect(self._on_destination_activated)
        self.heaps.picked.connect(self._on_heaps_picked)
        self.model.counted.connect(self._on_model_counted)
        self.stop.clicked.connect(self.stopped)

    def _assemble(self) -> None:
        going = row(self.progress, None, self.stop)
        self._working.setLayout(column(going, self.bar, gap=2))
        place = row(self.destination, gap=GRID)
        place.setStretch(0, 1)
        whole = column(self._working, place, self.heaps, self.list, gap=GRID)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self._working.hide()

    @property
    def unknown(self) -> tuple[Path, ...]:
        """The pictures of the list that the register does not know."""
        rows = (row for row in self.model.rows if not row.is_unreadable)
        return tuple(r.finding.path for r in rows if r.finding.match is Match.NONE)

    def prepare(self) -> None:
        """Work out how everything in it looks, while nobody waits for it."""
        for inside in self.findChildren(QWidget):
            inside.ensurePolished()

    def begin(self) -> None:
        """Forget the check before; a new one is under way."""
        self.heaps.pick("")
        self.model.look_at(self.model.destination, None)
        self.model.show(())
        self.bar.setRange(0, 0)
        self.progress.setText(_("Looking for pictures…"))
        self.stop.setEnabled(True)
        self._working.show()

    def add(self, rows: Sequence[FindingRow]) -> None:
        """More was found."""
        if not self.model.rows:
            self._offer_places(rows[0])
        self.model.add(rows)

    def tell_progress(self, done: int, total: int) -> None:
        """So far it has come."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total:
            text = _("{done} of {total}")
            said = text.format(done=format_number(done), total=format_number(total))
            self.progress.setText(said)

    def tell_stopping(self) -> None:
        """It was asked to stop."""
        self.progress.setText(_("Stopping…"))
        self.stop.setEnabled(False)

    def end(self, ended: Ended) -> None:
        """It is over; the counts are read aloud."""
        self._working.hide()
        said = heap_words(self.model.counts)
        if ended.stopped:
            text = _("Stopped after {done} of {total}.")
            done, total = format_number(len(self.model.rows)), format_number(ended.total)
            said = f"{text.format(done=done, total=total)} {said}"
        announce(self.list, said)

    def start(self) -> None:
        """Put the keyboard in the list."""
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    def _offer_places(self, first: FindingRow) -> None:
        """The destinations are those that were judged; the one looked at last is kept."""
        places = [
            (str(v.destination), destination_word(v.destination)) for v in first.finding.verdicts
        ]
        last = str(self._context.settings.value(DESTINATION, ""))
        offer(self.destination, [("", _("All destinations")), *places], last)
        self._look()

    def _look(self) -> None:
        place, heap = chosen(self.destination), self.heaps.value
        self.model.look_at(Destination(place) if place else None, Heap(str(heap)) if heap else None)

    def _on_destination_activated(self) -> None:
        self._context.settings.setValue(DESTINATION, chosen(self.destination))
        if chosen(self.destination) and self.heaps.value in {Heap.MIXED, Heap.COULD_SOME}:
            self.heaps.pick("")  # One destination says yes or no.
        self._look()
        announce(self.list, heap_words(self.model.counts))

    def look_again(self) -> None:
        """Show the heap that is chosen."""
        self._look()

    def _on_heaps_picked(self) -> None:
        self._look()

    def _on_model_counted(self) -> None:
        counts = self.model.counts
        every = len(self.model.rows)
        all_of_them = ngettext("All ({count})", "All ({count})", every)
        is_old = any(isinstance(row, AsOfRow) for row in self.model.rows[:1])
        never, always = (Heap.CLEAR, Heap.COULD) if is_old else (Heap.COULD, Heap.CLEAR)
        shown = [
            h
            for h in Heap
            if h is not never and (h is always or h not in _SOMETIMES or counts.get(h))
        ]
        choices: list[tuple[object, str]] = [
            ("", all_of_them.format(count=format_number(every))),
            *((h, heap_count(h, counts.get(h, 0))) for h in shown),
        ]
        self.heaps.offer(choices, self.heaps.value or "")
