"""The photos opened together, in one row: the one looked at, and those chosen with it.

Of a card they stand in bursts: what was taken in one go is chosen together.
"""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMargins,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.domain.photos import PhotoId
from consentdesk.domain.verdict import Outcome
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.glyphs import colour_of, sign_of_outcome
from consentdesk.ui.models import ROW_ROLE
from consentdesk.ui.photo_grid import draw_corner_sign
from consentdesk.ui.photo_rows import PhotoModel, PhotoRow
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours
from consentdesk.ui.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
CELL = QSize(13 * GRID, 10 * GRID)
NAMED, LATER, LACKING = "named", "later", "lacking"
"""How far the naming of a photo has come."""


class StripDelegate(QStyledItemDelegate):
    """Draws one photo of the row: picture, sign and word."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for all, and as wide as the longest plain verdict."""
        metrics = option.fontMetrics
        words = max(metrics.horizontalAdvance(sign_of_outcome(o).word) for o in Outcome)
        wider = max(0, words + 2 * GRID - CELL.width())
        return CELL.grownBy(QMargins(0, 0, wider, metrics.height()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        view = option.widget
        c = colours(view.palette())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell = QRectF(option.rect).adjusted(2, 2, -2, -2)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(c.accent), RING))
            painter.setBrush(QColor(c.accent_tint))
            painter.drawRoundedRect(cell, RADIUS, RADIUS)
        row = index.data(ROW_ROLE)
        inner = cell.adjusted(5, 5, -5, -5 - option.fontMetrics.height())
        if isinstance(row, PhotoRow):
            picture = self._thumbnails.picture(row.photo.id)
            box = inner
            if picture is None:
                painter.fillRect(inner, QColor(c.canvas))
            else:
                fit = Qt.AspectRatioMode.KeepAspectRatio
                size = picture.size().scaled(inner.size().toSize(), fit)
                box = QRectF(0, 0, size.width(), size.height())
                box.moveCenter(inner.center())
                painter.drawPixmap(box, picture, QRectF(picture.rect()))
            draw_corner_sign(painter, box, 18, row.sign, c)
            if isinstance(view, PhotoStrip):
                _draw_state(painter, box, view.states.get(row.photo.id, LACKING), c)
            word = cell.adjusted(3, 0, -3, -3).toRect()
            painter.setPen(QColor(colour_of(row.sign.shape, c)))
            metrics, end = option.fontMetrics, Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(row.sign.word, end, word.width())
            at_foot = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(word, at_foot, shown)
        if isinstance(view, PhotoStrip) and view.begins_burst(index.row()):
            painter.setPen(QPen(QColor(c.muted), RING))
            painter.drawLine(cell.topLeft(), cell.bottomLeft())
        current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if current and view.hasFocus():
            painter.setPen(QPen(QColor(c.ring), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(3, 3, -3, -3), RADIUS - 2, RADIUS - 2)
        painter.restore()


def _draw_state(painter: QPainter, picture: QRectF, state: str, c: Colours) -> None:
    """In the upper left corner whether the photo is named, or was left for later."""
    if state == LACKING:
        return
    at = QRectF(picture.left() + 4, picture.top() + 4, 18, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.paper))
    painter.drawRoundedRect(at.adjusted(-2, -2, 2, 2), RADIUS, RADIUS)
    icon, colour = ("done", c.accent) if state == NAMED else ("clock", c.text)
    icons.draw(painter, at, icon, colour)


class StripModel(PhotoModel):
    """The photos opened together, each with how far its naming has come."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.states: Mapping[PhotoId, str] = {}

    def cell(self, row: PhotoRow, column: int, role: int) -> object:
        """As among all photos, with the state in the tip."""
        found = super().cell(row, column, role)
        if role == Qt.ItemDataRole.ToolTipRole and row.photo.id in self.states:
            return f"{found}\n{_word_of(self.states[row.photo.id])}"
        return found

    def spoken(self, row: PhotoRow, column: int) -> str:
        """As among all photos, with the state in the end."""
        found = super().spoken(row, column)
        state = self.states.get(row.photo.id)
        return found if state is None else f"{found}, {_word_of(state)}"

    def show_states(self, states: Mapping[PhotoId, str]) -> None:
        """How far each has come."""
        before, self.states = self.states, states
        for place, photo in enumerate(self.ids):
            if before.get(photo) != states.get(photo):
                self._tell_changed(place, place)


def _word_of(state: str) -> str:
    return {
        NAMED: _("All are named"),
        LATER: _("Left for later"),
        LACKING: _("Lacks names"),
    }[state]


class PhotoStrip(QListView):
    """The row."""

    changed = Signal()
    """Another photo is looked at, or others are chosen."""
    leaving = Signal()
    """The same, at once: what is typed from now on is not about those before."""

    def __init__(
        self, context: Context, photos: Sequence[PhotoId], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.photos = tuple(photos)
        self.bursts: tuple[tuple[PhotoId, ...], ...] = ()
        self._firsts: frozenset[PhotoId] = frozenset()
        self._model = StripModel(context, self)
        self.setModel(self._model)
        self.setAccessibleName(_("Photos opened together"))
        # A click chooses, and the keyboard stays in the line for names.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(StripDelegate(context.thumbnails, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._model.show(self.photos, {})
        self.setCurrentIndex(self._model.index(0, 0))
        self._is_staying = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_soon_timeout)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.selectionModel().currentChanged.connect(self._on_selection_changed)

    @property
    def current(self) -> PhotoId:
        """The photo looked at."""
        index = self.currentIndex()
        return self.photos[index.row() if index.isValid() else 0]

    @property
    def chosen(self) -> tuple[PhotoId, ...]:
        """The photos chosen, in order; the one looked at is among them."""
        rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()})
        found = tuple(self.photos[r] for r in rows)
        return found if self.current in found else (self.current,)

    def sizeHint(self) -> QSize:
        """One row and its scroll bar."""
        return QSize(40 * GRID, CELL.height() + self.fontMetrics().height() + 16)

    def minimumSizeHint(self) -> QSize:
        """The same height at any width."""
        return QSize(20 * GRID, self.sizeHint().height())

    def step(self, by: int) -> bool:
        """Look at the photo so many places on; False where there is none."""
        row = self.currentIndex().row() + by
        if not 0 <= row < len(self.photos):
            return False
        # Qt's own way would add it to those chosen while Ctrl is held, as it is in Ctrl+Enter.
        self.choose((self.photos[row],))
        return True

    @property
    def states(self) -> Mapping[PhotoId, str]:
        """How far the naming of each has come, as far as counted."""
        return self._model.states

    def show_states(self, states: Mapping[PhotoId, str]) -> None:
        """Mark how far the naming of each has come."""
        self._model.show_states(states)

    def show_bursts(self, bursts: Sequence[Sequence[PhotoId]], *, keep: bool = False) -> None:
        """Put the photos into that order; the one looked at stays, alone if it was taken out.

        With `keep` exactly those chosen stay chosen, else the burst they are in now. At first it is
        the first burst that is chosen.
        """
        if not bursts:
            # All of them are gone; what is looked at says so.
            return
        before, current, chosen = self.bursts, self.current, self.chosen
        is_alone = bool(before) and chosen == (current,) != before[self.burst]
        self.bursts = tuple(tuple(burst) for burst in bursts)
        self._firsts = frozenset(burst[0] for burst in self.bursts)
        self.photos = tuple(photo for burst in self.bursts for photo in burst)
        self._model.show(self.photos, {})
        if not before or not set(chosen) <= set(self.photos):
            self.choose(self.bursts[0])
            # Nobody has looked yet, also where the first photo alone was chosen before.
            self._soon.start(0)
        elif keep or is_alone:
            # The very same: nobody leaves them, and what was typed for what comes still waits.
            self._is_staying = True
            self.choose(chosen, current)
            self._is_staying = False
        else:
            self.choose(next(burst for burst in self.bursts if current in burst), current)

    def choose(self, photos: Sequence[PhotoId], current: PhotoId | None = None) -> None:
        """Choose these, and look at that one of them, by default the first."""
        chosen = QItemSelection()
        for photo in photos:
            index = self._model.index(self.photos.index(photo), 0)
            chosen.select(index, index)
        looked_at = photos[0] if current is None else current
        index = self._model.index(self.photos.index(looked_at), 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)
        # The whole of it where there is room, else its beginning.
        for place in (self._model.index(self.photos.index(photos[-1]), 0), index):
            self.scrollTo(place)

    def begins_burst(self, row: int) -> bool:
        """Whether the photo in that place is the first of a burst, and not of the first one."""
        return row > 0 and self.photos[row] in self._firsts

    @property
    def burst(self) -> int:
        """The place of the burst looked at, from 0."""
        return next(n for n, burst in enumerate(self.bursts) if self.current in burst)

    def in_sight(self) -> tuple[PhotoId, ...]:
        """The frames of the burst looked at; none where there are no bursts."""
        return self.bursts[self.burst] if self.bursts else ()

    @property
    def next_burst(self) -> tuple[PhotoId, ...]:
        """The burst after the one looked at; none after the last, or where there are no bursts."""
        if not self.bursts or self.burst + 1 == len(self.bursts):
            return ()
        return self.bursts[self.burst + 1]

    def step_burst(self, by: int) -> bool:
        """Choose the burst so many places on; False where there is none."""
        place = self.burst + by
        if not 0 <= place < len(self.bursts):
            return False
        self.choose(self.bursts[place])
        return True

    def go_on(self, lacking: Collection[PhotoId]) -> bool:
        """Choose what lacks names of the burst looked at, or else of the next one that has some.

        False where nothing comes any more.
        """
        return self._choose_from(self.bursts[self.burst :], lacking)

    def go_round(self, lacking: Collection[PhotoId]) -> bool:
        """The same from the burst after this one, and after the last from the first again."""
        after = self.burst + 1
        return self._choose_from((*self.bursts[after:], *self.bursts[:after]), lacking)

    def _choose_from(
        self, bursts: Sequence[Sequence[PhotoId]], lacking: Collection[PhotoId]
    ) -> bool:
        for burst in bursts:
            if left := [photo for photo in burst if photo in lacking]:
                self.choose(left)
                return True
        return False

    def take_out(self) -> None:
        """Choose the photo looked at alone, or its burst again."""
        alone = (self.current,)
        whole = self.chosen == alone
        self.choose(self.bursts[self.burst] if whole else alone, self.current)

    def renew(self) -> None:
        """The verdicts may be others now."""
        self._model.show(self.photos, {})

    def _on_soon_timeout(self) -> None:
        """Another is looked at where the one looked at was taken out of those chosen."""
        rows = [index.row() for index in self.selectionModel().selectedIndexes()]
        here = self.currentIndex().row()
        if rows and here not in rows:
            nearest = self._model.index(min(rows, key=lambda row: (abs(row - here), row)), 0)
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(nearest, flag)
            return
        self.changed.emit()

    def _on_selection_changed(self) -> None:
        """Qt tells of the selection before it tells which photo is current: wait for both."""
        if not self._is_staying:
            self.leaving.emit()
        self._soon.start(0)
