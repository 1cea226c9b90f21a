"""The pages of a PDF of our own, looked at: small ones in a list, one of them large.

Pages are drawn off the GUI thread, one at a time and the newest wish first; what nobody looks at is
never drawn.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QScrollArea, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.theme import GRID

SMALL = QSize(72, 102)
"""A sheet of A4 in the list, in logical pixels."""
INCHES_WIDE = 210 / 25.4
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_PIXELS_PER_INCH = 96

Index = QModelIndex | QPersistentModelIndex


class PdfPages(QObject):
    """Draws pages of one PDF as they are asked for."""

    drawn = Signal(int, float, object)
    """Page number, dpi and QPixmap."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pdf = b""
        self._round = 0
        self._wanted: list[tuple[int, float]] = []
        self._is_busy = False

    def show(self, pdf: bytes) -> None:
        """From now on these pages; what was asked for of others is forgotten."""
        self._pdf = pdf
        self._round += 1
        self._wanted.clear()

    def want(self, number: int, dpi: float) -> None:
        """Have a page (from 1) drawn; `drawn` tells when it is."""
        wish = (number, dpi)
        if wish in self._wanted:
            self._wanted.remove(wish)
        self._wanted.append(wish)
        self._next()

    def _next(self) -> None:
        if self._is_busy or not self._wanted or not self._pdf:
            return
        self._is_busy = True
        number, dpi = self._wanted.pop()
        pdf, asked = self._pdf, self._round

        def work() -> QImage:
            from consentdesk.services.paper_preview import preview_pages
            from consentdesk.ui.printing import to_image

            return to_image(next(preview_pages(pdf, dpi, [number])))

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            lambda image: self._on_drawn(asked, number, dpi, image),
            failed=lambda _error: self._on_drawn(asked, number, dpi, QImage()),
        )

    def _on_drawn(self, asked: int, number: int, dpi: float, image: QImage) -> None:
        self._is_busy = False
        if asked == self._round and not image.isNull():
            self.drawn.emit(number, dpi, QPixmap.fromImage(image))
        self._next()


class PageList(QListView):
    """The pages small, each with whose it is."""

    picked = Signal(int)
    """The number, from 1, of another page to be shown large."""

    def __init__(self, pages: PdfPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Pages"))
        self._model = _PageModel(pages, self)
        self.setModel(self._model)
        self.setIconSize(SMALL)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_names(self, names: Sequence[str], dpi_ratio: float) -> None:
        """Show as many pages as there are names, the first of them chosen."""
        self._model.show(names, dpi_ratio)
        if names:
            self.setCurrentIndex(self._model.index(0))

    def sizeHint(self) -> QSize:
        """Room for a sheet and a name."""
        return QSize(SMALL.width() + 16 * GRID, 40 * GRID)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(current.row() + 1)


class _PageModel(QAbstractListModel):
    def __init__(self, pages: PdfPages, parent: QObject) -> None:
        super().__init__(parent)
        self._pages = pages
        self._names: tuple[str, ...] = ()
        self._icons: dict[int, QIcon] = {}
        self._asked: set[int] = set()
        self._dpi = 0.0
        self._ratio = 1.0
        pages.drawn.connect(self._on_pages_drawn)

    def show(self, names: Sequence[str], ratio: float) -> None:
        self.beginResetModel()
        self._names = tuple(names)
        self._icons.clear()
        self._asked.clear()
        self._ratio = ratio
        self._dpi = SMALL.width() * ratio / INCHES_WIDE
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[row]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("Page {number}, {name}").format(number=row + 1, name=self._names[row])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._names[row]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(row)
        return None

    def _icon(self, row: int) -> QIcon:
        found = self._icons.get(row)
        if found is not None:
            return found
        if row not in self._asked:
            self._asked.add(row)
            self._pages.want(row + 1, self._dpi)
        blank = QPixmap(SMALL * self._ratio)
        blank.setDevicePixelRatio(self._ratio)
        blank.fill(Qt.GlobalColor.white)
        return QIcon(blank)

    def _on_pages_drawn(self, number: int, dpi: float, pixmap: QPixmap) -> None:
        if dpi != self._dpi or number > len(self._names):
            return
        pixmap.setDevicePixelRatio(self._ratio)
        self._icons[number - 1] = QIcon(pixmap)
        changed = self.index(number - 1)
        self.dataChanged.emit(changed, changed)


class PageView(QScrollArea):
    """One page large; at first as wide as the view, then as large as somebody wants it."""

    pressed = Signal(int, float, float)
    """A click on the page: its number from 1, and millimetres from its top left."""

    def __init__(self, pages: PdfPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._number = 0
        self._zoom: float | None = None
        self._dpi = 0.0
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet.setAccessibleName(_("The page"))
        self.setAccessibleName(_("The page, large"))
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerWidget(QWidget())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._fit_anew)
        pages.drawn.connect(self._on_pages_drawn)

    @property
    def zoom(self) -> float:
        """How large the page is: 1 is its true size."""
        return self._zoom if self._zoom is not None else self._fitting()

    @property
    def is_shown(self) -> bool:
        """Whether the page asked for is there to be seen."""
        return not self._sheet.pixmap().isNull()

    def show_page(self, number: int) -> None:
        """Show that page; 0 shows none."""
        self._number = number
        if not number:
            self._sheet.clear()
        self._ask()

    def zoom_in(self) -> None:
        """The next size up."""
        self._set_zoom(min((z for z in _ZOOMS if z > self.zoom + 0.01), default=_ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next size down."""
        self._set_zoom(max((z for z in _ZOOMS if z < self.zoom - 0.01), default=_ZOOMS[0]))

    def fit(self) -> None:
        """As wide as the view again."""
        self._zoom = None
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, 0 fits."""
        match event.text():
            case "+":
                self.zoom_in()
            case "-":
                self.zoom_out()
            case "0":
                self.fit()
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which place of the page was clicked."""
        super().mouseReleaseEvent(event)
        shown = self._sheet.pixmap()
        if shown.isNull() or event.button() is not Qt.MouseButton.LeftButton:
            return
        size = shown.deviceIndependentSize()
        around = QPointF(self._sheet.width() - size.width(), self._sheet.height() - size.height())
        at = self._sheet.mapFrom(self.viewport(), event.position()) - around / 2
        if QRectF(QPointF(), size).contains(at):
            millimetre = size.width() / (INCHES_WIDE * 25.4)
            self.pressed.emit(self._number, at.x() / millimetre, at.y() / millimetre)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page anew once the size has settled."""
        super().resizeEvent(event)
        if self._zoom is None:
            self._soon.start(0)

    def _fitting(self) -> float:
        # The bar's room is left out whether it is there or not: a page that fits only without the
        # bar would call it back for ever.
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.contentsRect().width() - bar - 2 * GRID
        return max(_ZOOMS[0], min(room / (INCHES_WIDE * _PIXELS_PER_INCH), _ZOOMS[-1]))

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self._ask()

    def _fit_anew(self) -> None:
        if self._dpi != self._wanted_dpi:
            self._ask()

    @property
    def _wanted_dpi(self) -> float:
        return _PIXELS_PER_INCH * self.zoom * self.devicePixelRatioF()

    def _ask(self) -> None:
        if self._number:
            self._dpi = self._wanted_dpi
            self._pages.want(self._number, self._dpi)

    def _on_pages_drawn(self, number: int, dpi: float, pixmap: QPixmap) -> None:
        if (number, dpi) == (self._number, self._dpi):
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            self._sheet.setPixmap(pixmap)
