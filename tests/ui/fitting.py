"""What every window must stand: a small screen at 200 %, and letters that each mean one thing."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

SMALL = QSize(640, 400)
"""A screen of 1280 by 800 at 200 %, in logical pixels."""


def too_large(window: QWidget) -> str:
    """What a window needs at least, if that is more than a small screen has."""
    needed = window.minimumSizeHint()
    fits = needed.width() <= SMALL.width() and needed.height() <= SMALL.height()
    return "" if fits else f"{needed.width()} x {needed.height()}"


def letters_used_twice(window: QWidget, menus: Iterable[str] = ()) -> set[str]:
    """The letters that Alt would have to choose between, among what is shown and the menus."""
    texts = list(menus)
    texts += [
        w.text()
        for w in window.findChildren(QAbstractButton)
        if w.isVisibleTo(window) and w.isEnabledTo(window)
    ]
    texts += [w.text() for w in window.findChildren(QLabel) if w.isVisibleTo(window) and w.buddy()]
    letters = Counter(letter for text in texts if (letter := _letter(text)))
    return {letter for letter, times in letters.items() if times > 1}


def _letter(text: str) -> str:
    at = text.replace("&&", "").find("&")
    return text.replace("&&", "")[at + 1].casefold() if at >= 0 else ""
