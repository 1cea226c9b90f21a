"""What every window must stand: a small screen at 200 %, and letters that each mean one thing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget

from consentdesk.ui import theme
from consentdesk.ui.application import application
from consentdesk.ui.name_button import NameButton

SMALL = QSize(640, 400)
"""A screen of 1280 by 800 at 200 %, in logical pixels."""
ROOM = QSize(620, 360)
"""What such a screen has for a window inside its frame."""


@contextmanager
def letters_of(points: float) -> Iterator[None]:
    """Letters of that size in all windows."""
    app = application()
    before = app.font()
    other = QFont(before)
    other.setPointSizeF(points)
    app.setFont(other)
    theme.dress(app)
    yield
    app.setFont(before)
    theme.dress(app)


def too_large(window: QWidget) -> str:
    """What a window needs at least, if that is more than a small screen has."""
    needed = window.minimumSizeHint().expandedTo(window.minimumSize())
    fits = needed.width() <= ROOM.width() and needed.height() <= ROOM.height()
    return "" if fits else f"{needed.width()} x {needed.height()}"


def letters_used_twice(
    window: QWidget, menus: Iterable[str] = (), *, even_off: bool = False
) -> set[str]:
    """The letters that Alt would have to choose between, among what is shown and the menus.

    With `even_off` what can't be used at the moment counts too.
    """
    texts = list(menus)
    texts += [
        w.text()
        for w in window.findChildren(QAbstractButton)
        if w.isVisibleTo(window) and (even_off or w.isEnabledTo(window))
    ]
    texts += [w.text() for w in window.findChildren(QLabel) if w.isVisibleTo(window) and w.buddy()]
    letters = Counter(letter for text in texts if (letter := _letter(text)))
    return {letter for letter, times in letters.items() if times > 1}


def _letter(text: str) -> str:
    at = text.replace("&&", "").find("&")
    return text.replace("&&", "")[at + 1].casefold() if at >= 0 else ""


def cut_off(window: QWidget) -> list[str]:
    """What is seen of the window's buttons and texts although not all of it has room."""
    found = []
    for part in window.findChildren(QWidget):
        if not isinstance(part, QAbstractButton | QLabel) or part.window() is not window.window():
            continue
        if not part.isVisibleTo(window) or not part.text():
            continue
        if part.visibleRegion().isEmpty():
            # What is scrolled out of sight can be scrolled back; the rest is lost.
            if (lost_in := _lost_in(part)) is not None:
                found.append(f"{type(part).__name__} {part.text()!r}: lies outside {lost_in}")
            continue
        cut = part.shown if isinstance(part, NameButton) else part.text()
        is_told = cut.endswith("…") and bool(part.toolTip())
        if not is_told and (lacks := _lacks(part)):
            found.append(f"{type(part).__name__} {part.text()!r}: {lacks}")
    return found


def _lacks(part: QAbstractButton | QLabel) -> str:
    needed = part.minimumSizeHint() if isinstance(part, QLabel) else part.sizeHint()
    if isinstance(part, QLabel) and part.wordWrap():
        tall = part.heightForWidth(part.width())
        return f"{part.height()} of {tall} high" if part.height() + 1 < tall else ""
    if part.width() + 1 < needed.width():
        return f"{part.width()} of {needed.width()} wide"
    if part.height() + 1 < needed.height():
        return f"{part.height()} of {needed.height()} high"
    if (outside := _outside(part)) > 1:
        return f"{outside} beyond the edge"
    return ""


def _lost_in(part: QWidget) -> str | None:
    """The name of what it lies wholly outside of, though that shows other parts; None for none."""
    held = part.parentWidget()
    while held is not None and not held.isWindow():
        if isinstance(held.parentWidget(), QAbstractScrollArea):
            return None
        place = QRect(part.mapTo(held, QPoint(0, 0)), part.size())
        if not held.visibleRegion().isEmpty() and not held.rect().intersects(place):
            return type(held).__name__
        held = held.parentWidget()
    return None


def _outside(part: QWidget) -> int:
    """How far it reaches beyond the right edge of what is seen."""
    area = part.parentWidget()
    while area is not None and not isinstance(area.parentWidget(), QAbstractScrollArea):
        area = area.parentWidget()
    held = part.window() if area is None else area
    return part.mapTo(held, part.rect().topRight()).x() - held.width() + 1
