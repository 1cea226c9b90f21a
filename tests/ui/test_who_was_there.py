"""Names are found first in the groups that were at the event of the photos."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.services import photographs, roster
from consentdesk.ui.delegates import LINE_ROLE
from consentdesk.ui.who_finding import MOST, find_people, members_of
from tests.services.office import SEVEN, Office
from tests.ui.panel_driver import PanelDriver


@pytest.fixture
def school(office: Office) -> dict[str, SubjectId]:
    """More children whose names begin alike than are shown at once; one of them in 9.C."""
    many = {f"Ida Bo {n}": "2.A" for n in range(MOST + 2)}
    return {
        name: roster.enrol(*office.desk, name=name, born=SEVEN, group=group)
        for name, group in {**many, "Ida Zenia": "9.C"}.items()
    }


def test_whoever_was_there_comes_before_everybody_else(
    office: Office, school: dict[str, SubjectId]
) -> None:
    with office.register.read() as reader:
        anywhere = find_people(reader, "id", office.today)
        members = members_of(reader, ("9.C", "nowhere"), office.today)
        there = find_people(reader, "id", office.today, there=members)
        gone = find_people(reader, "id", office.today, there=members, absent=[school["Ida Zenia"]])
    assert members == {school["Ida Zenia"]}
    assert anywhere.there == () and len(anywhere.others) == MOST
    assert "Ida Zenia" not in {p.name for p in anywhere.others}
    assert [p.name for p in there.there] == ["Ida Zenia"]
    assert len(there.others) == MOST - 1
    assert gone.there == ()


def test_two_letters_name_whoever_was_there_and_the_rest_stands_apart(
    panel: PanelDriver, office: Office, school: dict[str, SubjectId]
) -> None:
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False, album="Trip")
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_event(Event(name="Trip", groups=("9.C",)))
    panel.open(path)
    field = panel.panel.people.field
    panel.type(field, "id")
    panel.settle()
    model = field.model
    lines = [model.index(row).data(LINE_ROLE).heading for row in range(model.rowCount())]
    assert lines[:3] == ["Ida Zenia", "Not of the groups there", "Ida Bo 0"]
    panel.press(field, Qt.Key.Key_Down)
    assert model.entry(field.list.currentIndex().row()).line.heading == "Ida Bo 0"
    panel.press(field, Qt.Key.Key_Up)
    panel.press(field, Qt.Key.Key_Return)
    panel.settle()
    assert set(panel.shown(path)) == {school["Ida Zenia"]}


def test_where_nobody_of_the_groups_is_meant_the_others_are_taken(
    panel: PanelDriver, office: Office, school: dict[str, SubjectId]
) -> None:
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False, album="Trip")
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_event(Event(name="Trip", groups=("9.C",)))
    panel.open(path)
    panel.name("ida bo 3")
    panel.settle()
    assert set(panel.shown(path)) == {school["Ida Bo 3"]}
