"""Thin models: a list of ids, and rows that are fetched once somebody looks at them.

A model of a hundred thousand ids costs a few megabytes and opens at once; rows come in batches from
the quick lane, the ones asked for last first. What a row holds and where it comes from is the
business of the page; nothing is sorted or filtered here, because the register does that better.
"""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from consentdesk.ui.tasks import Tasks

Id = TypeVar("Id")
Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

_BEGINS = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap
BATCH = 64
KEPT = 4000
"""Rows kept; when there are more, those of other batches are dropped and fetched again on need."""

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The row's value itself, or None while it is on its way."""
SIGN_ROLE = int(Qt.ItemDataRole.UserRole) + 2
"""A `glyphs.Sign` to be drawn in the cell."""


class IdModel(QAbstractTableModel, Generic[Id, Row]):
    """Ids in the order the register gave them, with a row for each as it is looked at.

    Subclasses say what stands in a cell (`cell`) and what is read aloud (`spoken`). `fetch` runs
    off the GUI thread and may leave out ids that are gone.
    """

    rows_fetched = Signal()

    def __init__(
        self,
        tasks: Tasks,
        fetch: Callable[[Sequence[Id]], Mapping[Id, Row]],
        columns: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._fetch = fetch
        self._columns = tuple(columns)
        self._ids: tuple[Id, ...] = ()
        self._places: dict[Id, int] = {}
        self._rows: dict[Id, Row] = {}
        self._stale: set[Id] = set()
        self._gone: set[Id] = set()
        self._wanted: list[int] = []
        self._on_the_way: set[int] = set()
        self._round = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_soon_timeout)

    @property
    def ids(self) -> tuple[Id, ...]:
        """All ids, in order."""
        return self._ids

    def show(self, ids: Sequence[Id], rows: Mapping[Id, Row]) -> None:
        """Show these ids; `rows` are those already at hand, the first ones above all.

        With the ids unchanged, or with more behind them, the rows are refreshed in place, and
        selection and scrolling stay.
        """
        self._round += 1
        self._on_the_way.clear()
        self._wanted.clear()
        self._gone.clear()
        known, ids = len(self._ids), tuple(ids)
        if ids[:known] == self._ids and (known or not ids):
            self._stale = set(self._rows) - set(rows)
            self._rows.update(rows)
            self._tell_changed(0, known - 1)
            self._append(ids)
            return
        self.beginResetModel()
        self._ids = ids
        self._places.clear()
        self._rows = dict(rows)
        self._stale.clear()
        self.endResetModel()

    def _append(self, ids: tuple[Id, ...]) -> None:
        """The first of these are shown already."""
        known = len(self._ids)
        if len(ids) > known:
            self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
            self._ids = ids
            self._places.clear()
            self.endInsertRows()

    def set_columns(self, columns: Sequence[str]) -> None:
        """Show other columns."""
        if tuple(columns) == self._columns:
            return
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def id_at(self, row: int) -> Id:
        """The id in that row."""
        return self._ids[row]

    def place_of(self, wanted: Id) -> int | None:
        """The row in which an id stands, or None."""
        if not self._places:
            self._places = {known: place for place, known in enumerate(self._ids)}
        return self._places.get(wanted)

    def holds(self, wanted: Id) -> bool:
        """Whether the row of that id has been looked at and is at hand."""
        return wanted in self._rows

    def row_at(self, row: int) -> Row | None:
        """The row's value, or None while it is fetched."""
        wanted = self._ids[row]
        found = self._rows.get(wanted)
        # What is gone would be asked for again each time that its empty place is drawn.
        if (found is None or wanted in self._stale) and wanted not in self._gone:
            self._want(row)
        return found

    @abstractmethod
    def cell(self, row: Row, column: int, role: int) -> object:
        """What a cell holds for a role other than the accessible ones."""

    def spoken(self, row: Row, column: int) -> str:
        """What is read aloud for a cell; its header and text, unless a subclass knows better."""
        text = self.cell(row, column, int(Qt.ItemDataRole.DisplayRole))
        return f"{self._columns[column]}: {text}" if text else ""

    def rowCount(self, parent: Index | None = None) -> int:
        """How many ids there are."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """The names of the columns."""
        if (
            orientation is Qt.Orientation.Horizontal
            and role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
            and 0 <= section < len(self._columns)
        ):
            return self._columns[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """A cell; asking for one whose row is missing has the row fetched."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row, index.column())
        return self.cell(row, index.column(), role)

    def match(
        self,
        start: Index,
        role: int,
        value: object,
        hits: int = 1,
        flags: Qt.MatchFlag = _BEGINS,
    ) -> list[QModelIndex]:
        """Cells that begin so, from there on and round, for whoever types with a list in hand.

        Only among the rows at hand: for the others all would have to be fetched.
        """
        del flags
        column, begun = start.column(), str(value).casefold()
        places = sorted(p for known in self._rows if (p := self.place_of(known)) is not None)
        after = bisect_left(places, start.row())
        found = (
            place
            for place in (*places[after:], *places[:after])
            if str(self.cell(self._rows[self._ids[place]], column, role))
            .casefold()
            .startswith(begun)
        )
        return [self.index(place, column) for place in islice(found, max(hits, 1))]

    def _want(self, row: int) -> None:
        batch = row // BATCH
        if batch not in self._on_the_way:
            self._on_the_way.add(batch)
            self._wanted.append(batch)
            if not self._soon.isActive():
                self._soon.start(0)

    def _on_soon_timeout(self) -> None:
        """Fetch what was asked for last, in one go; what scrolled away long ago is forgotten."""
        batches, self._wanted = self._wanted[-4:], []
        self._on_the_way.intersection_update(batches)
        ids = [i for b in sorted(batches) for i in self._ids[b * BATCH : (b + 1) * BATCH]]
        asked = self._round
        fetch = self._fetch
        self._tasks.run(
            self,
            lambda _progress: fetch(ids),
            lambda rows: self._on_rows_fetched(asked, batches, ids, rows),
        )

    def _on_rows_fetched(
        self, asked: int, batches: Sequence[int], ids: Sequence[Id], rows: Mapping[Id, Row]
    ) -> None:
        if asked != self._round:
            return
        if len(self._rows) > KEPT:
            self._rows.clear()
        self._rows.update(rows)
        self._stale -= set(rows)
        self._gone.update(one for one in ids if one not in rows)
        self._on_the_way.difference_update(batches)
        for batch in batches:
            last = min((batch + 1) * BATCH, len(self._ids)) - 1
            self._tell_changed(batch * BATCH, last)
        self.rows_fetched.emit()

    def _tell_changed(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(
                self.index(first, 0), self.index(last, max(0, len(self._columns) - 1))
            )
