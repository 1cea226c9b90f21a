"""Tab goes through every window as it is read, also through what was put into it late."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget
from pytestqt.exceptions import capture_exceptions

from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_dialog import PersonDialog
from consentdesk.ui.tab_order import put_in_order
from tests.ui.driving import Driver, name_of
from tests.ui.openings import WINDOWS, Opener

Key = Qt.Key


@dataclass(frozen=True)
class Stop:
    """Where the keyboard stops: on the whole window, and within what scrolls."""

    name: str
    at: QRect
    area: QWidget | None
    within: QRect

    def is_before(self, other: "Stop") -> bool:
        """Whether a reader meets it first; the column at the right is read after the left one."""
        together = self.area is not None and self.area is other.area
        a, b = (self.within, other.within) if together else (self.at, other.at)
        beside = a.top() < b.bottom() and b.top() < a.bottom()
        if beside:
            return a.left() <= b.left()
        return a.top() < b.top() or a.left() < b.left()


def _stop(window: QWidget, widget: QWidget) -> Stop:
    at = QRect(widget.mapTo(window, QPoint()), widget.size())
    area, parent = None, widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            area = parent
            break
        parent = parent.parentWidget()
    inner = area.widget() if isinstance(area, QScrollArea) else None
    if area is None or inner is None:
        return Stop(name_of(widget), at, None, at)
    seen = QRect(area.mapTo(window, QPoint()), area.size())
    top = min(max(at.top(), seen.top()), seen.bottom() - at.height())
    within = QRect(widget.mapTo(inner, QPoint()), widget.size())
    return Stop(name_of(widget), QRect(QPoint(at.left(), top), at.size()), area, within)


def tabbed(window: QWidget) -> list[Stop]:
    """Once around with Tab."""
    QTest.keyClick(window, Key.Key_Tab)
    first = QApplication.focusWidget()
    assert first is not None
    seen: list[QWidget] = []
    focus: QWidget | None = first
    while focus is not None and (not seen or focus is not first):
        assert focus not in seen, f"Tab never comes back to {name_of(first)}"
        seen.append(focus)
        QTest.keyClick(focus, Key.Key_Tab)
        focus = QApplication.focusWidget()
    return [_stop(window, widget) for widget in seen]


def _turned_back(stops: list[Stop]) -> list[tuple[str, str]]:
    """Where Tab went up or to the left; once around it does so exactly once."""
    pairs = zip(stops, [*stops[1:], stops[0]], strict=True)
    return [(a.name, b.name) for a, b in pairs if not a.is_before(b)]


@pytest.mark.parametrize("name", WINDOWS)
def test_tab_goes_through_a_window_as_it_is_read(opened: Opener, name: str) -> None:
    stops = tabbed(opened(name))
    assert len(_turned_back(stops)) <= 1, [(s.name, s.at) for s in stops]


def test_a_guardian_added_late_is_reached_after_the_one_before(
    opened: Opener, driver: Driver
) -> None:
    dialog = opened("new person")
    assert isinstance(dialog, PersonDialog)
    driver.click(dialog.add)
    names = [s.name for s in tabbed(dialog)]
    row = names.index("Guardian 1")
    assert names[row + 3] == "Guardian 2"
    assert names.index("Enrol") > names.index("Leave out Guardian 2")


def test_what_helps_is_reached_before_the_buttons_below(opened: Opener) -> None:
    window = opened("check")
    assert isinstance(window, CheckWindow)
    names = [s.name for s in tabbed(window)]
    last = names.index("More")
    assert [*names, *names][last + 1 : last + 3] == ["Choose files…", "Export…"]


def test_shift_tab_goes_the_same_way_back(opened: Opener) -> None:
    window = opened("check unknown")
    assert isinstance(window, CheckWindow)
    field = window.one.naming.field
    field.setFocus()
    QTest.keyClick(field, Key.Key_Tab)
    after = QApplication.focusWidget()
    assert after is not None
    QTest.keyClick(after, Key.Key_Backtab)
    assert field.hasFocus()


def test_tab_goes_on_while_what_is_going_on_comes_and_goes_in_the_status_bar(
    window: MainWindow,
) -> None:
    """Qt makes the layout of the bar anew with each widget in it that grows."""
    bar, shown = window.statusBar(), window.tasks
    for turn in range(20):
        put_in_order(window)
        shown.setVisible(turn % 2 == 0)
        shown.setMinimumHeight(10 + 20 * (turn % 2))
        bar.removeWidget(shown)
        bar.addWidget(shown)
        QApplication.processEvents()
    window.setFocus()
    assert tabbed(window)


def test_a_bug_in_the_order_of_tab_is_told_and_keeps_no_page_from_being_read(
    window: MainWindow, driver: Driver
) -> None:
    class Odd(QWidget):
        def layout(self) -> QLayout:
            raise ValueError("odd")

    odd, laid_out = Odd(), window.sidebar.layout()
    assert laid_out is not None
    laid_out.addWidget(odd)
    odd.show()
    with capture_exceptions() as told:
        QTest.keyClick(window, Key.Key_Tab)
        window.go("people")
        driver.settle()
    assert told
    assert {kind for kind, _bug, _trace in told} == {ValueError}
    assert window.pages.key == "people"
