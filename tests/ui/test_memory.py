"""What the windows remember of a register is kept as that is; how they are liked, in the open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from consentdesk.services import locking, remembered
from consentdesk.storage import keys
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.memory import Memory, alike_key
from consentdesk.ui.window_state import PAGE
from tests.services.office import SKOVSKOLEN
from tests.templates import Templates

PHRASE = "fire små grå ænder"
CHILD = "Søren Østerlund"


@pytest.fixture
def secret(tmp_path: Path, templates: Templates) -> Iterator[Register]:
    """An encrypted register that is open."""
    path = templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.db")
    locking.encrypt(str(path), PHRASE)
    with Register.open(str(path)) as register:
        yield register
    keys.forget()


def holding(name: str, root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file() and name.encode() in p.read_bytes()]


def test_of_an_encrypted_register_no_folder_and_no_place_lies_in_the_open(
    secret: Register, settings: QSettings, tmp_path: Path
) -> None:
    memory = Memory(settings)
    memory.turn_to(secret)
    told = {
        "intake/paper_at": f"Mappe {CHILD}",
        "files/folder": f"/pictures/{CHILD}",
        "export/folder/website": f"/out/{CHILD}",
        alike_key(secret.location): [f"/cards/{CHILD}/1.jpg"],
    }
    for key, value in told.items():
        memory.setValue(key, value)
    memory.setValue(PAGE, "photos")
    memory.sync()
    settings.sync()
    assert {key: memory.value(key) for key in told} == told
    assert settings.allKeys() == [PAGE]
    assert holding(CHILD, tmp_path) == []
    keys.forget()
    assert [memory.value(key, "") for key in told] == [""] * len(told)


def test_what_an_earlier_version_kept_in_the_open_moves_to_its_register(
    secret: Register, settings: QSettings, tmp_path: Path
) -> None:
    settings.setValue("intake/paper_at", f"Mappe {CHILD}")
    settings.setValue(alike_key(secret.location), [f"/cards/{CHILD}/1.jpg"])
    settings.setValue("inbox/folder", "/scans")
    settings.setValue("inbox/folder-of", "/somewhere/else.db")
    settings.setValue("backup/folder", "/backups")
    settings.sync()
    assert holding(CHILD, tmp_path)
    memory = Memory(settings)
    memory.turn_to(secret)
    assert holding(CHILD, tmp_path) == []
    assert memory.value("intake/paper_at") == f"Mappe {CHILD}"
    assert memory.value(alike_key(secret.location)) == [f"/cards/{CHILD}/1.jpg"]
    # Another register's waits until that one is opened.
    assert memory.value("inbox/folder", "") == ""
    assert settings.allKeys() == ["backup/folder", "inbox/folder", "inbox/folder-of"]
    memory.turn_to(None)
    assert memory.value("intake/paper_at", "") == ""


def test_each_register_has_its_own_and_without_one_nothing_is_known(context: Context) -> None:
    context.settings.setValue("files/folder", "/pictures")
    context.settings.setValue("photos/folder-since", 12.5)
    assert context.settings.contains("files/folder")
    assert remembered.kept(context.register.house) == {
        "files/folder": "/pictures",
        "photos/folder-since": 12.5,
    }
    before = context.register
    context.put(None)
    context.settings.setValue("files/folder", "/nowhere")
    assert context.settings.value("files/folder") is None
    context.put(before)
    assert context.settings.value("files/folder", "") == "/pictures"
    context.settings.remove("files/folder")
    assert "files/folder" not in context.settings.allKeys()


def test_who_is_erased_goes_from_the_settings_whatever_kind_of_value(settings: QSettings) -> None:
    memory = Memory(settings)
    for key, value in (
        ("backup/folder", f"/backups/{CHILD}"),
        ("restore/left/0", f'[{{"aside": "/register/{CHILD}.db"}}]'),
        ("check/keep_answers", CHILD),
        ("window/page", [CHILD, "photos"]),
        ("window/narrow", CHILD.encode()),
        ("desk/scheme", "dark"),
    ):
        settings.setValue(key, value)
    memory.forget_named(lambda text: CHILD in text)
    # What is relied on stays: else no backup is made, and nobody is reminded of what one lacks.
    assert settings.allKeys() == ["backup/folder", "desk/scheme", "restore/left/0"]
