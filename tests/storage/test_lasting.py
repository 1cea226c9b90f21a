"""What was acknowledged survives a power cut: the settings of SQLite, and how files get names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, restore, upgrade
from tests.factories import NOW
from tests.lasting import DiskWatch
from tests.storage.desk import CLERK, HOUSE, child, writing
from tests.storage.older import make_older

LATER = datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
_ALL_IN_ONE_FILE = b"\x01\x01"
"""Where SQLite says how a file is written to: by these without side files."""
KEPT = {
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}
"""`synchronous` 2 is FULL: a commit returns when it is on the disk."""


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> DiskWatch:
    """Begins to watch when the test asks."""
    return DiskWatch(monkeypatch)


def test_every_connection_waits_for_the_disk(file: Path) -> None:
    with (
        Register.open(str(file)) as register,
        register.connected(writes=True) as writer,
        register.connected(writes=False) as reader,
        register.connected(writes=False) as another,
    ):
        for connection in (writer, reader, another):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in KEPT
            }
            assert found == KEPT


def test_a_new_register_lasts(watch: DiskWatch, tmp_path: Path) -> None:
    path = tmp_path / "new" / "register.db"
    Register.create(str(path), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW).close()
    assert watch.assert_lasting(path).content[18:20] == _ALL_IN_ONE_FILE


def test_a_new_register_lasts_without_hard_links(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on a memory stick."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refused)
    watch = DiskWatch(monkeypatch)
    path = tmp_path / "register.db"
    Register.create(str(path), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW).close()
    assert watch.assert_lasting(path).call == "rename"


def test_a_backup_lasts(register: Register, watch: DiskWatch, tmp_path: Path) -> None:
    with writing(register) as writer:
        child(writer)
    path = tmp_path / "solen.backup"
    backup(register, path)
    watch.assert_lasting(path)
    assert path.read_bytes()[18:20] == _ALL_IN_ONE_FILE


@pytest.mark.parametrize("there", [True, False])
def test_a_restored_register_lasts(
    file: Path, watch: DiskWatch, tmp_path: Path, there: bool
) -> None:
    path = tmp_path / "solen.backup"
    with Register.open(str(file)) as register:
        backup(register, path)
    if not there:
        file.unlink()
    done = restore(path, str(file), at=LATER)
    watch.assert_lasting(file)
    assert file.read_bytes()[18:20] == _ALL_IN_ONE_FILE
    if done.aside is not None:
        # What was there has its other name before its own goes to the backup.
        steps = [step.target for step in watch.steps]
        assert steps.index(done.aside) < len(steps) - 1 - steps[::-1].index(file)


def test_the_copy_made_before_an_upgrade_lasts(watch: DiskWatch, tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    make_older(str(path), "0001")
    done = upgrade(str(path), at=LATER)
    assert done.backup is not None
    watch.assert_lasting(done.backup)
