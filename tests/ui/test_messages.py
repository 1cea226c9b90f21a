"""A message that appears moves nothing away from under the pointer."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from consentdesk.ui.banner import Banner
from consentdesk.ui.widgets import EmptyView
from tests.ui.driving import Driver
from tests.ui.openings import WINDOWS, Opener

LONG = "The folder can't be written: the disk is full. Nothing was saved. Make room and try again."


def _places(window: QWidget, message: Banner) -> dict[QWidget, QPoint]:
    """Where each thing that can be clicked lies.

    But for the message's own, and for the button in the middle of an empty page, which no message
    comes from.
    """
    return {
        part: part.mapToGlobal(QPoint())
        for kind in (QAbstractButton, QLineEdit)
        for part in window.findChildren(kind)
        if part.isVisible()
        and not message.isAncestorOf(part)
        and not isinstance(part.parentWidget(), EmptyView)
    }


def _messages(window: QWidget) -> list[Banner]:
    """The places for messages on what is seen; those that tell how things stand are no messages."""
    owners = (window, *window.findChildren(QWidget))
    places = {getattr(owner, "banner", None) for owner in owners if owner.isVisible()}
    return [place for place in places if isinstance(place, Banner)]


@pytest.mark.parametrize("name", WINDOWS)
def test_a_message_moves_nothing_that_can_be_clicked(
    opened: Opener, driver: Driver, name: str
) -> None:
    window = opened(name).window()
    messages = _messages(window)
    # That page tells in its middle what went wrong.
    assert messages or name == "upgrade"
    for message in messages:
        message.hide()
        driver.settle()
        before = _places(window, message)
        message.say(LONG, tone="no", icon="warning")
        driver.settle()
        moved = {
            part.accessibleName() or getattr(part, "text", str)(): (was, part.mapToGlobal(QPoint()))
            for part, was in before.items()
            if part.mapToGlobal(QPoint()) != was
        }
        assert not moved
        message.hide()
