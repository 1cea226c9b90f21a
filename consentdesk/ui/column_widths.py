"""How wide a table's columns are: by their widest words, with enough left for the names.

Words that have no room are given up before the names and the headings are; where even those have
none, the table scrolls sideways.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from consentdesk.ui.theme import GRID

NAME_LEAST = 20
"""Average characters of a name that are always seen."""
_SIGN = 3 * GRID
"""The shape before a word."""


class ColumnWidths(QObject):
    """Deals out a table's width whenever it has another; the first column takes what is left."""

    def __init__(self, table: QTableView, *, whole: bool = False, beside: int = 0) -> None:
        """`whole`: no word is given up, and the table scrolls sideways sooner.

        `beside` is the room that the first column's names leave for something else.
        """
        super().__init__(table)
        self._whole = whole
        self._table = table
        self._beside = beside
        self._words: dict[int, tuple[str, ...]] = {}
        self._signs: frozenset[int] = frozenset()
        self._heads: dict[int, str] = {}
        across = table.horizontalHeader()
        across.setStretchLastSection(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.viewport().installEventFilter(self)

    def expect(
        self,
        words: Mapping[int, Iterable[str]],
        signs: Iterable[int] = (),
        heads: Mapping[int, str] | None = None,
    ) -> None:
        """Make room for these words by column; those of `signs` have a shape before them.

        `heads` are the headings that are drawn instead of the model's.
        """
        self._words = {column: tuple(some) for column, some in words.items()}
        self._signs = frozenset(signs)
        self._heads = dict(heads or {})
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table became wider or narrower."""
        if event.type() is QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Deal out the width there is."""
        table = self._table
        every = range(1, table.model().columnCount())
        columns = [column for column in every if not table.isColumnHidden(column)]
        strong = QFont(table.font())
        strong.setWeight(QFont.Weight.DemiBold)
        least = NAME_LEAST * QFontMetrics(strong).averageCharWidth() + self._beside
        room = table.viewport().width() - least
        heads = {column: self._heading(column, QFontMetrics(strong)) for column in columns}
        wide = {column: max(heads[column], self._widest(column)) for column in columns}
        over = sum(wide.values()) - room
        spare = sum(wide[column] - heads[column] for column in columns)
        if over > 0 and spare > 0 and not self._whole:
            share = min(1.0, over / spare)
            wide = {c: round(wide[c] - share * (wide[c] - heads[c])) for c in columns}
        for column in columns:
            table.setColumnWidth(column, wide[column])
        table.setColumnWidth(0, least + max(0, room - sum(wide.values())))

    def _heading(self, column: int, metrics: QFontMetrics) -> int:
        across = self._table.horizontalHeader()
        told = self._table.model().headerData(column, across.orientation())
        text = self._heads.get(column) or str(told or "")
        longest = max(map(metrics.horizontalAdvance, text.split("\n")))
        return longest + 2 * GRID + 4

    def _widest(self, column: int) -> int:
        metrics = self._table.fontMetrics()
        words = (metrics.horizontalAdvance(w) for w in self._words.get(column, ()))
        before = max(_SIGN, metrics.height() + GRID) if column in self._signs else 0
        return max(words, default=0) + before + 2 * GRID + 4
