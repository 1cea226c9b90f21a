"""What the window says of an encryption, with what it left as it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from consentdesk.services.locking import Encrypted
from consentdesk.ui.banner import Banner
from consentdesk.ui.recovery import tell_encrypted

WHOLE = Encrypted(Path("/register.db"), (), ())
PATHS = tuple(Path(f"/backups/{n}.db") for n in range(5))


def _said(qtbot: QtBot, done: Encrypted) -> str:
    banner = Banner()
    qtbot.addWidget(banner)
    tell_encrypted(done, banner, lambda: None)
    assert "rint" in banner.text and "recovery sheet" in banner.text
    return banner.text.replace("\N{ZERO WIDTH SPACE}", "")


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (replace(WHOLE, left=PATHS), "Could not"),
        (replace(WHOLE, other_names=PATHS), "hard link"),
        (replace(WHOLE, unsure=PATHS), "on a disk that isn't there now"),
    ],
)
def test_each_kind_of_what_was_left_is_told_with_where_it_lies(
    qtbot: QtBot, done: Encrypted, words: str
) -> None:
    said = _said(qtbot, done)
    assert words in said
    assert all(str(path) in said for path in PATHS)
    assert "Delete what is not encrypted" in said


def test_where_all_is_encrypted_there_is_nothing_to_delete(qtbot: QtBot) -> None:
    assert "Delete" not in _said(qtbot, WHOLE)
