"""`seats` and the commands that give, take away and take one; what each role is refused."""

import json

import pytest

from consentdesk.domain.acts import ActKind, SeatSet
from consentdesk.domain.roles import Role
from consentdesk.storage.reading_seats import account
from consentdesk.storage.register import Register
from consentdesk.storage.unlocking import recovery_of, unlock
from consentdesk.storage.upkeep import verify
from tests.cli.terminal import Terminal
from tests.templates import Templates

WEBSITE = ("--destination", "website")
ME = account()


def sit(terminal: Terminal, role: str) -> None:
    """Whoever types from now on has that role; somebody else is the head."""
    terminal.does("add-seat", "leder", "--role", "head")
    if role != "head":
        terminal.does("add-seat", ME, "--role", role)


@pytest.fixture
def school(terminal: Terminal, templates: Templates) -> Terminal:
    """Noah, who may be shown; Ida, who was never asked."""

    def furnish() -> None:
        terminal.child("Noah Lund")
        terminal.child("Ida Dal")
        terminal.permitted("Noah Lund")

    templates.furnish("Noah and Ida", terminal.register, furnish)
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
    locked_out(terminal, "subjects")


def locked_out(terminal: Terminal, *words: object) -> None:
    """Nobody who types here has a seat."""
    ran = terminal(*words, "--json")
    assert ran.status == 4
    assert json.loads(ran.out)["error"]["code"] == "NO_SEAT"


PAPER = ("add-subject", "institution", "two-people", "withdraw", "object", "assess", "add-seat")
COPIES = ("verify", "seal", "backup", "compact", "access-pack")
KEYS = ("encrypt", "recovery-sheet", "restore")
REFUSED = {
    "photographer": (*PAPER, *COPIES, *KEYS, "show", "erase"),
    "clerk": ("two-people", "add-seat", "erase", "compact", *KEYS),
    "officer": (*PAPER, *KEYS, "add-photo", "export"),
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
    "verify": ("verify",),
    "compact": ("compact",),
}


@pytest.mark.parametrize("command", [*COMMANDS, "assess", "add-photo", "export"])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_refused_what_is_not_its_own_and_nothing_else(
    school: Terminal, role: str, command: str
) -> None:
    words = COMMANDS[command] if command in COMMANDS else of_a_picture(school, command)
    sit(school, role)
    if command in REFUSED.get(role, ()):
        assert school.refuses(1, *words) == "NOT_YOUR_ROLE"
    else:
        assert school.does(*words)["schema"] == 1
    assert whole(school)


def of_a_picture(school: Terminal, command: str) -> tuple[object, ...]:
    """A command as it is typed, with its picture in place."""
    if command == "assess":
        scene = school.portrait("Noah Lund", kind="situation")
        return ("assess", scene, *WEBSITE, "--outcome", "publish", "--reason", "Play")
    if command == "add-photo":
        return ("add-photo", school.draw(), "--kind", "nobody")
    noah = school.portrait("Noah Lund")
    return (command, noah, *WEBSITE, "--to", school.folder / "out")


@pytest.mark.parametrize("command", ["seal", "backup", "access-pack", "restore", *KEYS[:2]])
@pytest.mark.parametrize("role", list(Role))
def test_what_copies_opens_or_replaces_the_register_is_not_everybody_s(
    school: Terminal, role: str, command: str
) -> None:
    folder = school.folder
    phrase = folder / "phrase.txt"
    phrase.write_text("korrekt hest batteri\n")
    school.does("backup", folder / "before.db")
    target = {"seal": "one.seal", "backup": "copy.db", "access-pack": "noah.zip"}.get(command, "x")
    words: tuple[object, ...] = {
        "seal": ("seal", "-o", folder / target),
        "backup": ("backup", folder / target),
        "access-pack": ("access-pack", "Noah Lund", "-o", folder / "answer.zip"),
        "restore": ("restore", folder / "before.db"),
        "encrypt": ("encrypt", "--new-passphrase-file", phrase),
        "recovery-sheet": ("recovery-sheet", "-o", folder / "sheet.pdf"),
    }[command]
    sit(school, role)
    before = {path.name for path in folder.rglob("*")}
    if command in REFUSED.get(role, ()):
        assert school.refuses(1, *words) == "NOT_YOUR_ROLE"
        assert {path.name for path in folder.rglob("*")} == before
        assert whole(school)
    elif command == "recovery-sheet":
        assert school.refuses(2, *words) == "REGISTER_NOT_ENCRYPTED"
    else:
        assert school.does(*words)["schema"] == 1


def whole(terminal: Terminal) -> bool:
    """Whether the register is, whoever may ask that."""
    with Register.open(str(terminal.register), upkeep=True) as register:
        return verify(register).ok


def test_nobody_replaces_a_register_in_which_nobody_here_has_a_seat(school: Terminal) -> None:
    school.does("backup", school.folder / "before.db")
    sit(school, "head")
    school.does("remove-seat", ME)
    locked_out(school, "restore", school.folder / "before.db")
    school.register.unlink()
    # A register that is gone keeps nobody out.
    assert school.does("restore", school.folder / "before.db")["schema"] == 1
    assert school.does("seats")["seats"] == []
    assert whole(school)


def test_a_new_head_takes_the_seat_of_a_file_in_the_open(school: Terminal) -> None:
    assert school.refuses(2, "take-seat") == "SEATS_NONE"
    sit(school, "head")
    school.does("remove-seat", ME)
    locked_out(school, "seats")
    assert len(school.does("take-seat")["acts"]) == 1
    assert school.does("take-seat")["acts"] == []
    assert school.does("seats")["role"] == "head"
    assert {one["login"] for one in school.does("seats")["seats"]} == {ME, "leder"}
    with Register.open(str(school.register)) as register, register.read() as reader:
        (last, *_) = reader.ledger(kinds=frozenset({ActKind.SEAT_SET}))
    assert isinstance(last.body, SeatSet)
    assert last.body.taken
    assert whole(school)


@pytest.mark.parametrize("role", ["clerk", "photographer", "officer"])
def test_nobody_rises_to_head_at_the_own_desk(school: Terminal, role: str) -> None:
    sit(school, role)
    assert school.refuses(1, "take-seat") == "NOT_YOUR_ROLE"
    assert school.does("seats")["role"] == role


def test_the_head_s_seat_of_an_encrypted_register_takes_its_sheet(
    school: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase, sheet = school.folder / "phrase.txt", school.folder / "key.txt"
    phrase.write_text("korrekt hest batteri\n")
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(phrase))
    school.does("encrypt", "--new-passphrase-file", phrase)
    unlock(school.register, "korrekt hest batteri")
    sheet.write_text(f"{recovery_of(school.register)}\n")
    sit(school, "clerk")
    assert school.refuses(2, "take-seat", "--recovery-file", phrase) == "RECOVERY_UNREADABLE"
    assert school.refuses(2, "take-seat") == "PHRASE_MISSING"
    assert school.does("seats")["role"] == "clerk"
    assert len(school.does("take-seat", "--recovery-file", sheet)["acts"]) == 1
    assert school.does("seats")["role"] == "head"


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
