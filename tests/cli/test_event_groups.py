"""`add-photo --event --group`: which groups were there is told with the photos."""

from consentdesk.domain.events import Event
from consentdesk.storage.register import Register
from tests.cli.terminal import Terminal


def event_of(terminal: Terminal, name: str) -> Event:
    with Register.open(str(terminal.register)) as register, register.read() as reader:
        return reader.event(name)


def test_groups_are_told_with_the_photos_and_add_up(terminal: Terminal) -> None:
    add = ("add-photo", "--kind", "situation", "--event", "Sommerfest")
    terminal.does(*add, terminal.draw(), "--group", "2.A", "--group", "2.B")
    assert event_of(terminal, "Sommerfest").groups == ("2.A", "2.B")
    terminal.does(*add, terminal.draw(), "--group", "2.C", "--group", "2.A")
    terminal.does(*add, terminal.draw())
    assert event_of(terminal, "Sommerfest") == Event(
        name="Sommerfest", groups=("2.A", "2.B", "2.C")
    )
    terminal.does("verify")


def test_a_group_needs_an_event_and_an_event_has_one_name(terminal: Terminal) -> None:
    path = terminal.draw()
    add = ("add-photo", path, "--kind", "situation")
    assert terminal.refuses(2, *add, "--group", "2.A") == "USAGE"
    assert terminal.refuses(2, *add, "--event", "A", "--album", "B") == "USAGE"
    assert terminal.does("check", path, status=3)["summary"]["undecided"] == 1
    terminal.does(*add, "--event", "A", "--album", "A", "--group", "2.A")
    assert event_of(terminal, "A").groups == ("2.A",)
