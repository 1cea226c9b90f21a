"""What an administrator lays down for a computer: read from where each system keeps it."""

import plistlib
from pathlib import Path

import pytest

from consentdesk.domain.policy import SETTINGS
from consentdesk.errors import BadInput, Problem
from consentdesk.machine_policy import KEY, MachinePolicy, Values, machine_policy
from consentdesk.settings import (
    backups_laid_down,
    institution_name,
    keeping_laid_down,
    language_laid_down,
    lock_laid_down,
    locked_settings,
    register_location,
)
from consentdesk.wording import problem_sentence

ALL = MachinePolicy("S:/x.db", "Skovskolen", "da")
SAID = {"register": "S:/x.db", "institution": "Skovskolen", "language": "da"}


def test_windows_keeps_it_where_only_an_administrator_writes() -> None:
    asked: list[str] = []

    def registry(key: str) -> Values:
        asked.append(key)
        return {name.capitalize(): value for name, value in SAID.items()}

    assert machine_policy("win32", registry=registry) == ALL
    assert asked == [KEY] == ["SOFTWARE\\Policies\\ConsentDesk"]
    assert machine_policy("win32", registry=lambda _key: {}) == MachinePolicy()


def test_macos_keeps_it_in_managed_preferences(tmp_path: Path) -> None:
    path = tmp_path / "managed.plist"
    assert machine_policy("darwin", preferences=path) == MachinePolicy()
    path.write_bytes(plistlib.dumps(SAID))
    assert machine_policy("darwin", preferences=path) == ALL
    path.write_bytes(plistlib.dumps(SAID, fmt=plistlib.FMT_BINARY))
    assert machine_policy("darwin", preferences=path) == ALL


def test_linux_keeps_it_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    assert machine_policy("linux", file=path) == MachinePolicy()
    path.write_text('Register = "/srv/school.db"\nnewer = 3\n')
    assert machine_policy("linux", file=path) == MachinePolicy("/srv/school.db")


@pytest.mark.parametrize(
    "text",
    ["register =", "register = 3", 'register = " "', "\x00", "language = []", "a = " + "[" * 9000],
)
def test_what_can_not_be_read_opens_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as refused:
        machine_policy("linux", file=path)
    assert refused.value.problem is Problem.POLICY_UNREADABLE
    assert refused.value.facts["place"] == str(path)


_PLIST = plistlib.dumps({"register": "S:/x.db", "keepanswers": True})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<plist>",
        plistlib.dumps(["register"]),
        b"\xff",
        _PLIST.replace(b"UTF-8", b"no-such"),
        _PLIST.replace(b"<dict>", b"").replace(b"</dict>", b""),
        _PLIST.replace(b"<true/>", b"<date>soon</date>"),
        _PLIST.replace(b"<true/>", b"<integer></integer>"),
        _PLIST.replace(b"<true/>", b"<array>" * 9000 + b"</array>" * 9000),
        plistlib.dumps({"register": "S:/x.db"}, fmt=plistlib.FMT_BINARY)[:-20],
        # Its one key is the number 1.
        plistlib.dumps({"a": "b"}, fmt=plistlib.FMT_BINARY).replace(b"\x51a", b"\x10\x01"),
    ],
)
def test_preferences_that_are_none_open_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "managed.plist"
    path.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        machine_policy("darwin", preferences=path)
    assert refused.value.problem is Problem.POLICY_UNREADABLE


def test_a_place_that_can_not_be_read_opens_nothing(tmp_path: Path) -> None:
    for system in ("darwin", "linux"):
        with pytest.raises(BadInput, match=Problem.POLICY_UNREADABLE):
            machine_policy(system, preferences=tmp_path, file=tmp_path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('Locked = ["counting_aid", "Two People"]', "Two People"),
        ('Locked = "counting_aid, age-limit"', "age-limit"),
    ],
)
def test_a_misspelt_lock_is_named(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as refused:
        machine_policy("linux", file=path)
    assert refused.value.problem is Problem.POLICY_LOCKS_NOTHING
    assert refused.value.facts == {"place": str(path), "word": word}
    assert f"“{word}”" in problem_sentence(refused.value)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_can_be_locked(name: str) -> None:
    found = machine_policy("win32", registry=lambda _key: {"": "0", "Locked": name})
    assert found.locked == {name}


def test_it_comes_after_what_is_typed_and_before_all_else() -> None:
    environ = {"CONSENTDESK_REGISTER": "/mine.db", "CONSENTDESK_INSTITUTION": "Mine"}
    assert register_location("/typed.db", environ, lambda: ALL) == "/typed.db"
    assert register_location(None, environ, lambda: ALL) == "S:/x.db"
    assert register_location(None, environ, MachinePolicy) == "/mine.db"
    assert institution_name("Typed", environ, lambda: ALL) == "Typed"
    assert institution_name(None, environ, lambda: ALL) == "Skovskolen"
    assert institution_name(None, environ, MachinePolicy) == "Mine"
    assert language_laid_down(lambda: ALL) == "da"
    assert language_laid_down(lambda: MachinePolicy(language="xx")) is None


def test_a_municipality_lays_down_folder_lock_and_what_can_not_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        'Backups = "/srv/b"\nLockMinutes = 5\nLocked = ["counting_aid", "Two_People"]\n'
    )
    found = machine_policy("linux", file=path)
    assert found.locked == {"counting_aid", "two_people"}
    assert locked_settings(lambda: found) == found.locked
    assert backups_laid_down(lambda: found) == "/srv/b"
    assert lock_laid_down(lambda: found) == 5
    path.write_text('Locked = "counting_aid, two_people"\nlockminutes = "5"')
    again = machine_policy("linux", file=path)
    assert (again.locked, again.lock_minutes) == (found.locked, 5)


@pytest.mark.parametrize(("said", "means"), [("false", False), ("true", True), ('"No"', False)])
def test_a_municipality_lays_down_whether_answers_are_kept(
    tmp_path: Path, said: str, means: bool
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"KeepAnswers = {said}\n")
    found = machine_policy("linux", file=path)
    assert keeping_laid_down(lambda: found) is means
    assert keeping_laid_down(MachinePolicy) is None
    assert machine_policy("win32", registry=lambda _key: {"KeepAnswers": "0"}).keep_answers is False


@pytest.mark.parametrize(
    "text",
    [
        "KeepAnswers = 2",
        'KeepAnswers = "perhaps"',
        "LockMinutes = 0",
        "LockMinutes = true",
        "LockMinutes = 241",
        "Locked = 3",
        "Locked = [1]",
    ],
)
def test_a_lock_that_can_not_be_read_opens_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=Problem.POLICY_UNREADABLE):
        machine_policy("linux", file=path)
