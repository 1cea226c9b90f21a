"""Names are found first in the groups that were at the event of the photos."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.services import photographs, roster
from consentdesk.services.telling import change_groups
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


def groups_at(office: Office, event: str) -> tuple[str, ...]:
    with office.register.read() as reader:
        return reader.event(event).groups


@pytest.mark.usefixtures("school")
def test_which_groups_were_there_is_corrected_in_the_details_and_taken_back(
    panel: PanelDriver, office: Office
) -> None:
    path = office.draw()
    photographs.add_photos(*office.desk, [path], attest=False, album="Trip")
    change_groups(*office.desk, event="Trip", before=(), after=("2.A", "gone"))
    opened = panel.open(path)
    opened.tabs.setCurrentIndex(2)
    groups = opened.details.groups
    assert [chip.text() for chip in groups.chips.chips] == ["2.A", "9.C", "gone"]
    assert groups.chips.chosen == ("2.A", "gone")
    panel.click(groups.chips.chips[1])
    groups.chips.chips[0].setFocus()
    panel.press(groups.chips.chips[0], Qt.Key.Key_Space)
    panel.settle()
    assert groups_at(office, "Trip") == ("gone", "9.C")
    assert panel.context.undo.undoText() == "groups at Trip"

    opened.tabs.setCurrentIndex(0)
    opened.people.field.setFocus()
    panel.type(opened.people.field, "id")
    panel.settle()
    first = opened.people.field.model.index(0).data(LINE_ROLE).heading
    assert first == "Ida Zenia", "names are looked for in the groups said now"
    panel.press(opened.people.field, Qt.Key.Key_Escape)

    panel.context.undo.undo()
    panel.settle()
    panel.context.undo.undo()
    panel.settle()
    assert set(groups_at(office, "Trip")) == {"2.A", "gone"}
    assert groups.chips.chosen == ("2.A", "gone")
    panel.context.undo.redo()
    panel.settle()
    assert [*groups.chips.chosen] == ["2.A", "9.C", "gone"]


def test_what_another_desk_says_of_an_event_meanwhile_stays(office: Office) -> None:
    change_groups(*office.desk, event="Trip", before=(), after=("2.A",))
    change_groups(*office.desk, event="Trip", before=("2.A",), after=("2.A", "2.B"))
    change_groups(*office.desk, event="Trip", before=("2.A",), after=("9.C",))
    assert groups_at(office, "Trip") == ("2.B", "9.C")


@pytest.mark.usefixtures("school")
def test_photos_of_no_event_or_of_several_have_no_groups(
    panel: PanelDriver, office: Office
) -> None:
    none, trip, fest = office.draw(), office.draw(), office.draw()
    for path, album in ((none, ""), (trip, "Trip"), (fest, "Fest")):
        photographs.add_photos(
            *office.desk, [path], attest=False, album=album, different=office.every()
        )
    opened = panel.open(none)
    assert opened.details.groups.isHidden()
    panel.press(opened, Qt.Key.Key_Escape)
    opened = panel.open(trip, fest)
    assert not opened.details.groups.isHidden()
    opened.strip.selectAll()
    panel.settle()
    assert opened.details.groups.isHidden()
