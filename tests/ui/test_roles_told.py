"""What a seat leaves off is told: every control that the head could use says why this one can't."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from consentdesk.domain.roles import Role
from consentdesk.services import seats
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.openings import Opener

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
READ = ("people", "person", "permissions", "photos", "photo list", "export", "journal", "forms")
OPENED = {
    Role.OFFICER: (*READ, "overview", "editions", "check", "check list", "panel"),
    Role.PHOTOGRAPHER: (
        *("overview", "photos", "photo list", "export", "check", "check list"),
        *("export dialog", "export left out", "panel", "assess", "naming", "covers"),
    ),
    Role.CLERK: (*READ, "inbox", "editions", "panel", "naming"),
}
"""What each may open."""


def _controls(window: QWidget) -> Iterator[tuple[str, QWidget | QAction]]:
    """What can be pressed, chosen from or typed into, by what it is called."""
    for one in window.findChildren(QWidget):
        if isinstance(one, CONTROLS) and one.isVisible():
            text = one.text() if isinstance(one, QAbstractButton) else ""
            yield f"{type(one).__name__} {one.accessibleName() or text}", one
        elif isinstance(one, QMenu) and not one.title():
            for entry in one.actions():
                if entry.isVisible() and not entry.isSeparator():
                    yield f"entry {entry.text()}", entry


def _off(window: QWidget) -> list[tuple[str, QWidget | QAction]]:
    return [(called, one) for called, one in _controls(window) if not one.isEnabled()]


def _upwards(one: QWidget) -> Iterator[QWidget]:
    above: QWidget | None = one
    while above is not None and not above.isWindow():
        yield above
        above = above.parentWidget()


def _tells(one: QWidget | QAction) -> bool:
    """Whether the mouse and a screen reader are told whose it is; Qt asks the parent if not."""
    if isinstance(one, QAction):
        menus = [held for held in one.associatedObjects() if isinstance(held, QMenu)]
        return "Not part of your seat" in one.toolTip() and all(
            menu.toolTipsVisible() for menu in menus
        )
    through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
    above: QWidget | None = one
    for part in _upwards(one):
        if part.testAttribute(through):
            above = part.parentWidget()
    while above is not None and not above.toolTip():
        above = above.parentWidget()
    return (
        above is not None
        and "Not part of your seat" in above.toolTip()
        and "Not part of your seat" in above.accessibleDescription()
    )


@contextmanager
def _sitting(context: Context, office: Office, driver: Driver, role: Role) -> Iterator[None]:
    seats.give(*office.desk, login="other", role=role)
    with Register.open(office.register.location, login="other") as own:
        context.put(own)
        driver.settle()
        yield
        driver.settle()
        context.put(office.register)
        driver.settle()


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in OPENED.items() for name in names]
)
def test_what_only_the_seat_leaves_off_says_so(
    role: Role,
    name: str,
    opened: Opener,
    window: MainWindow,
    busy: Office,
    driver: Driver,
    context: Context,
) -> None:
    with _sitting(context, busy, driver, role):
        driver.show(window)
        shown = opened(name)
        mute = [(called, one) for called, one in _off(shown) if not _tells(one)]
        # What is off for want of something else stays so for the head too.
        context.sit(Role.HEAD)
        assert [called for called, one in mute if isValid(one) and one.isEnabled()] == []
