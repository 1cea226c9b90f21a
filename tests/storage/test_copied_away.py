"""No register is made in a folder that some service copies to other computers."""

from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.copied_away import copied_by
from consentdesk.storage.register import Register
from tests.factories import NOW

SERVICES = [
    *("OneDrive", "OneDrive - Skovby Kommune", "onedrive", "Dropbox", "Dropbox (Skolen)"),
    *("Google Drive", "GoogleDrive-a@b.dk", "Nextcloud", "ownCloud", "CloudStorage"),
]


@pytest.mark.parametrize("name", SERVICES)
def test_a_folder_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    assert copied_by(tmp_path / name / "school" / "x.db", {}) == str(tmp_path / name)


@pytest.mark.parametrize("name", ["One", "Drive", "my OneDrive notes", "boxes", "cloud"])
def test_other_folders_stay_here(tmp_path: Path, name: str) -> None:
    assert copied_by(tmp_path / name / "x.db", {}) is None


def test_a_file_called_so_is_no_folder(tmp_path: Path) -> None:
    assert copied_by(tmp_path / "OneDrive", {}) is None


@pytest.mark.parametrize("mark", [".dropbox", ".sync_0a1b.db", ".owncloudsync.log"])
def test_a_folder_is_known_by_what_the_service_leaves_in_it(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).touch()
    assert copied_by(tmp_path / "school" / "x.db", {}) == str(tmp_path)


@pytest.mark.parametrize("name", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_windows_says_where_onedrive_is(tmp_path: Path, name: str) -> None:
    environ = {name: str(tmp_path / "Skovby")}
    assert copied_by(tmp_path / "Skovby" / "x.db", environ) == str(tmp_path / "Skovby")
    assert copied_by(tmp_path / "Skovby2" / "x.db", environ) is None


def test_no_register_is_made_there_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Skovby"
    folder.mkdir()
    with pytest.raises(BadInput) as refused:
        Register.create(
            str(folder / "x.db"), institution="Skovskolen", policy="dk", clerk="Anna Holm", at=NOW
        )
    assert refused.value.problem is Problem.REGISTER_SYNCHRONISED
    assert list(folder.iterdir()) == []
