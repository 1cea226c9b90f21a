"""Names are never given blindly: the picture stands small beside the line where it is narrow."""

from PySide6.QtCore import QPoint, QRect, Qt

from tests.services.office import Office
from tests.ui.fitting import ROOM
from tests.ui.panel_driver import PanelDriver


def test_picture_and_line_for_names_are_in_sight_together_on_a_small_screen(
    panel: PanelDriver, office: Office
) -> None:
    window = panel.open(office.portrait(office.family()), office.portrait())
    assert window.small.isHidden(), "the large one is beside it"
    window.resize(ROOM)
    panel.settle()
    window.people.field.setFocus()
    panel.settle()
    seen = window.small.visibleRegion().boundingRect()
    assert seen.height() >= 0.8 * window.small.height()
    assert not window.people.field.visibleRegion().isEmpty()
    small, line = window.small, window.people.field
    places = [QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in (small, line)]
    assert not places[0].intersects(places[1])
    window.resize(1180, 780)
    panel.settle()
    assert window.small.isHidden()


def test_a_key_that_changes_the_kind_says_so_where_one_types(
    panel: PanelDriver, office: Office
) -> None:
    window = panel.open(office.situation())
    panel.control(window.people.field, Qt.Key.Key_T)
    panel.settle()
    assert window.people.answer.text() == "The kind is now: Portrait."
