"""A message that appears moves nothing away from under the pointer."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QScrollArea, QWidget

from consentdesk.ui.banner import Banner
from consentdesk.ui.field_refusal import FieldRefusal
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.widgets import EmptyView, column, scrolled
from tests.ui.driving import Driver, name_of
from tests.ui.fitting import ROOM, cut_off, letters_of
from tests.ui.openings import WINDOWS, Opener

LONG = "The folder can't be written: the disk is full. Nothing was saved. Make room and try again."


def _places(window: QWidget, message: Banner | FieldRefusal) -> dict[QWidget, QPoint]:
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


def _messages(window: QWidget) -> list[Banner | FieldRefusal]:
    """The places for messages on what is seen; those that tell how things stand are no messages."""
    owners = (window, *window.findChildren(QWidget))
    names = ("banner", "refusal", "before_refusal")
    places = {getattr(o, name, None) for o in owners if o.isVisible() for name in names}
    shown = [place for place in places if isinstance(place, Banner | FieldRefusal)]
    return [place for place in shown if (owner := place.parentWidget()) and owner.isVisible()]


@pytest.mark.parametrize("name", WINDOWS)
def test_a_message_moves_nothing_that_can_be_clicked(
    opened: Opener, driver: Driver, name: str
) -> None:
    window = opened(name).window()
    messages = _messages(window)
    # That page tells in its middle what went wrong, that window only asks, and that one only shows.
    assert messages or name in {"upgrade", "journal stack", "check large"}
    for message in messages:
        message.hide()
        driver.settle()
        before = _places(window, message)
        if isinstance(message, Banner):
            message.say(LONG, tone="no", icon="warning")
        else:
            message.say(LONG)
        driver.settle()
        moved = {
            part.accessibleName() or getattr(part, "text", str)(): (was, part.mapToGlobal(QPoint()))
            for part, was in before.items()
            if part.mapToGlobal(QPoint()) != was
        }
        assert not moved
        message.hide()


def test_a_field_with_the_keyboard_stays_in_sight_when_a_message_opens_over_it(
    driver: Driver,
) -> None:
    fields, banner, inner, whole = [QLineEdit() for _ in range(12)], Banner(), QWidget(), QWidget()
    inner.setLayout(column(*fields))
    whole.setLayout(column(follow_focus(scrolled(inner)), banner))
    whole.resize(420, 300)
    driver.show(whole)
    lowest = [field for field in fields if field.visibleRegion().boundingRect() == field.rect()][-1]
    lowest.setFocus()
    driver.settle()
    banner.say(LONG, tone="no", icon="warning")
    driver.settle()
    assert not banner.visibleRegion().isEmpty()
    assert lowest.visibleRegion().boundingRect() == lowest.rect()


def test_on_a_small_screen_a_long_message_scrolls_and_leaves_most_to_what_it_is_about(
    driver: Driver,
) -> None:
    page, banner, whole = EmptyView("done"), Banner(), QWidget()
    page.say("Nothing")
    layout = column(page, banner)
    layout.setStretch(0, 1)
    whole.setLayout(layout)
    whole.resize(ROOM)
    driver.show(whole)
    banner.say(" ".join([LONG] * 8), tone="no", icon="warning")
    driver.settle()
    assert banner.height() <= ROOM.height() // 4
    (scrolling,) = banner.findChildren(QScrollArea)
    assert scrolling.verticalScrollBar().maximum() > 0
    scrolling.setFocus()
    driver.press(scrolling, Qt.Key.Key_Down)
    assert scrolling.verticalScrollBar().value() > 0
    assert name_of(scrolling).startswith(LONG)


@pytest.mark.parametrize("other", ["", "Not now"])
def test_a_long_message_has_its_buttons_below_where_it_would_stand_in_a_column(
    driver: Driver, other: str
) -> None:
    whole, banner = QWidget(), Banner()
    whole.setLayout(column(banner, None))
    whole.resize(860, 620)
    driver.show(whole)
    with letters_of(18):
        banner.say(f"{LONG} {LONG}", action="Make room", other=other)
        driver.settle()
        text, buttons = _text_and_buttons(banner, "Make room", other)
        assert all(one.y() > text.geometry().bottom() for one in buttons)
        assert not cut_off(whole)
        banner.say(LONG[:40], action="Make room", other=other)
        driver.settle()
        assert all(one.x() > text.geometry().right() for one in buttons)
        whole.resize(1280, 620)
        banner.say(LONG, action="Make room", other=other)
        driver.settle()
        assert all(one.x() > text.geometry().right() for one in buttons)
        whole.resize(400, 620)
        driver.settle()
        assert all(one.y() > text.geometry().bottom() for one in buttons)


def _text_and_buttons(banner: Banner, *said: str) -> tuple[QWidget, list[QAbstractButton]]:
    (text,) = banner.findChildren(QScrollArea)
    found = banner.findChildren(QAbstractButton)
    buttons = [one for one in found if one.text() and one.text() in said]
    return text, buttons
