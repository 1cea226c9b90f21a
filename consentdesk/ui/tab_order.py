"""Tab goes through a window as it is read, also through what was put into it late.

Qt's own order is that of making, so a line added to a form would come after the buttons below it.
Here the order is read from the layouts each time Tab is pressed; nobody has to keep it up to date.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QStatusBar,
    QTabWidget,
    QWidget,
)

from consentdesk.ui.remembered import room_for

_WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)
"""What is one stop, whatever it is made of."""


class Dialog(QDialog):
    """A window of its own that Tab goes through as it is read, and never larger than the screen."""

    def showEvent(self, event: QShowEvent) -> None:
        """As large as what is in it unless it has a size already; Qt would stop at two thirds.

        The window has no place yet; its parts are told here how large their letters are.
        """
        if not event.spontaneous():
            for part in self.findChildren(QWidget):
                part.ensurePolished()
            is_sized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            wanted = self.size() if is_sized else self.sizeHint().expandedTo(self.minimumSize())
            self.resize(wanted.boundedTo(room_for(self)))
        super().showEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab, or Shift+Tab."""
        put_in_order(self)
        return super().focusNextPrevChild(forward)


def put_in_order(window: QWidget) -> None:
    """Chain what is shown in the window from top to bottom and from left to right.

    Qt asks for this also while a page gives way to another. A bug here is told like any other, but
    the page is shown and read all the same, and Tab goes as it went before.
    """
    with _Told():
        for before, after in pairwise(dict.fromkeys(_stops(window))):
            QWidget.setTabOrder(before, after)


class _Told:
    """Tells a bug as if nobody had caught it, and lets the caller go on."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        bug: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if kind is None or not isinstance(bug, Exception):
            return False
        sys.excepthook(kind, bug, trace)
        return True


def _stops(widget: QWidget) -> Iterator[QWidget]:
    for part in _parts(widget):
        if part.isHidden() or part.isWindow():
            continue
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            # A widget that hands the keyboard on is chained too, or Tab would pass it elsewhere.
            yield part
        if not isinstance(part, _WHOLE):
            yield from _stops(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The widgets right below one, in the order they are seen."""
    parts: Iterable[QWidget | None]
    match widget:
        case QMainWindow():
            parts = (widget.centralWidget(), widget.findChild(QStatusBar))
        case QTabWidget():
            parts = (widget.tabBar(), widget.currentWidget())
        case QStackedWidget():
            parts = (widget.currentWidget(),)
        case QScrollArea():
            parts = (widget.widget(),)
        case QSplitter():
            parts = (widget.widget(n) for n in range(widget.count()))
        case QStatusBar():
            parts = _side_by_side(widget)
        case _:
            parts = _laid_out(widget.layout())
    yield from (part for part in parts if part is not None)


def _side_by_side(bar: QStatusBar) -> list[QWidget]:
    """By their places: Qt makes the layout of the bar anew with each widget that grows.

    PySide then takes the pieces of the new one for those of the old one, and a layout for a space.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    parts = bar.findChildren(QWidget, options=direct)
    is_mirrored = bar.isRightToLeft()
    return sorted(parts, key=lambda part: part.x(), reverse=is_mirrored)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    for item in _cells(layout) if isinstance(layout, QGridLayout) else _items(layout):
        widget = item.widget()
        if widget is not None:
            yield widget
        else:
            yield from _laid_out(item.layout())


def _items(layout: QLayout) -> Iterator[QLayoutItem]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None:
            yield item


def _cells(grid: QGridLayout) -> Iterator[QLayoutItem]:
    """Line by line; what takes several cells is met in each."""
    for line in range(grid.rowCount()):
        for across in range(grid.columnCount()):
            item = grid.itemAtPosition(line, across)
            if item is not None:
                yield item
