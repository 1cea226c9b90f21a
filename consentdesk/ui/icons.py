"""The line icons of `resources/icons`, drawn in the colours in use.

`put` gives a button or menu entry its icon and remembers which; `renew` draws all of them again
when the colours change.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

from consentdesk.paths import resources_dir
from consentdesk.ui.theme import Look, colours

SIZE = 20
"""Logical pixels of an icon beside text."""
GAP = 5


def draw(painter: QPainter, box: QRectF, name: str, colour: QColor | str) -> None:
    """Draw an icon into a square box in one colour."""
    density = painter.device().devicePixelRatioF()
    painter.drawPixmap(box.toRect(), pixmap(name, colour, round(box.width()), density))


def pixmap(name: str, colour: QColor | str, size: int, density: float) -> QPixmap:
    """An icon as a picture of `size` logical pixels for a screen of that density."""
    side = round(size * density)
    written = QColor(colour).name()
    key = f"consentdesk-{name}-{written}-{side}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = QPixmap(QSize(side, side))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(_coloured(name, written)).render(painter, QRectF(0, 0, side, side))
        painter.end()
        QPixmapCache.insert(key, picture)
    picture.setDevicePixelRatio(density)
    return picture


def icon(name: str, colour: QColor | str, gap: int = 0) -> QIcon:
    """An icon for the densest screen there is; the style greys it where it can't be used.

    `gap` is room left free at its right, because a styled button has no say over it.
    """
    density = max((s.devicePixelRatio() for s in QApplication.screens()), default=1.0)
    return QIcon(_with_gap(pixmap(name, colour, SIZE, density), gap, density))


def _with_gap(picture: QPixmap, gap: int, density: float) -> QPixmap:
    if not gap:
        return picture
    wider = QPixmap(QSize(round((SIZE + gap) * density), picture.height()))
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(density)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wider


def app_icon() -> QIcon:
    """The program's own mark."""
    return QIcon(app_mark(64, 2))


def app_mark(size: int, density: float) -> QPixmap:
    """The program's own mark as a picture; drawn here, so that no plug-in need be loaded."""
    return pixmap("consentdesk", "#000000", size, density)


def put(target: QAbstractButton | QAction, name: str) -> None:
    """Give a button or menu entry that icon, in the colours in use, now and later."""
    target.setProperty("icon_name", name)
    _draw_on(target, name)


def renew() -> None:
    """Draw every icon again, because the colours changed."""
    for widget in QApplication.allWidgets():
        for target in (widget, *widget.actions()):
            name = target.property("icon_name")
            if name and isinstance(target, QAbstractButton | QAction):
                _draw_on(target, str(name))


def draw_all(actions: Sequence[QAction]) -> None:
    """Draw the icons of menu entries that so far only know which they have."""
    for action in actions:
        name = action.property("icon_name")
        if name:
            _draw_on(action, str(name))


def _draw_on(target: QAbstractButton | QAction, name: str) -> None:
    c = colours(QApplication.palette())
    on_accent = isinstance(target, QAbstractButton) and target.property("look") == Look.PRIMARY
    gap = GAP if isinstance(target, QPushButton) else 0
    target.setIcon(icon(name, c.on_accent if on_accent else c.text, gap))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(SIZE + gap, SIZE))


def _coloured(name: str, colour: str) -> QByteArray:
    data = (_folder() / f"{name}.svg").read_bytes()
    return QByteArray(data.replace(b"#000", colour.encode("ascii")))


@cache
def _folder() -> Path:
    """Where the icons lie; found once, because finding it follows links each time."""
    return resources_dir() / "icons"
