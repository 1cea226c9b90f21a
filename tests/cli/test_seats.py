"""`seats`, `add-seat` and `remove-seat`, and what each role is refused at the terminal."""

import json

import pytest

from consentdesk.domain.roles import Role
from consentdesk.storage.reading_seats import account
from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")
ME = account()


def sit(terminal: Terminal, role: str) -> None:
    """Whoever types from now on has that role; somebody else is the head."""
    terminal.does("add-seat", "leder", "--role", "head")
    if role != "head":
        terminal.does("add-seat", ME, "--role", role)


@pytest.fixture
def school(terminal: Terminal) -> Terminal:
    """Noah, who may be shown; Ida, who was never asked."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    return terminal


def test_seats_are_given_listed_and_taken(terminal: Terminal) -> None:
    assert terminal.does("seats") == {"schema": 1, "role": "head", "seats": []}
    given = terminal.does("add-seat", "sanne", "--role", "photographer")
    assert len(given["acts"]) == 2
    assert terminal.does("seats")["seats"] == sorted(
        [
            {"login": ME, "role": "head", "own": True},
            {"login": "sanne", "role": "photographer", "own": False},
        ],
        key=lambda one: str(one["login"]),
    )
    assert "sanne: photographer" in terminal("seats").out
    assert terminal.refuses(1, "remove-seat", ME) == "LAST_HEAD"
    assert terminal.refuses(2, "remove-seat", "peter") == "SEAT_UNKNOWN"
    terminal.does("remove-seat", "sanne")
    assert [one["login"] for one in terminal.does("seats")["seats"]] == [ME]
    assert terminal.does("verify")["ok"]


def test_whoever_lost_the_seat_gets_in_no_more(terminal: Terminal) -> None:
    terminal.does("add-seat", "leder", "--role", "head")
    terminal.does("remove-seat", ME)
    ran = terminal("subjects", "--json")
    assert ran.status == 4
    assert json.loads(ran.out)["error"]["code"] == "NO_SEAT"


PAPER = ("add-subject", "institution", "two-people", "withdraw", "object", "assess", "add-seat")
REFUSED = {
    "photographer": (*PAPER, "show", "erase"),
    "clerk": ("two-people", "add-seat", "erase"),
    "officer": (*PAPER, "add-photo", "export"),
}
COMMANDS = {
    "add-subject": ("add-subject", "Eva Krag", "--born", "2019-02-02"),
    "institution": ("institution", "--contact", "Anna"),
    "two-people": ("institution", "--two-people", "website"),
    "withdraw": ("withdraw", "Noah Lund", "--channel", "phone"),
    "object": ("object", "Noah Lund", "--channel", "phone"),
    "show": ("show", "Noah Lund"),
    "erase": ("erase", "Ida Dal", "--confirm", "Ida Dal"),
    "add-seat": ("add-seat", "peter", "--role", "clerk"),
}


@pytest.mark.parametrize("command", [*COMMANDS, "assess", "add-photo", "export"])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_refused_what_is_not_its_own_and_nothing_else(
    school: Terminal, role: str, command: str
) -> None:
    scene, noah = school.portrait("Noah Lund", kind="situation"), school.portrait("Noah Lund")
    words: tuple[object, ...] = {
        **COMMANDS,
        "assess": ("assess", scene, *WEBSITE, "--outcome", "publish", "--reason", "Play"),
        "add-photo": ("add-photo", school.draw(), "--kind", "nobody"),
        "export": ("export", noah, *WEBSITE, "--to", school.folder / "out"),
    }[command]
    sit(school, role)
    if command in REFUSED.get(role, ()):
        assert school.refuses(1, *words) == "NOT_YOUR_ROLE"
    else:
        assert school.does(*words)["schema"] == 1
    assert school.does("verify")["ok"]


def test_a_photographer_is_told_who_and_never_why_nor_when_born(school: Terminal) -> None:
    ida = school.portrait("Ida Dal")
    school.does("object", "Ida Dal", "--channel", "phone")
    sit(school, "photographer")
    (file,) = school.does("check", ida, *WEBSITE, status=1)["files"]
    (verdict,) = file["verdicts"]
    assert verdict["outcome"] == "withheld"
    assert [(r["code"], r["subject"]) for r in verdict["reasons"]] == [("NO_PERMISSION", 2)]
    listed = school.does("subjects")["subjects"]
    assert [(one["born"], one["permissions"]) for one in listed] == [(None, {})] * 2
    said = "".join(school(*words).out for words in (("check", ida), ("subjects",)))
    assert "asked" not in said
    assert "does not want" not in said
    assert "2019" not in said
    assert school.refuses(1, "subjects", "--lacking", "website") == "NOT_YOUR_ROLE"


@pytest.mark.parametrize("role", ["clerk", "head", "photographer"])
def test_the_gate_judges_alike_for_every_role(school: Terminal, role: str) -> None:
    noah, ida = school.portrait("Noah Lund"), school.portrait("Ida Dal")
    sit(school, role)
    ran = school.does("export", noah, ida, *WEBSITE, "--to", school.folder / "out", status=1)
    assert [one["path"] for one in ran["released"]] == [str(noah)]
    assert [one["path"] for one in ran["withheld"]] == [str(ida)]
