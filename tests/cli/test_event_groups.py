"""`add-photo --event --group`: which groups were there is told with the photos."""

import pytest

from consentdesk.domain.events import Event
from consentdesk.storage.register import Register
from tests.cli.terminal import Terminal


def event_of(terminal: Terminal, name: str) -> Event:
    with Register.open(str(terminal.register)) as register, register.read() as reader:
        return reader.event(name)


@pytest.fixture
def school(terminal: Terminal) -> Terminal:
    """Somebody in each of five groups."""
    for number, group in enumerate(("2.A", "2.B", "2.C", "Solsikken", "10.A")):
        words = ("--born", "2019-05-03", "--group", group)
        terminal.does("add-subject", f"Child {'ABCDE'[number]}", *words)
    return terminal


def test_groups_are_told_with_the_photos_and_add_up(school: Terminal) -> None:
    add = ("add-photo", "--kind", "situation", "--event", "Sommerfest")
    school.does(*add, school.draw(), "--group", "2.A", "--group", "2.B")
    assert event_of(school, "Sommerfest").groups == ("2.A", "2.B")
    school.does(*add, school.draw(), "--group", "2.C", "--group", "2.A")
    school.does(*add, school.draw())
    assert event_of(school, "Sommerfest") == Event(name="Sommerfest", groups=("2.A", "2.B", "2.C"))
    school.does("verify")


def test_a_group_needs_an_event_and_an_event_has_one_name(school: Terminal) -> None:
    path = school.draw()
    add = ("add-photo", path, "--kind", "situation")
    assert school.refuses(2, *add, "--group", "2.A") == "USAGE"
    assert school.refuses(2, *add, "--event", "A", "--album", "B") == "USAGE"
    assert school.does("check", path, status=3)["summary"]["undecided"] == 1
    school.does(*add, "--event", "A", "--album", "A", "--group", "2.A")
    assert event_of(school, "A").groups == ("2.A",)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("2a", "Choose one of: 2.A."),
        ("Solsiken", "Choose one of: Solsikken."),
        ("2.D", "2.A"),
        ("Mælkebøtten", "Choose one of: 2.A, 2.B, 2.C, 10.A, Solsikken."),
    ],
)
def test_a_group_that_nobody_is_in_is_refused_with_those_that_may_be_meant(
    school: Terminal, typed: str, near: str
) -> None:
    """Else the shoot sheet of that event could not be printed."""
    path = school.draw()
    add = ("add-photo", path, "--kind", "situation", "--event", "Fest", "--group")
    assert school.refuses(2, *add, "2.A", "--group", typed) == "UNKNOWN_GROUP"
    said = school(*add, typed).err
    assert f"There is no group {typed}." in said
    assert near in said
    assert event_of(school, "Fest") == Event(name="Fest")
    school.does(*add, "2.A")
    sheet = school.folder / "sheet.pdf"
    assert school.does("shoot-sheet", "--event", "Fest", "-o", sheet)["people"][0]["group"] == "2.A"
