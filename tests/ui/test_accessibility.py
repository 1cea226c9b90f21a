"""Every window can be worked without a mouse and without sight: names, order, size, no trap."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from consentdesk.ui import theme
from consentdesk.ui.application import application, speak
from consentdesk.ui.context import Context
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.glyphs import Shape
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver, name_of, reachable, spoken
from tests.ui.fitting import cut_off, letters_used_twice
from tests.ui.openings import DIALOGS, PAGES, PAPER, PICTURES, Opener, Openings

NATIVE = QKeySequence.SequenceFormat.NativeText


@pytest.mark.parametrize("name", [*PAGES, *DIALOGS, *PICTURES])
def test_whatever_keys_reach_has_a_name_of_its_own_and_is_large_enough_and_tab_comes_back(
    opened: Opener, name: str
) -> None:
    """Three looks at the same window, because opening it is what takes the time."""
    window = opened(name)
    _assert_named(window)
    _assert_large(window)
    _assert_tab_comes_back(window)


def _assert_named(window: QWidget) -> None:
    names = {w: name_of(w) for w in reachable(window)}
    unnamed = [w for w, called in names.items() if not called.strip()]
    assert not unnamed, [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in unnamed]
    called = list(names.values())
    twice = {c for c in called if called.count(c) > 1}
    assert not twice


def _assert_large(window: QWidget) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    small = [
        f"{type(w).__name__} {name_of(w)} {w.width()}×{w.height()}"
        for w in reachable(window)
        if isinstance(w, kinds) and (w.height() < theme.TARGET - 2 or w.width() < theme.TARGET - 2)
    ]
    assert not small


def _assert_tab_comes_back(window: QWidget) -> None:
    wanted = {w for w in reachable(window) if not _is_passed_by_arrows(w)}
    for first in reachable(window):
        first.setFocus()
        break
    seen: list[QWidget] = []
    for _step in range(len(wanted) + 20):
        focus = QApplication.focusWidget()
        if focus is None or (focus in seen and wanted <= set(seen)):
            break
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    missed = wanted - set(seen)
    assert not missed, [f"{type(w).__name__} {name_of(w)}" for w in missed]


def _is_passed_by_arrows(widget: QWidget) -> bool:
    """Of chips and round buttons that belong together, Tab reaches only the one that is on."""
    return isinstance(widget, QAbstractButton) and (
        widget.group() is not None and widget.group().exclusive() and not widget.isChecked()
    )


@pytest.mark.parametrize("name", [*PAGES, *DIALOGS, *PICTURES, *PAPER])
def test_every_window_can_be_laid_out_from_right_to_left(
    opened: Opener, driver: Driver, name: str
) -> None:
    app = application()
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = opened(name)
        driver.settle()
        assert not cut_off(window)
        if isinstance(window, MainWindow):
            beside = window.pages.mapTo(window, window.pages.rect().topLeft())
            sidebar = window.sidebar.mapTo(window, window.sidebar.rect().topLeft())
            assert sidebar.x() > beside.x()
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_text_fields_of_several_lines_let_tab_out(opened: Opener) -> None:
    window = opened("correct")
    (field,) = window.findChildren(QPlainTextEdit)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()
    assert field.toPlainText() == ""


def test_a_table_lets_tab_out(opened: Opener) -> None:
    window = opened("people")
    (table,) = [v for v in window.findChildren(QAbstractItemView) if name_of(v) == "People"]
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


def test_signs_are_spoken_as_words(opened: Opener) -> None:
    window = opened("people")
    (table,) = [v for v in window.findChildren(QAbstractItemView) if name_of(v) == "People"]
    assert spoken(table, 3) == [
        "Website: Signed, not in force",
        "Website: Asked",
        "Website: Journaled",
    ]
    assert len(Shape) == 7


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_no_two_entries_of_a_menu_share_a_letter(
    driver: Driver, context: Context, language: str
) -> None:
    speak(language)
    window = MainWindow(context)
    driver.show(window)
    menus = [action.menu() for action in window.menuBar().actions()]
    titles = [m.title() for m in menus if isinstance(m, QMenu)]
    assert _letters(titles) == sorted(set(_letters(titles)))
    for menu in menus:
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        letters = _letters([a.text() for a in menu.actions() if "&" in a.text()])
        assert letters == sorted(set(letters)), (menu.title(), letters)


def _letters(texts: list[str]) -> list[str]:
    return sorted(t[t.index("&") + 1].lower() for t in texts)


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_no_letter_of_a_page_is_a_letter_of_the_menus(
    driver: Driver, context: Context, busy: Office, language: str
) -> None:
    speak(language)
    window = MainWindow(context)
    driver.show(window)
    window.show_desk()
    openings = Openings(window, driver, context, busy)
    menus = {a.text() for a in window.menuBar().actions()}
    used = {}
    for name in PAGES:
        openings.open(name)
        used[name] = letters_used_twice(window, menus)
    window.show_front(FirstRunPage("Anna", "/home/anna/register.db", window.context.tasks))
    driver.settle()
    used["first run"] = letters_used_twice(window, menus)
    assert not {name: letters for name, letters in used.items() if letters}


def test_keys_are_named_as_the_menus_name_them(driver: Driver, context: Context) -> None:
    speak("da")
    window = MainWindow(context)
    window.lay_desk()
    driver.show(window)
    tips = [b.toolTip() for b in window.findChildren(QAbstractButton)]
    assert "Må dette billede vises? (Ctrl+Skift+C)" in tips
    assert window.actions_.check.shortcut().toString(NATIVE) == "Ctrl+Skift+C"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told to say from now on."""
    said: list[str] = []
    ear = SimpleNamespace(updateAccessibility=lambda event: said.append(event.message()))
    monkeypatch.setattr("PySide6.QtGui.QAccessible", ear)
    return said


def test_a_verdict_is_read_aloud_without_moving_the_keyboard(
    opened: Opener, heard: list[str]
) -> None:
    opened("check")
    assert any(said.startswith("May not be shown") for said in heard), heard


def test_how_many_were_found_is_read_aloud(
    opened: Opener, driver: Driver, heard: list[str]
) -> None:
    window = opened("people")
    (search,) = [f for f in window.findChildren(QLineEdit) if "people" in name_of(f).lower()]
    search.setFocus()
    driver.type(search, "Noah")
    driver.settle()
    assert search.hasFocus()
    assert any("1" in said for said in heard), heard


def test_a_message_at_the_foot_is_read_aloud(
    opened: Opener, driver: Driver, heard: list[str], window: MainWindow
) -> None:
    opened("overview")
    window.actions_.verify.trigger()
    driver.settle()
    assert any(said.startswith("The journal is whole") for said in heard), heard
