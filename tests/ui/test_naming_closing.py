"""The window is closed while something is still being written: nothing of it is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_assessing import busy
from tests.ui.test_naming_bursts import attested
from tests.ui.test_naming_files import burst, go_through, shown

Key = Qt.Key


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Two bursts; Ida, Noah and Emma stand under figures, and the second is looked at."""
    for name in ("Ida Dal", "Noah Lund", "Emma Bach"):
        office.family(name)
    photos = burst(office, {})
    go_through(panel, photos)
    panel.name("ida", "noah", "emma")
    panel.key(Key.Key_Return)
    return photos


@pytest.mark.parametrize("by_mouse", [True, False])
def test_names_and_the_statement_typed_just_before_closing_are_written(
    panel: PanelDriver, office: Office, card: list[PhotoId], *, by_mouse: bool
) -> None:
    field, opened = panel.panel.people.field, panel.panel
    for key in (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_Return):
        QTest.keyClick(field, key)
    if by_mouse:
        opened.close()
    else:
        QTest.keyPress(field, Key.Key_Escape)
    panel.settle()
    assert attested(office, card) == [True] * 5
    assert [len(people) for people in shown(office, card)] == [3] * 5
    assert panel.context.undo.canUndo()


def test_the_window_stays_until_another_desk_lets_go_of_the_register(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    opened = panel.panel
    with busy(office):
        for key in (Key.Key_1, Key.Key_Return, Key.Key_Escape):
            QTest.keyPress(opened.people.field, key)
        assert opened.isVisible()
        assert not opened.isEnabled()
    panel.settle()
    assert attested(office, card) == [True] * 5


def test_what_is_refused_while_closing_is_told_before_the_window_goes(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    field, opened = panel.panel.people.field, panel.panel
    photographs.name_all(*office.desk, {card[3]: {office.family("Otto Vang"): None}})
    for key in (Key.Key_1, Key.Key_Return, Key.Key_Escape):
        QTest.keyPress(field, key)
    panel.settle()
    assert opened.isVisible()
    assert opened.isEnabled()
    assert field.hasFocus()
    assert "Look at it once more" in opened.banner.text
    panel.press(field, Key.Key_Escape)
    panel.wait(lambda: panel.panel not in panel.desk.findChildren(type(panel.panel)))
